"""What a test of the notifier needs around it: settings, a clock, people, a planned notice, a run."""

import asyncio
import email
import email.policy
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from notifier.adapters.keys import new_key
from notifier.adapters.manifests import SiteManifest
from notifier.bootstrap import Notifier
from notifier.cli.main import main
from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState
from notifier.model.ids import Language, NoticeId, RecipientId
from notifier.model.recipient import Contact, Recipient
from notifier.ports.deliveries import Claim, Finish, Start
from notifier.ports.engine import Until
from notifier.ports.notices import Progress
from notifier.ports.recipients import Imported
from notifier.service.dispatching import Dispatcher
from notifier.service.planning import PlanReport, PlanRequest
from notifier.service.sending import Run, start_notices
from notifier.service.verifying import Verification, Verifier
from notifier.settings import read_settings
from tests.notifier.manifests import manifest, write_site
from tests.support.smtp import Sink

START = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
"""Noon in Tokyo, six weeks before the sample version comes into force."""
NOTICE = NoticeId("privacy-2026-12-15")
ROOT = Path(__file__).parent.parent.parent


class TurnedClock:
    """A clock that stands still until it is turned."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


class World:
    """A notifier over `url` whose files are below `folder`."""

    def __init__(self, url: str, folder: Path) -> None:
        self.folder = folder
        self.clock = TurnedClock()
        self.environment = {
            "NOTIFIER_DATABASE": url,
            "NOTIFIER_KEYS": f"k1:{new_key()}",
            "NOTIFIER_FROM": "notice@example.com",
            "NOTIFIER_FROM_NAME": "株式会社サンプル",
            "NOTIFIER_BOUNCE": "bounces@example.com",
            "NOTIFIER_MAIL_FOLDER": str(folder / "eml"),
            "NOTIFIER_PATIENCE": "5s",
        }
        self.notifier = self.wired()

    def wired(self, **changes: str) -> Notifier:
        """A notifier with changed settings over the same database."""
        environment = {**self.environment, **changes}
        return Notifier(read_settings(environment), environment, self.clock)

    def set(self, **changes: str) -> None:
        """Change settings for what follows."""
        self.notifier.database.close()
        self.environment |= changes
        self.notifier = self.wired()

    def use(self, sink: Sink, **changes: str) -> None:
        """Send through a mail server."""
        self.set(NOTIFIER_SMTP=f"smtp://127.0.0.1:{sink.port}", **changes)

    def close(self) -> None:
        self.notifier.database.close()

    def people(self, count: int, **fields: Any) -> list[RecipientId]:
        """Import `count` people, every third one reading English."""
        made = [
            Imported(
                line=i + 2,
                recipient=Recipient(
                    id=RecipientId(f"u{i:04}"),
                    language=Language("en" if i % 3 == 0 else "ja"),
                    channels=fields.get("channels", (Channel.MAIL, Channel.IN_APP)),
                    time_zone=fields.get("time_zone", "Asia/Tokyo"),
                    contact=Contact(email=f"user{i:04}@example.com", name=f"利用者{i}"),
                ),
            )
            for i in range(count)
        ]
        self.import_all(*made)
        return [one.recipient.id for one in made]

    def import_all(self, *rows: Imported) -> None:
        number = self.notifier.recipients.begin_import("test", self.clock())
        self.notifier.recipients.put(number, rows, self.clock())
        self.notifier.recipients.finish_import(number, self.clock(), bad=0, complete=False)

    def site(self, content: dict[str, Any] | None = None) -> SiteManifest:
        return SiteManifest(str(write_site(self.folder / "site", content or manifest())))

    def plan(self, **request: Any) -> PlanReport:
        wanted = PlanRequest(**{"policy": "privacy", "version": "2026-12-15", **request})
        return self.notifier.planner().plan(self.site(), wanted)

    def plan_from(self, source: SiteManifest, **request: Any) -> PlanReport:
        """Plan a version of a site that is there already."""
        return self.notifier.planner().plan(source, PlanRequest(**{"policy": "privacy", **request}))

    def start(self) -> None:
        start_notices(self.notifier.notices, self.clock)

    def run(self, until: Until = Until.IDLE) -> Dispatcher:
        """Work until nothing is due now."""
        dispatcher = self.notifier.dispatcher(lambda reason: None)

        async def main() -> None:
            run = Run(dispatcher, self.notifier.engine(), lambda dispatcher: None)
            await asyncio.wait_for(run.run(until=until), 120)

        asyncio.run(main())
        return dispatcher

    def send(self, count: int = 5, **request: Any) -> Dispatcher:
        """People, plan, start, run."""
        self.people(count)
        self.plan(**request)
        self.start()
        return self.run()

    def start_attempts(self, claim: Claim, count: int | None = None) -> None:
        """Write to the journal that every message of the claim (or the first `count`) is on the wire now."""
        starts = [
            Start(
                chunk=claim.chunk,
                fence=claim.fence,
                delivery=task.delivery,
                attempt=task.attempts + 1,
                at=self.clock(),
                language=task.language,
                server="mail.example.com",
                address_hash="a" * 64,
                message_hash="b" * 64,
                message_id=f"<{task.delivery}@example.com>",
            )
            for task in claim.tasks[:count]
        ]
        self.notifier.deliveries.journal(starts, self.clock())

    def claim(self, owner: str) -> Claim:
        """The next chunk of mail, with what is due in it."""
        claim = self.notifier.deliveries.claim(owner, self.clock(), channels={Channel.MAIL})
        assert claim is not None
        return self.notifier.deliveries.filled(claim, self.clock())

    def finish_attempts(self, claim: Claim, count: int | None = None) -> None:
        """Write to the journal that the server took them."""
        finishes = [
            Finish(
                chunk=claim.chunk,
                fence=claim.fence,
                delivery=task.delivery,
                attempt=task.attempts + 1,
                at=self.clock(),
                state=DeliveryState.ACCEPTED,
                tries=0,
                code=250,
                reply="queued",
            )
            for task in claim.tasks[:count]
        ]
        self.notifier.deliveries.journal(finishes, self.clock())

    def rename(self, recipient: str, email: str) -> None:
        """The person has another address now."""
        known = self.notifier.recipients.get(RecipientId(recipient))
        assert known is not None
        changed = replace(known, contact=replace(known.contact, email=email))
        self.import_all(Imported(line=2, recipient=changed))

    def progress(self) -> Progress:
        return self.notifier.notices.progress(NOTICE, self.clock())

    def states(self) -> dict[str, int]:
        """Deliveries by mail, by state."""
        counts = self.progress().deliveries
        return {str(state): counts[channel, state] for channel, state in counts if channel is Channel.MAIL}

    def verify(self) -> Verification:
        return Verifier(self.notifier.log, self.notifier.vault, self.notifier.records).run()

    def eml(self) -> list[EmailMessage]:
        """The mails in the folder, in order of their names."""
        return [parsed(path.read_bytes()) for path in sorted((self.folder / "eml").glob("*.eml"))]

    def invoke(self, *arguments: str, code: int = 0) -> str:
        """A command in this process, in English, with the world's clock: what it printed."""
        done = CliRunner(env={"LC_ALL": "C"}).invoke(main, arguments, obj=self.notifier)
        if done.exit_code != code:
            raise AssertionError(f"{arguments}: {done.exit_code}\n{done.output}")
        return done.output

    def command(self, *arguments: str, check: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
        """The real command in a process of its own."""
        process = subprocess.run(
            [sys.executable, "-m", "notifier.cli", *arguments],
            env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", **self.environment, **environment},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if check and process.returncode:
            raise AssertionError(f"{arguments}: {process.returncode}\n{process.stdout}\n{process.stderr}")
        return process


def parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError("not an EmailMessage")
    return message


def accepted(progress: Progress) -> int:
    return progress.deliveries.get((Channel.MAIL, DeliveryState.ACCEPTED), 0)
