"""A rate as slots in time (the generic cell rate algorithm): one instant says all, so it is kept in one row."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Queue:
    """The next free slot, and when slots were last taken."""

    next_free: datetime
    taken_at: datetime


def reserve(queue: Queue, per_second: float, count: int, now: datetime) -> tuple[datetime, Queue]:
    """Take `count` slots, 1/`per_second` apart; returns the first one's instant and the queue after it.

    A clock that was turned back since the last time takes the queue back with it.
    """
    turned_back = max(queue.taken_at - now, timedelta())
    first = max(queue.next_free - turned_back, now)
    return first, Queue(first + timedelta(seconds=count / per_second), now)
