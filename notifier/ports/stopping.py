"""The store, as stopping and correcting a notice use it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from notifier.model.ids import NoticeId
from notifier.ports.recipients import Candidate


class Stops(Protocol):
    """Everything can be repeated."""

    def stop(self, notice: NoticeId, why: str, now: datetime) -> bool:
        """A running or paused notice becomes stopped; False where it was neither."""

    def leave_out(self, notice: NoticeId, now: datetime, batch: int) -> int:
        """Up to `batch` rows that wait become excluded with the reason `notice_stopped`; what is written and not
        handed over is taken back first. What a sender that is gone left on the wire becomes ambiguous. Returns how
        many rows were left out."""

    def on_the_wire(self, notice: NoticeId) -> int:
        """How many rows a sender has in hand right now."""

    def reached(self, notice: NoticeId, batch: int, *, got_it: bool) -> Iterator[list[Candidate]]:
        """Those of the audience who got the notice (accepted, ambiguous, on the wire, or in their inbox); or else those
        who did not because it was stopped. In order of their place."""
