"""The policies as the newest manifest that was read has them."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import delete, insert, select

from notifier.adapters.sql.database import Database
from notifier.adapters.sql.schema import policies
from notifier.model.manifest import Manifest, Policy
from notifier.model.manifest_parsing import parse_policy


@dataclass(frozen=True)
class SqlPolicies:
    """`ports.consents.Policies` over SQL."""

    database: Database

    def remember(self, manifest: Manifest) -> bool:
        """An older build never replaces a newer one, so that a stale copy of the site brings nothing back."""
        raw = manifest.raw["policies"]
        if not isinstance(raw, list):
            raise TypeError("the manifest was not checked")
        with self.database.write() as connection:
            newer = select(policies.c.policy).where(policies.c.as_of > manifest.as_of).limit(1)
            if connection.execute(newer).first():
                return False
            connection.execute(delete(policies))
            rows = [
                {"policy": one["id"], "as_of": manifest.as_of, "digest": _digest(one), "content": one} for one in raw
            ]
            if rows:
                connection.execute(insert(policies), rows)
        return True

    def all(self) -> list[Policy]:
        with self.database.read() as connection:
            known = connection.execute(select(policies.c.policy, policies.c.digest).order_by(policies.c.policy)).all()
            return [self._policy(row.policy, row.digest) for row in known]

    def _policy(self, policy: str, digest: str) -> Policy:
        return _parsed(self.database, policy, digest)


@lru_cache(maxsize=64)
def _parsed(database: Database, policy: str, digest: str) -> Policy:
    """Parsed once a content; a row that was replaced meanwhile gives the newer one."""
    query = select(policies.c.content).where(policies.c.policy == policy)
    with database.read() as connection:
        return parse_policy(connection.execute(query).scalar_one())


def _digest(policy: object) -> str:
    return hashlib.sha256(json.dumps(policy, sort_keys=True).encode()).hexdigest()
