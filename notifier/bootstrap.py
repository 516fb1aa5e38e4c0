"""The composition root: from settings to wired use cases. The one place that knows every adapter.

A part is imported where it is made: a command does not wait for the loading of what it never uses.
"""

from __future__ import annotations

import os
import random
import secrets
import socket
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from notifier.adapters.keyfile import OnMade
from notifier.model.ids import Language, NoticeId
from notifier.settings import read_settings
from notifier.stored import Stored, jobs_module

if TYPE_CHECKING:
    from notifier.aftermath import Aftermath
    from notifier.ports.channel import Carrier
    from notifier.ports.engine import Engine
    from notifier.service.composing import Identity, MailComposer
    from notifier.service.consenting import Consenting
    from notifier.service.dispatching import Dispatcher
    from notifier.service.inbox import InboxService
    from notifier.service.observing import Observer
    from notifier.service.patience import OnTrouble
    from notifier.service.planning import Planner
    from notifier.service.telling import Telling


@dataclass(frozen=True)
class Notifier(Stored):
    """Everything wired; parts are made when first asked for."""

    def inbox(self) -> InboxService:
        from notifier.service.inbox import InboxService

        return InboxService(inboxes=self.inboxes, notices=self.notices, clock=self.clock)

    def consenting(self) -> Consenting:
        from notifier.service.consenting import Consenting

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
        from notifier.adapters.posting import HttpSender
        from notifier.service.telling import Telling

        return Telling(
            webhooks=self.webhooks, sender=HttpSender(), clock=self.clock, chance=random.random, owner=owner()
        )

    def observer(self) -> Observer:
        from notifier.adapters.pages import HttpPages
        from notifier.service.observing import Observer

        return Observer(observations=self.observations, pages=HttpPages(), clock=self.clock)

    @property
    def domains(self) -> dict[int, tuple[str, float]]:
        """Rates by the keys that stand for domains in the ledger."""
        return {self.vault.domain_key(name): (name, rate) for name, rate in self.settings.domain_rates.items()}

    @cached_property
    def after(self) -> Aftermath:
        """What follows the sending: bounces, escalation, letters, corrections, proof."""
        from notifier.aftermath import Aftermath

        return Aftermath(self)

    def planner(self) -> Planner:
        from notifier.messages.rendering import Templates
        from notifier.service.planning import Planner, Speed

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
        from notifier.adapters.mail.folder import FolderCarrier
        from notifier.adapters.mail.smtp import SmtpCarrier, SmtpServer

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
        from notifier.adapters.mail.dkim import load_signer
        from notifier.service.composing import MailComposer

        dkim = self.settings.dkim
        return MailComposer(self.vault, self.identity, load_signer(*dkim) if dkim else None)

    def identity(self, notice: NoticeId, language: Language) -> Identity:
        """Who writes: as the settings say, and where they do not, the contact and the controller of the manifest."""
        from notifier.messages.content import pick
        from notifier.model.address import parse_address
        from notifier.model.manifest_parsing import parse_policy
        from notifier.service.composing import Identity
        from notifier.service.sending import find_notice

        found = find_notice(self.notices, notice)
        policy = parse_policy(found.content)
        sender = self.settings.sender or parse_address(policy.contact_email).wire
        return Identity(
            name=self.settings.sender_name or pick(policy.controller, language, policy.governing_language),
            address=sender,
            bounce=self.settings.bounce or sender,
            message_id_domain=sender.rpartition("@")[2],
        )

    def dispatcher(self, on_trouble: OnTrouble, *, lasting: bool = False) -> Dispatcher:
        """`on_trouble` is told when the database does not answer; a `lasting` one has no end in sight."""
        from notifier.adapters.apart import JournalApart, starts_after
        from notifier.service.dispatching import Dispatcher, DispatchSettings, Stores
        from notifier.service.journal import Journal
        from notifier.service.patience import Patience
        from notifier.service.sorting import Limits

        patience = Patience(self.settings.patience, on_trouble)
        after = starts_after(self.settings.journal_process)
        writer = JournalApart(self.deliveries, self.environment, after=after, lasting=lasting)
        journal = Journal(writer, self.clock, patience, enough=self._enough)
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

    @property
    def _enough(self) -> int:
        """Lanes that share a commit: half of them, and more where one takes a server's time and the disk's."""
        lanes = self.settings.connections
        return max(1, lanes // 2 if self.database.is_sqlite else lanes * 3 // 4)

    def engine(self) -> Engine:
        from notifier.adapters.engines.in_process import InProcess

        engine: Engine = jobs_module().Jobs(self.database) if self.jobs else InProcess()
        return engine


def owner() -> str:
    """A name for this process that no other has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def bootstrap(environment: Mapping[str, str], on_key_made: OnMade = lambda path: None) -> Notifier:
    """The notifier for `environment`; raises UsageProblem for a setting that cannot be read. Opens nothing yet."""
    return Notifier(read_settings(environment), environment, on_key_made=on_key_made)
