"""What a server's answer to one message means for the delivery and for the server.

| answer | delivery | server |
|---|---|---|
| 2xx after the final dot | accepted | fine |
| 4xx at RCPT | pending, a try used, later | fine |
| 5xx at RCPT | failed: the address is refused, this person only | fine |
| 421, or 4xx/5xx at MAIL or at DATA | pending, no try used | in trouble |
| 4xx after the dot | pending, a try used, later | in trouble |
| 5xx after the dot | pending once, then failed: the message is refused | in trouble |
| connection lost before the whole message was out | pending, no try used | in trouble |
| connection lost after | ambiguous (RFC 1047) | in trouble |

So throttling, 4xx and lost connections never mark a person as bad. What is still pending five days after its first
attempt, or when the version comes into force, has failed with `gave_up`.
"""

from datetime import datetime
from typing import NamedTuple

from notifier.model.delivery import DeliveryState, Reason
from notifier.ports.channel import Reply, Stage
from notifier.retry.schedule import FIRST_RETRY, give_up_at, next_try

SERVICE_CLOSING = 421
MESSAGE_CHANCES = 2


class Verdict(NamedTuple):
    """The next state; `trouble` says that the server, not the person, is the cause."""

    state: DeliveryState
    tries: int
    not_before: datetime | None = None
    reason: Reason | None = None
    trouble: bool = False


class Circumstances(NamedTuple):
    """When, and how patient: `tries` used up so far, the first attempt, the deadline, a chance in [0, 1)."""

    now: datetime
    tries: int
    first_attempt: datetime
    deadline: datetime
    chance: float


def judge(reply: Reply, around: Circumstances) -> Verdict:
    """The verdict of the table above."""
    code = reply.code
    if code is not None and 200 <= code < 300 and reply.stage is Stage.END:
        return Verdict(state=DeliveryState.ACCEPTED, tries=around.tries)
    if code is None and reply.stage is Stage.END:
        return Verdict(state=DeliveryState.AMBIGUOUS, tries=around.tries, trouble=True)
    if code is None or code == SERVICE_CLOSING or reply.stage in (Stage.SENDER, Stage.MESSAGE):
        return _untried(around)
    if code >= 500:
        return _refused(reply.stage, around)
    return _later(around, trouble=reply.stage is Stage.END)


def _untried(around: Circumstances) -> Verdict:
    """The server's trouble costs no try; only the end of patience ends it, as it does for a temporary refusal."""
    if around.now >= give_up_at(around.first_attempt, around.deadline):
        return Verdict(state=DeliveryState.FAILED, tries=around.tries, reason=Reason.GAVE_UP, trouble=True)
    return Verdict(state=DeliveryState.PENDING, tries=around.tries, trouble=True)


def _refused(stage: Stage, around: Circumstances) -> Verdict:
    """A permanent refusal of the person (RCPT) or of the message (after the dot)."""
    tries = around.tries + 1
    if stage is Stage.RECIPIENT:
        return Verdict(state=DeliveryState.FAILED, tries=tries, reason=Reason.ADDRESS_REFUSED)
    if tries < MESSAGE_CHANCES:
        again = around.now + FIRST_RETRY
        return Verdict(state=DeliveryState.PENDING, tries=tries, not_before=again, trouble=True)
    return Verdict(state=DeliveryState.FAILED, tries=tries, reason=Reason.MESSAGE_REFUSED, trouble=True)


def _later(around: Circumstances, *, trouble: bool) -> Verdict:
    """A temporary refusal: by the schedule, or the end of patience."""
    tries = around.tries + 1
    again = next_try(tries, around.first_attempt, around.now, around.deadline, around.chance)
    if again is None:
        return Verdict(state=DeliveryState.FAILED, tries=tries, reason=Reason.GAVE_UP, trouble=trouble)
    return Verdict(state=DeliveryState.PENDING, tries=tries, not_before=again, trouble=trouble)
