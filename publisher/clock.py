"""The instant at which a site is built: given, or from the environment, or now."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from publisher.errors import BadInputError
from publisher.model import ZONE

VARIABLE = "PUBLISHER_AS_OF"


def build_instant(given: str | None, environment: Mapping[str, str], now: datetime) -> datetime:
    """The clock of a build, in Asia/Tokyo and without fractions of a second.

    In this order: PUBLISHER_AS_OF, `given` in the settings, SOURCE_DATE_EPOCH (seconds since 1970,
    reproducible-builds.org), `now`.
    The first two are a day (its first instant in Asia/Tokyo) or an instant with its offset. Raises BadInputError.
    """
    for name, text in ((VARIABLE, environment.get(VARIABLE)), ("as_of", given)):
        if text:
            return _local(read_instant(text, name))
    epoch = environment.get("SOURCE_DATE_EPOCH")
    return _local(_from_epoch(epoch) if epoch else now)


def read_instant(text: str, field: str) -> datetime:
    """A day such as 2026-12-15, or an instant such as 2026-12-15T09:00:00+09:00. Raises BadInputError."""
    try:
        if len(text) <= len("2026-12-15"):
            return datetime.combine(date.fromisoformat(text), time.min, ZONE)
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise _bad(text, field) from error
    if instant.tzinfo is None:
        raise _bad(text, field)
    return instant


def _from_epoch(text: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadInputError(
            f"{text!r} is not a number of seconds", field="SOURCE_DATE_EPOCH", remedy="give seconds since 1970"
        ) from error


def _bad(text: str, field: str) -> BadInputError:
    remedy = "write a day as 2026-12-15 or an instant as 2026-12-15T09:00:00+09:00"
    return BadInputError(f"{text!r} is neither a day nor an instant with its offset", field=field, remedy=remedy)


def _local(instant: datetime) -> datetime:
    return instant.astimezone(ZONE).replace(microsecond=0)
