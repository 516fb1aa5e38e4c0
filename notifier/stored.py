"""The stores, wired: one database and one ring of keys; a part of the root.

A store is imported where it is made: a command does not wait for the loading of what it never uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from notifier.adapters.keyfile import OnMade, read_keys
from notifier.adapters.keys import KeyRing, KeyVault, parse_keys
from notifier.model.errors import UsageProblem
from notifier.ports import Clock
from notifier.settings import Settings

if TYPE_CHECKING:
    from notifier.adapters.sql.app_records import SqlAppRecords
    from notifier.adapters.sql.consents import SqlConsents
    from notifier.adapters.sql.database import Database
    from notifier.adapters.sql.deliveries import SqlDeliveries
    from notifier.adapters.sql.inbox import SqlInboxes
    from notifier.adapters.sql.log import SqlLog
    from notifier.adapters.sql.notices import SqlNotices
    from notifier.adapters.sql.observations import SqlObservations
    from notifier.adapters.sql.policies import SqlPolicies
    from notifier.adapters.sql.rates import SqlRates
    from notifier.adapters.sql.recipients import SqlRecipients
    from notifier.adapters.sql.records import SqlRecords
    from notifier.adapters.sql.webhooks import SqlWebhooks
    from notifier.ports.engine import Bell


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Stored:
    """Every store over one database and one ring of keys; each is made when first asked for."""

    settings: Settings
    environment: Mapping[str, str]
    clock: Clock = utc_now
    on_key_made: OnMade = lambda path: None
    """Told where the first key was put, when there was none."""

    @cached_property
    def database(self) -> Database:
        """The store, brought up to the schema."""
        from notifier.adapters.sql.database import Database
        from notifier.adapters.sql.migrate import upgrade

        database = Database(self.settings.database)
        upgrade(database)
        return database

    @cached_property
    def ring(self) -> KeyRing:
        text, file = (self.environment.get(name, "").strip() for name in ("NOTIFIER_KEYS", "NOTIFIER_KEYS_FILE"))
        return KeyRing(parse_keys(read_keys(text, file, self.settings.database, self.on_key_made)))

    @cached_property
    def vault(self) -> KeyVault:
        from notifier.adapters.sql.secrets import open_vault

        ring = self.ring  # before the database, so that nothing is made where there is no key
        return open_vault(self.database, ring)

    @cached_property
    def bell(self) -> Bell:
        from notifier.adapters.engines.in_process import NoBell

        if not self.jobs:
            return NoBell()
        jobs = jobs_module()
        jobs.prepare(self.database)
        bell: Bell = jobs.JobBell()
        return bell

    @property
    def jobs(self) -> bool:
        """Whether procrastinate's jobs wake the workers."""
        return self.settings.engine == "procrastinate"

    @cached_property
    def recipients(self) -> SqlRecipients:
        from notifier.adapters.sql.recipients import SqlRecipients

        vault = self.vault
        return SqlRecipients(self.database, vault)

    @cached_property
    def notices(self) -> SqlNotices:
        from notifier.adapters.sql.notices import SqlNotices

        vault = self.vault
        return SqlNotices(self.database, vault, self.bell)

    @cached_property
    def deliveries(self) -> SqlDeliveries:
        from notifier.adapters.sql.deliveries import SqlDeliveries

        vault = self.vault
        return SqlDeliveries(self.database, vault, self.bell, self.settings.lease, self.settings.resend_after)

    @cached_property
    def inboxes(self) -> SqlInboxes:
        from notifier.adapters.sql.inbox import SqlInboxes

        vault = self.vault
        return SqlInboxes(self.database, vault)

    @cached_property
    def consents(self) -> SqlConsents:
        from notifier.adapters.sql.consents import SqlConsents

        vault = self.vault
        return SqlConsents(self.database, vault)

    @cached_property
    def policies(self) -> SqlPolicies:
        from notifier.adapters.sql.policies import SqlPolicies

        return SqlPolicies(self.database)

    @cached_property
    def webhooks(self) -> SqlWebhooks:
        from notifier.adapters.sql.webhooks import SqlWebhooks

        vault = self.vault
        return SqlWebhooks(self.database, vault, self.clock)

    @cached_property
    def observations(self) -> SqlObservations:
        from notifier.adapters.sql.observations import SqlObservations

        vault = self.vault
        return SqlObservations(self.database, vault)

    @cached_property
    def records(self) -> SqlRecords:
        from notifier.adapters.sql.records import SqlRecords

        vault = self.vault
        return SqlRecords(self.database, vault)

    @cached_property
    def app_records(self) -> SqlAppRecords:
        from notifier.adapters.sql.app_records import SqlAppRecords

        vault = self.vault
        return SqlAppRecords(self.database, vault)

    @cached_property
    def rates(self) -> SqlRates:
        from notifier.adapters.sql.rates import SqlRates

        return SqlRates(self.database)

    @cached_property
    def log(self) -> SqlLog:
        from notifier.adapters.sql.log import SqlLog

        vault = self.vault
        return SqlLog(self.database, vault)


def jobs_module() -> ModuleType:
    """procrastinate is an extra (`pip install policypress[postgres]`), so it is imported only where it is asked for."""
    try:
        return import_module("notifier.adapters.engines.jobs")
    except ModuleNotFoundError as problem:
        reason = "NOTIFIER_ENGINE=procrastinate needs the extra: pip install 'policypress[postgres]'"
        raise UsageProblem(reason=reason) from problem
