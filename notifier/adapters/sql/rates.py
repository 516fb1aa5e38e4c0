"""Rates and breakers, one row each."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from notifier.adapters.sql.database import Database
from notifier.adapters.sql.rows import AnyRow
from notifier.adapters.sql.schema import breakers, rates
from notifier.model.breaker import Breaker
from notifier.retry.breaking import trouble
from notifier.retry.slots import Queue, reserve


@dataclass(frozen=True)
class SqlRates:
    """`ports.rates.Rates` over SQL; a row is made with its first use."""

    database: Database

    def reserve(self, bucket: str, per_second: float, count: int, now: datetime) -> datetime:
        with self.database.write() as connection:
            self.database.insert_or_ignore(connection, rates, {"bucket": bucket, "next_free": now, "taken_at": now})
            query = select(rates.c.next_free, rates.c.taken_at).where(rates.c.bucket == bucket).with_for_update()
            row = connection.execute(query).one()
            first, after = reserve(Queue(row.next_free, row.taken_at), per_second, count, now)
            connection.execute(update(rates).where(rates.c.bucket == bucket), asdict(after))
        return first

    def breaker(self, bucket: str) -> Breaker:
        with self.database.read() as connection:
            row = connection.execute(select(breakers).where(breakers.c.bucket == bucket)).first()
        return _breaker(row) if row else Breaker()

    def trouble(self, bucket: str, reason: str, now: datetime) -> Breaker:
        with self.database.write() as connection:
            self.database.insert_or_ignore(connection, breakers, {"bucket": bucket, **asdict(Breaker())})
            query = select(breakers).where(breakers.c.bucket == bucket).with_for_update()
            after = trouble(_breaker(connection.execute(query).one()), reason, now)
            connection.execute(update(breakers).where(breakers.c.bucket == bucket), asdict(after))
        return after

    def success(self, bucket: str) -> None:
        with self.database.write() as connection:
            connection.execute(delete(breakers).where(breakers.c.bucket == bucket))


def _breaker(row: AnyRow) -> Breaker:
    return Breaker(troubles=row.troubles, trips=row.trips, open_until=row.open_until, reason=row.reason)
