"""From a recipient to a member of the audience: channels, language, or the reason why not."""

import functools
from dataclasses import dataclass

from notifier.model.audience import Member
from notifier.model.channel import DIRECT, Channel
from notifier.model.delivery import Reason
from notifier.model.ids import Language
from notifier.model.recipient import RecipientStatus
from notifier.ports.recipients import Candidate


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What a notice offers: its channels and the languages it is rendered in, the fallback first."""

    channels: frozenset[Channel]
    languages: tuple[Language, ...]


def assign(candidate: Candidate, rules: Rules) -> Member:
    """One direct channel (the first the person chose that reaches them) and the inbox, or a reason.

    The other direct channels are for escalation, when the first one bounces.
    """
    language = candidate.language if candidate.language in rules.languages else rules.languages[0]
    channels, reason = _choose(
        rules.channels, candidate.channels, candidate.reachable, candidate.status, candidate.suppressed
    )
    return Member(recipient=candidate.id, language=language, channels=channels, reason=reason)


@functools.lru_cache(maxsize=1024)
def _choose(
    offered: frozenset[Channel],
    chosen: tuple[Channel, ...],
    reachable: frozenset[Channel],
    status: RecipientStatus,
    suppressed: bool,
) -> tuple[tuple[Channel, ...], Reason | None]:
    """Remembered: of a million people only some dozens differ in this."""
    wanted = tuple(one for one in chosen if one in offered)
    able = tuple(one for one in wanted if one in reachable)
    usable = tuple(one for one in able if not (one is Channel.MAIL and suppressed))
    reason = _reason(status, wanted, able, usable)
    if reason is not None:
        return (), reason
    direct = tuple(one for one in usable if one in DIRECT)[:1]
    return direct + tuple(one for one in usable if one is Channel.IN_APP), None


def _reason(
    status: RecipientStatus, wanted: tuple[Channel, ...], able: tuple[Channel, ...], usable: tuple[Channel, ...]
) -> Reason | None:
    if status is RecipientStatus.DELETED:
        return Reason.DELETED
    if not wanted:
        return Reason.NO_CHANNEL
    if not able:
        return Reason.NO_ADDRESS
    return Reason.SUPPRESSED if not usable else None
