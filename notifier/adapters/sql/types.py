"""Column types: instants are whole microseconds since 1970 in UTC on both databases, so that nothing depends on a
zone."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, Integer, TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only in an INTEGER PRIMARY KEY."""


def microseconds(instant: datetime | None) -> int | None:
    """As it stands in the database."""
    return None if instant is None else (instant - EPOCH) // _MICROSECOND


def instant(value: int | None) -> datetime | None:
    """What stands in the database as an aware datetime in UTC."""
    return None if value is None else EPOCH + timedelta(microseconds=value)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, read back in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return instant(value)
