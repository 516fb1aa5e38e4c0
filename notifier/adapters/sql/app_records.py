"""The store of the records that apps keep in the log: append-only, numbered without gaps in the order of the log."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select

from notifier.adapters.sql.audiences import peek_number, take_numbers
from notifier.adapters.sql.database import Database
from notifier.adapters.sql.log import append
from notifier.adapters.sql.rows import AnyRow
from notifier.adapters.sql.schema import app_records, log
from notifier.model.app_record import AppRecord
from notifier.ports.vault import Vault

_READ = select(app_records, log.c.hash.label("entry_hash")).outerjoin(log, log.c.seq == app_records.c.log_seq)


@dataclass(frozen=True)
class SqlAppRecords:
    """`ports.app_records.AppRecords` over SQL."""

    database: Database
    vault: Vault

    def add(self, record: AppRecord) -> tuple[AppRecord, bool]:
        with self.database.write() as connection:
            number = peek_number(connection, "app_records")  # locked until the commit: two that retry take turns
            last = self._last(connection, record)
            if last and record.repeats(last):
                return last, False
            take_numbers(connection, "app_records", 1)
            stored = replace(record, id=number)
            (seq,) = append(connection, self.vault, [app_record_entry(stored)])
            connection.execute(insert(app_records), {**_row(stored), "log_seq": seq})
            kept = self._last(connection, record)
        return kept or stored, True

    def _last(self, connection: Connection, record: AppRecord) -> AppRecord | None:
        same = [app_records.c[name] == getattr(record, name) for name in ("caller", "kind", "number")]
        row = connection.execute(_READ.where(*same).order_by(app_records.c.id.desc()).limit(1)).first()
        return app_record_of(row) if row else None

    def history(
        self, kind: str | None, number: str | None, caller: str | None, batch: int, after: int = 0
    ) -> Iterator[list[AppRecord]]:
        wanted = {"kind": kind, "number": number, "caller": caller}
        query = _READ.order_by(app_records.c.id).limit(batch)
        query = query.where(*(app_records.c[name] == value for name, value in wanted.items() if value is not None))
        last = after
        while True:
            with self.database.read() as connection:
                found = [app_record_of(row) for row in connection.execute(query.where(app_records.c.id > last))]
            if not found:
                return
            last = found[-1].id
            yield found


def app_record_entry(record: AppRecord) -> Mapping[str, object]:
    """The log's entry: the whole row."""
    return {
        "event": "app record",
        "record": record.id,
        "caller": record.caller,
        "kind": record.kind,
        "number": record.number,
        "state": record.state,
        "reason": record.reason_sha256,
        "at": record.recorded_at.isoformat(),
    }


def _row(record: AppRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "caller": record.caller,
        "kind": record.kind,
        "number": record.number,
        "state": record.state,
        "reason_hash": record.reason_sha256,
        "recorded_at": record.recorded_at,
    }


def app_record_of(row: AnyRow) -> AppRecord:
    """A row of `app_records`, beside the hash of its entry where that was read with it."""
    found = getattr(row, "entry_hash", None)
    return AppRecord(
        id=row.id,
        caller=row.caller,
        kind=row.kind,
        number=row.number,
        state=row.state,
        reason_sha256=row.reason_hash,
        recorded_at=row.recorded_at,
        seq=row.log_seq or 0,
        hash=found.hex() if found else "",
    )
