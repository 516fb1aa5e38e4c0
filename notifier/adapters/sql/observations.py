"""The store of what was seen of the site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select

from notifier.adapters.sql.database import Database
from notifier.adapters.sql.log import append
from notifier.adapters.sql.rows import AnyRow
from notifier.adapters.sql.schema import observations
from notifier.model.ids import PolicyId, VersionId
from notifier.model.observation import Observation, PageKind
from notifier.ports.vault import Vault


@dataclass(frozen=True)
class SqlObservations:
    """`ports.observations.Observations` over SQL."""

    database: Database
    vault: Vault

    def add(self, found: Sequence[Observation]) -> None:
        with self.database.write() as connection:
            seqs = append(connection, self.vault, [observation_entry(one) for one in found])
            rows = [{**_row(one), "log_seq": seq} for one, seq in zip(found, seqs, strict=True)]
            if rows:
                connection.execute(insert(observations), rows)

    def all(self, policy: PolicyId | None = None, version: VersionId | None = None) -> list[Observation]:
        query = select(observations).order_by(observations.c.id)
        if policy is not None:
            query = query.where(observations.c.policy == policy)
        if version is not None:
            query = query.where(observations.c.version == version)
        with self.database.read() as connection:
            return [observation_of(row) for row in connection.execute(query)]


def observation_entry(one: Observation) -> Mapping[str, object]:
    """The log's entry: the whole row."""
    return {
        "event": "observed",
        "policy": one.policy,
        "version": one.version,
        "language": one.language,
        "kind": one.kind,
        "url": one.url,
        "expected": one.expected_hash,
        "status": one.status,
        "content": one.content_hash,
        "shown": one.shown,
        "at": one.observed_at.isoformat(),
    }


def _row(one: Observation) -> dict[str, object]:
    return {
        "policy": one.policy,
        "version": one.version,
        "language": one.language,
        "kind": one.kind,
        "url": one.url,
        "expected_hash": one.expected_hash,
        "status": one.status,
        "content_hash": one.content_hash,
        "shown": one.shown,
        "observed_at": one.observed_at,
    }


def observation_of(row: AnyRow) -> Observation:
    """A row of `observations`."""
    return Observation(
        id=row.id,
        policy=row.policy,
        version=row.version,
        language=row.language,
        kind=PageKind(row.kind),
        url=row.url,
        expected_hash=row.expected_hash,
        status=row.status,
        content_hash=row.content_hash,
        shown=row.shown,
        observed_at=row.observed_at,
    )
