"""Messages are made a few at a time: one after another they take half of what each takes between other work, because
the processor still has at hand what it needs for them."""

import contextlib
from datetime import datetime, timedelta

from notifier.model.errors import NotifierError
from notifier.ports import Clock
from notifier.service.agenda import Agenda, Item
from notifier.service.composing import Composed, MailComposer

FEW = 16
FRESH = timedelta(seconds=1)
"""A message that waited longer is made again, so that its Date is that of its attempt."""


class Ahead:
    """The messages of an agenda; none is made ahead where a `rate` makes them wait."""

    def __init__(self, composer: MailComposer, agenda: Agenda, clock: Clock, *, rate: float | None) -> None:
        self._composer = composer
        self._agenda = agenda
        self._clock = clock
        self._few = FEW if rate is None else 0

    def message(self, item: Item) -> Composed:
        """The message of `item`; raises MessageNotMade, or the vault's errors."""
        now = self._clock()
        made, item.made = item.made, None
        if made is not None and _fresh(made, now):
            return made
        for one in self._agenda.ready(self._few):
            if one.made is None or not _fresh(one.made, now):
                with contextlib.suppress(NotifierError):  # said when it is its turn
                    one.made = self._compose(one, now)
        return self._compose(item, now)

    def _compose(self, item: Item, now: datetime) -> Composed:
        return self._composer.compose(item.chunk.notice, item.task, now)


def _fresh(made: Composed, now: datetime) -> bool:
    return timedelta() <= now - made.at <= FRESH
