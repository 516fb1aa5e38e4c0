"""The hash chain in the database: one head row that writers queue at, one signature a transaction."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from notifier.adapters.sql.batches import Batch
from notifier.adapters.sql.database import Database, Prepared
from notifier.adapters.sql.digests import delivery_digest, member_digest
from notifier.adapters.sql.rows import AnyRow, delivery_of
from notifier.adapters.sql.schema import audience, deliveries, log, log_head
from notifier.model.ids import DeliveryId, NoticeId
from notifier.model.log import LogEntry, canonical, chain
from notifier.ports.log import RowCheck
from notifier.ports.vault import Vault

Body = Mapping[str, object]

_HEAD = Prepared(select(log_head.c.seq, log_head.c.hash).with_for_update())
_MOVE_HEAD = Prepared(update(log_head).values(seq=bindparam("v_seq"), hash=bindparam("v_hash")))
_INSERT = Batch(log, ("seq", "event", "delivery_id", "body", "hash", "key_id", "signature"))


def append(connection: Connection, vault: Vault, bodies: Sequence[Body]) -> list[int]:
    """Append `bodies` in the caller's transaction. Each has `event` and, where it is about one, `delivery`.

    The head row is locked until the commit, so that two writers never continue the same entry. Returns the entries'
    numbers.
    """
    if not bodies:
        return []
    seq, last = _HEAD.run(connection, {}).fetchone()
    entries = chain(last, seq, [canonical(body) for body in bodies])
    _INSERT.run(connection, _rows(entries, bodies, vault))
    _MOVE_HEAD.run(connection, {"v_seq": entries[-1].seq, "v_hash": entries[-1].hash})
    return [entry.seq for entry in entries]


def _rows(entries: Sequence[LogEntry], bodies: Sequence[Body], vault: Vault) -> list[dict[str, Any]]:
    rows = [
        {
            "seq": entry.seq,
            "event": str(body["event"]),
            "delivery_id": body.get("delivery"),
            "body": entry.body,
            "hash": entry.hash,
            "key_id": None,
            "signature": None,
        }
        for entry, body in zip(entries, bodies, strict=True)
    ]
    rows[-1] |= {"key_id": vault.key_id, "signature": vault.sign(entries[-1].hash)}
    return rows


@dataclass(frozen=True)
class SqlLog:
    """The log's readers, and `append` for an event on its own."""

    database: Database
    vault: Vault

    def append(self, body: Body, at: datetime) -> None:
        with self.database.write() as connection:
            append(connection, self.vault, [{**body, "at": at.isoformat()}])

    def entries(self, batch: int) -> Iterator[list[LogEntry]]:
        last = 0
        while True:
            with self.database.read() as connection:
                query = select(log).where(log.c.seq > last).order_by(log.c.seq).limit(batch)
                found = [entry_of(row) for row in connection.execute(query)]
            if not found:
                return
            last = found[-1].seq
            yield found

    def head(self) -> LogEntry | None:
        with self.database.read() as connection:
            row = connection.execute(select(log).order_by(log.c.seq.desc()).limit(1)).first()
        return entry_of(row) if row else None

    def known_head(self) -> tuple[int, bytes]:
        with self.database.read() as connection:
            row = connection.execute(select(log_head.c.seq, log_head.c.hash)).one()
        return row.seq, row.hash

    def of_delivery(self, delivery: DeliveryId) -> list[LogEntry]:
        about = select(log).where(log.c.delivery_id == delivery).order_by(log.c.seq)
        with self.database.read() as connection:
            found = [entry_of(row) for row in connection.execute(about)]
            if found and found[-1].signature is None:
                found += self._until_signed(connection, found[-1].seq)
        return found

    def _until_signed(self, connection: Connection, seq: int) -> list[LogEntry]:
        signed = select(log.c.seq).where(log.c.seq > seq, log.c.signature.is_not(None)).order_by(log.c.seq).limit(1)
        end = connection.execute(signed).scalar()
        query = select(log).where(log.c.seq > seq, log.c.seq <= (end or seq)).order_by(log.c.seq)
        return [entry_of(row) for row in connection.execute(query)]

    def rows(self, batch: int) -> Iterator[list[RowCheck]]:
        last = 0
        while True:
            with self.database.read() as connection:
                page = select(deliveries).where(deliveries.c.id > last).order_by(deliveries.c.id).limit(batch)
                found = connection.execute(page).all()
                if not found:
                    return
                bodies = self._bodies(connection, found[0].id, found[-1].id)
            last = found[-1].id
            yield [RowCheck(delivery=delivery_of(row), bodies=tuple(bodies.get(row.id, ()))) for row in found]

    def planned(self, first: DeliveryId, last: DeliveryId) -> dict[DeliveryId, bytes]:
        query = select(deliveries.c.id, deliveries.c.notice_id, deliveries.c.recipient_id, deliveries.c.channel)
        with self.database.read() as connection:
            rows = connection.execute(query.where(deliveries.c.id.between(first, last)))
            return {row.id: delivery_digest(self.vault, *row) for row in rows}

    def members(self, notice: NoticeId, first: int, last: int) -> dict[int, bytes]:
        columns = ("position", "notice_id", "recipient_id", "language", "channels", "reason")
        query = select(*(audience.c[name] for name in columns))
        query = query.where(audience.c.notice_id == notice, audience.c.position.between(first, last))
        with self.database.read() as connection:
            return {row.position: member_digest(self.vault, *row) for row in connection.execute(query)}

    def _bodies(self, connection: Connection, first: int, last: int) -> dict[int, list[str]]:
        query = (
            select(log.c.delivery_id, log.c.body)
            .where(log.c.delivery_id.between(first, last))
            .order_by(log.c.delivery_id, log.c.seq)
        )
        bodies: dict[int, list[str]] = {}
        for row in connection.execute(query):
            bodies.setdefault(row.delivery_id, []).append(row.body)
        return bodies


def entry_of(row: AnyRow) -> LogEntry:
    return LogEntry(seq=row.seq, body=row.body, hash=row.hash, key_id=row.key_id, signature=row.signature)
