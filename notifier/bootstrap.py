"""The composition root: from settings to wired use cases. The one place that knows every adapter."""

import os
import random
import secrets
import socket
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib import import_module
from types import ModuleType

from notifier.adapters.engines.in_process import InProcess, NoBell
from notifier.adapters.keyfile import OnMade, read_keys
from notifier.adapters.keys import KeyRing, KeyVault, parse_keys
from notifier.adapters.mail.dkim import load_signer
from notifier.adapters.mail.folder import FolderCarrier
from notifier.adapters.mail.smtp import SmtpCarrier, SmtpServer
from notifier.adapters.pages import HttpPages
from notifier.adapters.posting import HttpSender
from notifier.adapters.sql.app_records import SqlAppRecords
from notifier.adapters.sql.consents import SqlConsents
from notifier.adapters.sql.database import Database
from notifier.adapters.sql.deliveries import SqlDeliveries
from notifier.adapters.sql.inbox import SqlInboxes
from notifier.adapters.sql.log import SqlLog
from notifier.adapters.sql.migrate import upgrade
from notifier.adapters.sql.notices import SqlNotices
from notifier.adapters.sql.observations import SqlObservations
from notifier.adapters.sql.policies import SqlPolicies
from notifier.adapters.sql.rates import SqlRates
from notifier.adapters.sql.recipients import SqlRecipients
from notifier.adapters.sql.records import SqlRecords
from notifier.adapters.sql.secrets import open_vault
from notifier.adapters.sql.webhooks import SqlWebhooks
from notifier.aftermath import Aftermath
from notifier.messages.content import pick
from notifier.messages.rendering import Templates
from notifier.model.address import parse_address
from notifier.model.errors import UsageProblem
from notifier.model.ids import Language, NoticeId
from notifier.model.manifest_parsing import parse_policy
from notifier.ports import Clock
from notifier.ports.channel import Carrier
from notifier.ports.engine import Bell, Engine
from notifier.service.composing import Identity, MailComposer
from notifier.service.consenting import Consenting
from notifier.service.dispatching import Dispatcher, DispatchSettings, Stores
from notifier.service.inbox import InboxService
from notifier.service.journal import Journal
from notifier.service.observing import Observer
from notifier.service.patience import OnTrouble, Patience
from notifier.service.planning import Planner, Speed
from notifier.service.sending import find_notice
from notifier.service.sorting import Limits
from notifier.service.telling import Telling
from notifier.settings import Settings, read_settings


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Notifier:
    """Everything wired; parts are made when first asked for."""

    settings: Settings
    environment: Mapping[str, str]
    clock: Clock = utc_now
    on_key_made: OnMade = lambda path: None
    """Told where the first key was put, when there was none."""

    @cached_property
    def database(self) -> Database:
        """The store, brought up to the schema."""
        database = Database(self.settings.database)
        upgrade(database)
        return database

    @cached_property
    def ring(self) -> KeyRing:
        text, file = (self.environment.get(name, "").strip() for name in ("NOTIFIER_KEYS", "NOTIFIER_KEYS_FILE"))
        return KeyRing(parse_keys(read_keys(text, file, self.settings.database, self.on_key_made)))

    @cached_property
    def vault(self) -> KeyVault:
        ring = self.ring  # before the database, so that nothing is made where there is no key
        return open_vault(self.database, ring)

    @cached_property
    def bell(self) -> Bell:
        if not self._jobs:
            return NoBell()
        jobs = _jobs_module()
        jobs.prepare(self.database)
        bell: Bell = jobs.JobBell()
        return bell

    @property
    def _jobs(self) -> bool:
        return self.settings.engine == "procrastinate"

    @cached_property
    def recipients(self) -> SqlRecipients:
        vault = self.vault
        return SqlRecipients(self.database, vault)

    @cached_property
    def notices(self) -> SqlNotices:
        vault = self.vault
        return SqlNotices(self.database, vault, self.bell)

    @cached_property
    def deliveries(self) -> SqlDeliveries:
        vault = self.vault
        return SqlDeliveries(self.database, vault, self.bell, self.settings.lease, self.settings.resend_after)

    @cached_property
    def inboxes(self) -> SqlInboxes:
        vault = self.vault
        return SqlInboxes(self.database, vault)

    @cached_property
    def consents(self) -> SqlConsents:
        vault = self.vault
        return SqlConsents(self.database, vault)

    @cached_property
    def policies(self) -> SqlPolicies:
        return SqlPolicies(self.database)

    @cached_property
    def webhooks(self) -> SqlWebhooks:
        vault = self.vault
        return SqlWebhooks(self.database, vault, self.clock)

    @cached_property
    def observations(self) -> SqlObservations:
        vault = self.vault
        return SqlObservations(self.database, vault)

    @cached_property
    def records(self) -> SqlRecords:
        vault = self.vault
        return SqlRecords(self.database, vault)

    @cached_property
    def app_records(self) -> SqlAppRecords:
        vault = self.vault
        return SqlAppRecords(self.database, vault)

    def inbox(self) -> InboxService:
        return InboxService(inboxes=self.inboxes, notices=self.notices, clock=self.clock)

    def consenting(self) -> Consenting:
        return Consenting(
            consents=self.consents,
            policies=self.policies,
            vault=self.vault,
            clock=self.clock,
            new_id=lambda: str(uuid.uuid4()),
            on_refusal=self.settings.web.on_refusal,
        )

    def telling(self) -> Telling:
        """What posts messages to webhooks."""
        return Telling(
            webhooks=self.webhooks, sender=HttpSender(), clock=self.clock, chance=random.random, owner=owner()
        )

    def observer(self) -> Observer:
        return Observer(observations=self.observations, pages=HttpPages(), clock=self.clock)

    @cached_property
    def rates(self) -> SqlRates:
        return SqlRates(self.database)

    @cached_property
    def log(self) -> SqlLog:
        vault = self.vault
        return SqlLog(self.database, vault)

    @property
    def domains(self) -> dict[int, tuple[str, float]]:
        """Rates by the keys that stand for domains in the ledger."""
        return {self.vault.domain_key(name): (name, rate) for name, rate in self.settings.domain_rates.items()}

    @cached_property
    def after(self) -> Aftermath:
        """What follows the sending: bounces, escalation, letters, corrections, proof."""
        return Aftermath(self)

    def planner(self) -> Planner:
        return Planner(
            notices=self.notices,
            recipients=self.recipients,
            templates=Templates(self.settings.templates),
            clock=self.clock,
            speed=Speed(server=self.settings.rate, domains=self.domains),
            settings_url=self.settings.settings_url,
            answer_url=self.settings.answer_url,
            remember=self.policies.remember,
        )

    def carrier(self) -> Carrier:
        """The mail server, or the folder where none is set."""
        smtp = self.settings.smtp
        if smtp is None:
            return FolderCarrier(self.settings.mail_folder)
        return SmtpCarrier(
            SmtpServer(
                host=smtp.host,
                port=smtp.port,
                security=smtp.security,
                username=smtp.username,
                password=smtp.password,
                hello=self.settings.sender.rpartition("@")[2] or None,
            )
        )

    def composer(self) -> MailComposer:
        """Raises UsageProblem for a DKIM key that cannot be read."""
        dkim = self.settings.dkim
        return MailComposer(self.vault, self.identity, load_signer(*dkim) if dkim else None)

    def identity(self, notice: NoticeId, language: Language) -> Identity:
        """Who writes: as the settings say, and where they do not, the contact and the controller of the manifest."""
        found = find_notice(self.notices, notice)
        policy = parse_policy(found.content)
        sender = self.settings.sender or parse_address(policy.contact_email).wire
        return Identity(
            name=self.settings.sender_name or pick(policy.controller, language, policy.governing_language),
            address=sender,
            bounce=self.settings.bounce or sender,
            message_id_domain=sender.rpartition("@")[2],
        )

    def dispatcher(self, on_trouble: OnTrouble) -> Dispatcher:
        """`on_trouble` is told when the database does not answer."""
        patience = Patience(self.settings.patience, on_trouble)
        journal = Journal(self.deliveries, self.clock, patience)
        settings = DispatchSettings(
            owner=owner(),
            lanes=self.settings.connections,
            rate=self.settings.rate,
            limits=Limits(quiet=self.settings.quiet, domains=self.domains),
            lease=self.settings.lease,
            resend_after=self.settings.resend_after,
        )
        stores = Stores(notices=self.notices, deliveries=self.deliveries, rates=self.rates)
        return Dispatcher(stores, self.carrier(), self.composer(), journal, settings, self.clock, patience)

    def engine(self) -> Engine:
        engine: Engine = _jobs_module().Jobs(self.database) if self._jobs else InProcess()
        return engine


def _jobs_module() -> ModuleType:
    """procrastinate is an extra (`pip install policypress[postgres]`), so it is imported only where it is asked for."""
    try:
        return import_module("notifier.adapters.engines.jobs")
    except ModuleNotFoundError as problem:
        reason = "NOTIFIER_ENGINE=procrastinate needs the extra: pip install 'policypress[postgres]'"
        raise UsageProblem(reason=reason) from problem


def owner() -> str:
    """A name for this process that no other has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def bootstrap(environment: Mapping[str, str], on_key_made: OnMade = lambda path: None) -> Notifier:
    """The notifier for `environment`; raises UsageProblem for a setting that cannot be read. Opens nothing yet."""
    return Notifier(read_settings(environment), environment, on_key_made=on_key_made)
