"""Escalation: a notice that did not reach a person goes on over their next channel, until one direct notice is proven
or the list of those who cannot be reached is complete."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState, Reason
from notifier.model.ids import NoticeId, RecipientId
from notifier.model.notice import Notice, NoticeState
from notifier.planning.escalation import ENDS_IT, next_channel
from notifier.ports import Clock
from notifier.ports.escalations import Escalations, Exhausted, Step
from notifier.service.wording import Wording

BATCH = 1000
GOING_ON = (NoticeState.RUNNING, NoticeState.PAUSED, NoticeState.FINISHED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What one notice's escalation did: people who go on by channel; who is left; who was told directly."""

    notice: NoticeId
    on: Counter[Channel] = field(default_factory=Counter)
    unreachable: int = 0
    proven: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreachable:
    """A person whom no channel is left for, with what was tried, or the reason why nothing could be."""

    recipient: RecipientId
    tried: tuple[tuple[Channel, DeliveryState, Reason | None], ...] = ()
    reason: Reason | None = None


@dataclass(frozen=True, kw_only=True)
class Escalator:
    """`further` are channels that may be used beside those of the notice."""

    escalations: Escalations
    wording: Wording
    clock: Clock
    further: frozenset[Channel] = frozenset()

    def run(self, notices: Collection[Notice]) -> list[Outcome]:
        """Take every step that can be taken; doing it again does nothing. Raises TemplateBroken."""
        return [self._one(notice) for notice in notices if notice.state in GOING_ON]

    def _one(self, notice: Notice) -> Outcome:
        on: Counter[Channel] = Counter()
        for batch in self.escalations.exhausted(notice.id, BATCH):
            steps = [step for person in batch if (step := self._step(notice, person))]
            self.wording.complete(notice, {step.channel for step in steps})
            if steps and self.escalations.go_on(notice, steps, self.clock()):
                on.update(step.channel for step in steps)
        left = sum(1 for _ in self.unreachable(notice))
        return Outcome(notice=notice.id, on=on, unreachable=left, proven=self.escalations.proven(notice.id))

    def _step(self, notice: Notice, person: Exhausted) -> Step | None:
        if any(row.reason in ENDS_IT for row in person.deliveries):
            return None
        allowed = self.further | set(notice.channels)
        channel = next_channel(person.candidate, {row.channel for row in person.deliveries}, allowed)
        if channel is None or person.candidate is None:
            return None
        return Step(candidate=person.candidate, channel=channel, after=person.deliveries[-1].id)

    def unreachable(self, notice: Notice) -> Iterator[Unreachable]:
        """Everybody for whom nothing more can be done over the channels allowed."""
        for batch in self.escalations.exhausted(notice.id, BATCH):
            for person in batch:
                if self._step(notice, person) is None:
                    tried = tuple((row.channel, row.state, row.reason) for row in person.deliveries)
                    yield Unreachable(recipient=person.recipient, tried=tried)
        for left_out in self.escalations.left_out(notice.id, BATCH):
            for recipient, reason in left_out:
                yield Unreachable(recipient=recipient, reason=reason)
