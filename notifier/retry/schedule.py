"""When to try again and when to give up (RFC 5321 §4.5.4.1), capped by the day the version comes into force."""

from datetime import datetime, timedelta

FIRST_RETRY = timedelta(minutes=30)
"""「the retry interval SHOULD be at least 30 minutes」."""
LONGEST_RETRY = timedelta(hours=4)
GIVE_UP = timedelta(days=5)
"""「the give-up time generally needs to be at least 4-5 days」."""
LAST_MARGIN = timedelta(minutes=5)


def retry_after(tries: int, chance: float) -> timedelta:
    """How long to wait after the `tries`-th temporary refusal; `chance` in [0, 1) spreads it by up to a tenth."""
    steps = min(max(tries - 1, 0) // 2, 8)
    base = min(FIRST_RETRY * int(2**steps), LONGEST_RETRY)
    return base * (1 + chance / 10)


def give_up_at(first_attempt: datetime, deadline: datetime) -> datetime:
    """Five days after the first attempt, or the deadline where that is earlier and was still ahead."""
    end = first_attempt + GIVE_UP
    return min(end, deadline) if deadline > first_attempt else end


def next_try(tries: int, first_attempt: datetime, now: datetime, deadline: datetime, chance: float) -> datetime | None:
    """The instant of the next try, or None to give up.

    A try that would fall behind the end is moved to just before it, once, so that the last chance is used.
    """
    end = give_up_at(first_attempt, deadline)
    due = now + retry_after(tries, chance)
    if due < end:
        return due
    last = end - LAST_MARGIN
    return last if last >= now + FIRST_RETRY else None
