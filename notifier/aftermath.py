"""What follows the sending, wired: bounces, escalation, letters and faxes, corrections, proof; a part of the root.

A part is imported where it is made: a command does not wait for the loading of what it never uses.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from notifier.model.channel import Channel
from notifier.model.errors import UsageProblem

if TYPE_CHECKING:
    from notifier.adapters.mailboxes.imap import ImapMailbox
    from notifier.adapters.sql.bounces import SqlBounces
    from notifier.adapters.sql.erasing import SqlErasing
    from notifier.adapters.sql.escalations import SqlEscalations
    from notifier.adapters.sql.evidence import SqlEvidence
    from notifier.adapters.sql.papers import SqlPapers
    from notifier.adapters.sql.stopping import SqlStops
    from notifier.bootstrap import Notifier
    from notifier.model.delivery import Reason
    from notifier.model.ids import NoticeId, RecipientId
    from notifier.service.completing import Completion
    from notifier.service.escalating import Escalator
    from notifier.service.papers import Exporter, Handing
    from notifier.service.proving import Prover
    from notifier.service.stopping import Corrector, Stopper
    from notifier.service.wording import Wording

PAGE = 1000
STOP_PATIENCE = 15.0
"""Seconds that stopping waits for what is on the wire."""


@dataclass(frozen=True)
class Aftermath:
    """Parts are made when first asked for, over the stores of `notifier`."""

    notifier: Notifier

    @cached_property
    def bounces(self) -> SqlBounces:
        from notifier.adapters.sql.bounces import SqlBounces

        return SqlBounces(self.notifier.database, self.notifier.vault, self.notifier.recipients)

    def bounce_mailbox(self) -> ImapMailbox:
        """Raises UsageProblem where none is set."""
        from notifier.adapters.mailboxes.imap import ImapMailbox

        imap = self.notifier.settings.bounce_mailbox
        if imap is None:
            raise UsageProblem(reason="give a mailbox (a file, a Maildir or -), or set NOTIFIER_BOUNCE_MAILBOX")
        return ImapMailbox(**vars(imap))

    @cached_property
    def evidence(self) -> SqlEvidence:
        from notifier.adapters.sql.evidence import SqlEvidence

        return SqlEvidence(self.notifier.database, self.notifier.vault)

    def prover(self) -> Prover:
        from notifier.service.proving import Prover

        return Prover(
            evidence=self.evidence,
            notices=self.notifier.notices,
            recipients=self.notifier.recipients,
            vault=self.notifier.vault,
            clock=self.notifier.clock,
        )

    @cached_property
    def stops(self) -> SqlStops:
        from notifier.adapters.sql.stopping import SqlStops

        vault = self.notifier.vault
        return SqlStops(self.notifier.database, vault)

    def stopper(self) -> Stopper:
        from notifier.service.stopping import Stopper

        notifier = self.notifier
        return Stopper(
            notices=notifier.notices,
            stops=self.stops,
            clock=notifier.clock,
            sleep=time.sleep,
            patience=STOP_PATIENCE,
        )

    def corrector(self) -> Corrector:
        from notifier.service.stopping import Corrector

        return Corrector(notices=self.notifier.notices, stops=self.stops, planner=self.notifier.planner())

    def wording(self) -> Wording:
        from notifier.messages.rendering import Templates
        from notifier.service.wording import Wording

        settings = self.notifier.settings
        return Wording(self.notifier.notices, Templates(settings.templates), settings.settings_url, settings.answer_url)

    @cached_property
    def escalations(self) -> SqlEscalations:
        from notifier.adapters.sql.escalations import SqlEscalations

        return SqlEscalations(self.notifier.database, self.notifier.vault, self.notifier.bell)

    def escalator(self, further: frozenset[Channel] = frozenset()) -> Escalator:
        from notifier.service.escalating import Escalator

        return Escalator(
            escalations=self.escalations, wording=self.wording(), clock=self.notifier.clock, further=further
        )

    @cached_property
    def papers(self) -> SqlPapers:
        from notifier.adapters.sql.papers import SqlPapers

        vault = self.notifier.vault
        return SqlPapers(self.notifier.database, vault)

    def exporter(self) -> Exporter:
        from notifier.adapters.paper.press import FolderPress
        from notifier.messages.rendering import Templates
        from notifier.service.papers import Exporter, Stationery

        notifier = self.notifier
        paper = notifier.settings.paper
        return Exporter(
            papers=self.papers,
            press=FolderPress(),
            notices=notifier.notices,
            wording=self.wording(),
            templates=Templates(notifier.settings.templates),
            stationery=Stationery(senders=paper.senders, window=paper.window),
            vault=notifier.vault,
            clock=notifier.clock,
        )

    def handing(self) -> Handing:
        from notifier.adapters.paper.press import FolderPress
        from notifier.service.papers import Handing

        notifier = self.notifier
        return Handing(papers=self.papers, press=FolderPress(), deliveries=notifier.deliveries, clock=notifier.clock)

    def left_out(self, notice: NoticeId) -> Iterator[list[tuple[RecipientId, Reason]]]:
        """Those of an audience who have no channel, with the reason."""
        return self.escalations.left_out(notice, PAGE)

    def erasing(self) -> SqlErasing:
        from notifier.adapters.sql.erasing import SqlErasing

        vault = self.notifier.vault
        return SqlErasing(self.notifier.database, vault)

    def completion(self) -> Completion:
        from notifier.service.completing import Completion

        return Completion(evidence=self.evidence, vault=self.notifier.vault, clock=self.notifier.clock)
