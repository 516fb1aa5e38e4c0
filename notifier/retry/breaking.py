"""The circuit breaker: after some failures in a row a server is left alone, longer each time, without using up
tries."""

from datetime import datetime, timedelta

from notifier.model.breaker import Breaker

LIMIT = 5
SHORTEST = timedelta(seconds=15)
LONGEST = timedelta(minutes=15)


def trouble(breaker: Breaker, reason: str, now: datetime) -> Breaker:
    """One more failure; the fifth in a row opens the breaker. Failures while it is open (late answers) do not count."""
    if is_open(breaker, now):
        return breaker
    troubles = breaker.troubles + 1
    if troubles < LIMIT and breaker.trips == 0:
        return Breaker(troubles=troubles, trips=0, reason=reason)
    pause = min(SHORTEST * (2**breaker.trips), LONGEST)
    return Breaker(troubles=0, trips=min(breaker.trips + 1, 10), open_until=now + pause, reason=reason)


def is_open(breaker: Breaker, now: datetime) -> bool:
    """Whether the server is to be left alone. A clock that was turned back cannot keep it open for longer than that."""
    return breaker.open_until is not None and now < breaker.open_until <= now + LONGEST


def closed() -> Breaker:
    """After a success."""
    return Breaker()
