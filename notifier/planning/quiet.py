"""Quiet hours by the recipient's own zone."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from notifier.model.errors import UsageProblem

DEFAULT_ZONE = "Asia/Tokyo"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` (inclusive) to `end` (exclusive) on the recipient's clock; over midnight where start > end."""

    start: time
    end: time


def parse_quiet_hours(text: str) -> QuietHours | None:
    """`21:00-08:00`, or None for an empty text; raises UsageProblem."""
    if not text.strip():
        return None
    try:
        start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        raise UsageProblem(reason=f"quiet hours {text!r} are not of the form 21:00-08:00") from None
    return QuietHours(start, end)


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The zone of that name; an unknown one counts as Asia/Tokyo."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(DEFAULT_ZONE)


def allowed_from(now: datetime, zone_name: str, quiet: QuietHours | None, deadline: datetime) -> datetime:
    """`now`, or the end of the quiet hours it falls in; they never push a message past `deadline`."""
    if quiet is None or quiet.start == quiet.end:
        return now
    local = now.astimezone(zone(zone_name))
    clock = local.time()
    over_midnight = quiet.start > quiet.end
    inside = clock >= quiet.start or clock < quiet.end if over_midnight else quiet.start <= clock < quiet.end
    if not inside:
        return now
    day = local.date() + timedelta(days=1 if over_midnight and clock >= quiet.start else 0)
    end = datetime.combine(day, quiet.end, tzinfo=local.tzinfo)
    return end if end < deadline else now
