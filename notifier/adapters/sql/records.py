"""Rows beside their entries of the log, for verifying."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Table, select

from notifier.adapters.sql.app_records import app_record_entry, app_record_of
from notifier.adapters.sql.consents import consent_entry, consent_of
from notifier.adapters.sql.database import Database
from notifier.adapters.sql.digests import subject_of
from notifier.adapters.sql.inbox import COLUMNS
from notifier.adapters.sql.observations import observation_entry, observation_of
from notifier.adapters.sql.rows import AnyRow
from notifier.adapters.sql.schema import app_records, consents, inbox, log, observations
from notifier.model.log import canonical
from notifier.ports.records import RecordCheck
from notifier.ports.vault import Vault

Make = Callable[[AnyRow, str | None], RecordCheck]
"""A row beside the body of its entry."""


@dataclass(frozen=True)
class SqlRecords:
    """`ports.records.Records` over SQL."""

    database: Database
    vault: Vault

    def checks(self, batch: int) -> Iterator[list[RecordCheck]]:
        for table, make in ((consents, self._consent), (observations, _observation), (app_records, _app_record)):
            yield from self._numbered(table, make, batch)
        yield from self._marks(batch)

    def _numbered(self, table: Table, make: Make, batch: int) -> Iterator[list[RecordCheck]]:
        last = 0
        while True:
            with self.database.read() as connection:
                page = select(table).where(table.c.id > last).order_by(table.c.id).limit(batch)
                rows = connection.execute(page).all()
                bodies = _bodies(connection, [row.log_seq for row in rows])
            if not rows:
                return
            last = rows[-1].id
            yield [make(row, bodies.get(row.log_seq)) for row in rows]

    def _consent(self, row: AnyRow, body: str | None) -> RecordCheck:
        """The words are hashed anew, so that they cannot be altered beside their hash."""
        consent = replace(consent_of(row), shown_hash=hashlib.sha256(row.shown.encode()).hexdigest())
        return RecordCheck(where=f"consent {row.id}", expected=canonical(consent_entry(self.vault, consent)), body=body)

    def _marks(self, batch: int) -> Iterator[list[RecordCheck]]:
        last = ("", "")
        while True:
            key = (inbox.c.recipient_id > last[0]) | ((inbox.c.recipient_id == last[0]) & (inbox.c.notice_id > last[1]))
            page = select(inbox).where(key).order_by(inbox.c.recipient_id, inbox.c.notice_id).limit(batch)
            with self.database.read() as connection:
                rows = connection.execute(page).all()
                seqs = [getattr(row, f"{name}_seq") for row in rows for name in COLUMNS.values()]
                bodies = _bodies(connection, seqs)
            if not rows:
                return
            last = (rows[-1].recipient_id, rows[-1].notice_id)
            yield [check for row in rows for check in self._row_marks(row, bodies)]

    def _row_marks(self, row: AnyRow, bodies: dict[int, str]) -> Iterator[RecordCheck]:
        subject = subject_of(self.vault, row.recipient_id)
        for mark, name in COLUMNS.items():
            at, seq = getattr(row, f"{name}_at"), getattr(row, f"{name}_seq")
            if at is None and seq is None:
                continue
            made = {"event": mark, "notice": row.notice_id, "subject": subject, "at": at.isoformat() if at else None}
            where = f"inbox {row.notice_id} {subject[:12]} {name}"
            yield RecordCheck(where=where, expected=canonical(made), body=bodies.get(seq))

    def orphans(self, limit: int) -> Sequence[int]:
        found: list[int] = []
        with self.database.read() as connection:
            for event, table, column in _WHERE:
                here = table.c[column]
                query = select(log.c.seq).outerjoin(table, here == log.c.seq)
                query = query.where(log.c.event == event, here.is_(None)).order_by(log.c.seq).limit(limit)
                found += connection.execute(query).scalars()
        return found


def _observation(row: AnyRow, body: str | None) -> RecordCheck:
    expected = canonical(observation_entry(observation_of(row)))
    return RecordCheck(where=f"observation {row.id}", expected=expected, body=body)


def _app_record(row: AnyRow, body: str | None) -> RecordCheck:
    return RecordCheck(
        where=f"app record {row.id}", expected=canonical(app_record_entry(app_record_of(row))), body=body
    )


_WHERE = (
    ("consent", consents, "log_seq"),
    ("observed", observations, "log_seq"),
    ("app record", app_records, "log_seq"),
    *((mark.value, inbox, f"{name}_seq") for mark, name in COLUMNS.items()),
)


def _bodies(connection: Connection, seqs: Sequence[int | None]) -> dict[int, str]:
    wanted = [seq for seq in seqs if seq is not None]
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 500):
        query = select(log.c.seq, log.c.body).where(log.c.seq.in_(wanted[start : start + 500]))
        found |= {row.seq: row.body for row in connection.execute(query)}
    return found
