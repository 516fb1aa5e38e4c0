"""Age by the law of Japan: when a year of age is complete, and what a date of birth says about a threshold.

年齢計算ニ関スル法律 counts from the day of birth; 民法143条2項 lets the term expire at the end of the day before the
birthday, and where the last month has no such day, at the end of that month: for 29 February in a common year, at the
end of 28 February.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gate.model import ConfigurationError, Outcome, Reading, require_aware

POLICY_ZONE = "Asia/Tokyo"


def zone(name: str = POLICY_ZONE) -> ZoneInfo:
    """The time zone of that IANA name; raises ConfigurationError when its data is missing, so that nothing is
    guessed.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigurationError(f"No data for the time zone {name!r}: install tzdata or correct GATE_ZONE") from error


def today(now: datetime, where: ZoneInfo) -> date:
    """The date at the aware instant `now` in the zone `where`; the server's own zone plays no part."""
    return require_aware(now, "now").astimezone(where).date()


def reached_on(born: date, years: int, reading: Reading) -> date:
    """The first date on all of which a person born on `born` counts as `years` old."""
    try:
        birthday = born.replace(year=born.year + years)
    except ValueError:  # 29 February in a common year
        birthday = date(born.year + years, 3, 1)
    return birthday - timedelta(days=1) if reading is Reading.DAY and years > 0 else birthday


def outcome(born: date, years: int, on: date, reading: Reading = Reading.INSTANT) -> Outcome:
    """`OVER` when a person born on `born` has completed `years` years of age on the date `on`, else `UNDER`."""
    return Outcome.OVER if on >= reached_on(born, years, reading) else Outcome.UNDER
