"""The store of recipients."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from notifier.adapters.keys import KeyVault
from notifier.adapters.sql.database import Database
from notifier.adapters.sql.rows import AnyRow, channels_of, joined
from notifier.adapters.sql.schema import imports, recipients, suppressions
from notifier.model.channel import Channel
from notifier.model.ids import Language, RecipientId
from notifier.model.recipient import Recipient, RecipientStatus
from notifier.ports.recipients import Candidate, Imported, ImportTally

Values = dict[str, Any]


@dataclass(frozen=True)
class SqlRecipients:
    """`ports.recipients.Recipients` over SQL."""

    database: Database
    vault: KeyVault

    def begin_import(self, source: str, at: datetime) -> int:
        with self.database.write() as connection:
            result = connection.execute(
                insert(imports).values(source=source, started_at=at, added=0, changed=0, unchanged=0, bad=0)
            )
            return int(result.inserted_primary_key[0])  # type: ignore[index]

    def put(self, import_id: int, batch: Sequence[Imported], at: datetime) -> ImportTally:
        with self.database.write() as connection:
            known = _known(connection, [one.recipient.id for one in batch])
            fresh, duplicates = _without_duplicates(batch, known, import_id)
            rows = [self._row(one, import_id, at) for one in fresh]
            added = [row for row in rows if row["id"] not in known]
            changed = [row for row in rows if row["id"] in known and known[row["id"]][0] != row["fingerprint"]]
            same = [row for row in rows if row["id"] in known and known[row["id"]][0] == row["fingerprint"]]
            self._write(connection, added, changed, same, import_id)
        return ImportTally(
            added=len(added), changed=len(changed), unchanged=len(same), duplicates=tuple(sorted(duplicates))
        )

    def _write(
        self, connection: Connection, added: list[Values], changed: list[Values], same: list[Values], import_id: int
    ) -> None:
        for row in added + changed:
            row |= {"key_id": self.vault.key_id, "sealed": self.vault.seal(row["sealed"])}
        if added:
            connection.execute(insert(recipients), added)
        by_id = update(recipients).where(recipients.c.id == bindparam("key"))
        if changed:
            moved = [{**row, "key": row.pop("id"), "added_at": None} for row in changed]
            for row in moved:
                del row["added_at"]
            connection.execute(by_id, moved)
        if same:
            seen = [{"key": row["id"], "import_line": row["import_line"], "import_id": import_id} for row in same]
            connection.execute(by_id, seen)
        counts = {"added": len(added), "changed": len(changed), "unchanged": len(same)}
        growth = {name: imports.c[name] + count for name, count in counts.items()}
        connection.execute(update(imports).where(imports.c.id == import_id).values(growth))

    def _row(self, one: Imported, import_id: int, at: datetime) -> Values:
        """The row, still with the contact in clear under `sealed`: only what is new is worth the encryption."""
        person = one.recipient
        email = person.contact.email
        return {
            "id": person.id,
            "language": person.language,
            "channels": joined(person.channels),
            "reachable": joined(sorted(channel for channel in Channel if person.contact.reaches(channel))),
            "time_zone": person.time_zone,
            "status": person.status,
            "sealed": person.contact,
            "lookup": self.vault.lookup(email) if email else None,
            "domain_key": self.vault.domain_key(email.rpartition("@")[2]) if email else None,
            "fingerprint": self.vault.fingerprint(asdict(person)),
            "signed_up_at": person.signed_up_at,
            "added_at": at,
            "changed_at": at,
            "import_id": import_id,
            "import_line": one.line,
        }

    def finish_import(self, import_id: int, at: datetime, *, bad: int, complete: bool) -> int:
        with self.database.write() as connection:
            connection.execute(update(imports).where(imports.c.id == import_id), {"finished_at": at, "bad": bad})
            if not complete:
                return 0
            gone = update(recipients).where(
                recipients.c.import_id != import_id, recipients.c.status != RecipientStatus.DELETED
            )
            values = {"status": RecipientStatus.DELETED, "changed_at": at, "fingerprint": b""}
            return int(connection.execute(gone.values(values)).rowcount)

    def get(self, recipient: RecipientId) -> Recipient | None:
        with self.database.read() as connection:
            row = connection.execute(select(recipients).where(recipients.c.id == recipient)).first()
        return self._recipient(row) if row else None

    def _recipient(self, row: AnyRow) -> Recipient:
        return Recipient(
            id=row.id,
            language=row.language,
            channels=channels_of(row.channels),
            time_zone=row.time_zone,
            status=RecipientStatus(row.status),
            contact=self.vault.open(row.key_id, row.sealed),
            signed_up_at=row.signed_up_at,
        )

    def language(self, recipient: RecipientId) -> Language | None:
        with self.database.read() as connection:
            found = connection.execute(select(recipients.c.language).where(recipients.c.id == recipient)).scalar()
        return Language(found) if found else None

    def find_by_address(self, email: str) -> list[RecipientId]:
        query = select(recipients.c.id).where(recipients.c.lookup == self.vault.lookup(email))
        with self.database.read() as connection:
            return list(connection.execute(query.order_by(recipients.c.id)).scalars())

    def candidates(self, batch: int) -> Iterator[list[Candidate]]:
        last = ""
        while True:
            query = candidate_query().where(recipients.c.id > last).order_by(recipients.c.id).limit(batch)
            with self.database.read() as connection:
                found = [candidate_of(tuple(row)) for row in connection.execute(query)]
            if not found:
                return
            last = found[-1].id
            yield found

    def count(self) -> int:
        query = select(func.count()).select_from(recipients).where(recipients.c.status != RecipientStatus.DELETED)
        with self.database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def joined_after(self, instant: datetime) -> int:
        query = select(func.count()).select_from(recipients).where(recipients.c.added_at > instant)
        with self.database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def reseal(self, batch: int) -> Iterator[int]:
        done = 0
        stale = select(recipients.c.id, recipients.c.key_id, recipients.c.sealed)
        stale = stale.where(recipients.c.key_id != self.vault.key_id).limit(batch)
        while True:
            with self.database.write() as connection:
                rows = connection.execute(stale).all()
                if not rows:
                    return
                renewed = [
                    {"key": row.id, "sealed": self.vault.seal(self.vault.open(row.key_id, row.sealed))} for row in rows
                ]
                values = [{**row, "key_id": self.vault.key_id} for row in renewed]
                connection.execute(update(recipients).where(recipients.c.id == bindparam("key")), values)
            done += len(rows)
            yield done

    def suppress(self, emails: Collection[str], reason: str, at: datetime) -> None:
        if emails:
            with self.database.write() as connection:
                self.suppress_in(connection, emails, reason, at)

    def suppress_in(self, connection: Connection, emails: Collection[str], reason: str, at: datetime) -> None:
        """The same in the caller's transaction."""
        keys = {self.vault.lookup(email) for email in emails}
        connection.execute(delete(suppressions).where(suppressions.c.lookup.in_(keys)))
        connection.execute(insert(suppressions), [{"lookup": key, "reason": reason, "since": at} for key in keys])

    def email_of(self, connection: Connection, recipient: RecipientId) -> str | None:
        """The person's address now, in the caller's transaction."""
        query = select(recipients.c.key_id, recipients.c.sealed).where(recipients.c.id == recipient)
        row = connection.execute(query).first()
        return self.vault.open(row.key_id, row.sealed).email if row else None


def _known(connection: Connection, ids: list[RecipientId]) -> dict[str, tuple[bytes, int, int]]:
    columns = (recipients.c.id, recipients.c.fingerprint, recipients.c.import_id, recipients.c.import_line)
    rows = connection.execute(select(*columns).where(recipients.c.id.in_(ids)))
    return {row.id: (row.fingerprint, row.import_id, row.import_line) for row in rows}


def _without_duplicates(
    batch: Sequence[Imported], known: dict[str, tuple[bytes, int, int]], import_id: int
) -> tuple[list[Imported], list[tuple[int, int]]]:
    """Each id once: the first row of an import counts, later ones are reported with the line of the first."""
    first = {id_: line for id_, (_, seen_in, line) in known.items() if seen_in == import_id}
    fresh: list[Imported] = []
    duplicates: list[tuple[int, int]] = []
    for one in batch:
        earlier = first.setdefault(one.recipient.id, one.line)
        if earlier == one.line:
            fresh.append(one)
        else:
            duplicates.append((one.line, earlier))
    return fresh, duplicates


def candidate_query() -> Select[Any]:
    """What `candidate_of` reads."""
    columns = ("id", "language", "channels", "reachable", "status", "time_zone", "domain_key")
    query = select(*(recipients.c[name] for name in columns), suppressions.c.reason)
    return query.outerjoin(suppressions, suppressions.c.lookup == recipients.c.lookup)


def candidate_of(row: tuple[Any, ...]) -> Candidate:
    id_, language, channels, reachable, status, time_zone, domain_key, suppressed = row
    return Candidate(
        id=id_,
        language=Language(language),
        channels=channels_of(channels),
        reachable=frozenset(channels_of(reachable)),
        status=RecipientStatus(status),
        time_zone=time_zone,
        domain_key=domain_key,
        suppressed=suppressed is not None,
    )
