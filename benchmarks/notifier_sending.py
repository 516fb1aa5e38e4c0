"""Sending a notice with its whole ledger and proof into Postfix's smtp-sink, against Postfix's own smtp-source and
against a loop of smtplib that keeps no record.

SQLite is measured as it is run: one process. PostgreSQL is there for several workers, and two of them are measured,
one for each core of a small machine; the sink and the database share these cores.
"""

import asyncio
import contextlib
import os
import smtplib
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime, make_msgid
from pathlib import Path

from benchmarks import _notices
from notifier.bootstrap import bootstrap
from notifier.messages.mime import build_frame
from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState
from notifier.model.ids import Language
from notifier.ports.engine import Until
from notifier.ports.notices import Rendering
from notifier.service.sending import Run, start_notices
from notifier.service.verifying import Verifier
from tests.support import postgres, smtp
from tests.support.processes import free_port, server

PEOPLE = int(os.environ.get("PEOPLE", "20000"))
NAIVE = 600
"""Messages of the loop of smtplib, which is slow enough to be measured by few."""
ROUNDS = int(os.environ.get("ROUNDS", "7"))
BYTES = 4096
"""Of a message, of smtp-source's and of ours: ours has a Japanese text and this HTML, which is put in the place of the
built-in one as an operator would (NOTIFIER_TEMPLATES)."""
HTML = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title></title></head>
<body style="font-family:sans-serif;font-size:16px;line-height:1.8;margin:0 auto;max-width:600px;padding:16px;">
<h1 style="font-size:20px;">{{ content.title }}の改定のお知らせ</h1>
<p>{{ content.controller }}の{{ content.title }}を改定しますので、お知らせします。</p>
<p>{{ content.note }}</p>
<p>{{ content.effective_instant }}に効力が生じます。お手続きは必要ありません。内容をご確認ください。</p>
<ul>{% for clause in content.clauses %}<li>{{ clause.title }} {{ clause.label }} {{ clause.reason }}</li>{% endfor %}
</ul>
<p><a href="{{ content.changes_url }}">変更箇所</a>　<a href="{{ content.text_url }}">全文</a></p>
<p>{{ content.contact_name }} {{ content.contact_email }}</p>
</body></html>
"""
OWN_HEADERS = 170
"""Bytes of To, Date and Message-ID."""
SESSIONS = 10
"""Of smtp-source."""
CONNECTIONS = 50
"""Of each process of the notifier: as many as a Postfix takes from one client unless told otherwise. A commit is shared
by what the connections bring meanwhile, so more of them need fewer commits."""
WORKERS = 2
OF_POSTFIX = 0.25
OF_SMTPLIB = 4.0

MakeUrl = Callable[[str], str]


@contextlib.contextmanager
def sink(*options: str) -> Iterator[int]:
    """smtp-sink that throws away what it takes; yields its port."""
    program, port = smtp.binary(), free_port()
    user = ["-u", "root"] if os.geteuid() == 0 else []
    with (
        tempfile.TemporaryDirectory(prefix="sink-") as folder,
        server([str(program), *user, *options, f"127.0.0.1:{port}", "200"], port, Path(folder) / "log"),
    ):
        yield port


def smtp_source(port: int, count: int) -> float:
    """Messages a second that Postfix's own load generator brings in."""
    program = str(smtp.binary("smtp-source"))
    command = [program, "-d", "-s", str(SESSIONS), "-l", str(BYTES), "-m", str(count), f"127.0.0.1:{port}"]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return count / (time.perf_counter() - began)


def smtplib_loop(port: int, count: int, words: Rendering) -> float:
    """Messages a second of what one would write in an afternoon: the same words, a message built a person."""
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as client:
        for number in range(count):
            message = EmailMessage(policy=SMTP)
            message["From"] = Address("株式会社サンプル", addr_spec="notice@example.com")
            message["To"] = Address(f"利用者{number}", addr_spec=f"user{number:07}@example.com")
            message["Subject"] = words.subject
            message["Date"] = localtime()
            message["Message-ID"] = make_msgid(domain="example.com")
            message.set_content(words.text)
            message.add_alternative(words.html, subtype="html")
            client.send_message(message)
    return count / (time.perf_counter() - began)


class Prepared:
    """People and a planned notice in a database of its own."""

    def __init__(self, url: str, port: int, folder: Path) -> None:
        template = folder / "templates" / "ja" / "notice.html"
        template.parent.mkdir(parents=True, exist_ok=True)
        template.write_text(HTML, encoding="utf-8")
        self.environment = _notices.environment(url, port) | {
            "NOTIFIER_CONNECTIONS": str(CONNECTIONS),
            "NOTIFIER_TEMPLATES": str(folder / "templates"),
        }
        if url.startswith("postgresql"):
            self.environment["NOTIFIER_ENGINE"] = "procrastinate"
        self.notifier = bootstrap(self.environment)
        _notices.add_people(self.notifier, PEOPLE, (Channel.MAIL, Channel.IN_APP))
        _notices.plan(self.notifier, folder)

    def send(self) -> float:
        """Messages a second from the start to the last durable reply."""
        if self.environment.get("NOTIFIER_ENGINE"):
            return PEOPLE / _notices.told_by_workers(self.notifier, self.environment, WORKERS, PEOPLE)
        dispatcher = self.notifier.dispatcher(lambda reason: None)
        began = time.perf_counter()
        start_notices(self.notifier.notices, self.notifier.clock)
        asyncio.run(Run(dispatcher, self.notifier.engine(), lambda dispatcher: None).run(until=Until.DONE))
        took = time.perf_counter() - began
        if dispatcher.tally.settled != {DeliveryState.ACCEPTED: PEOPLE}:
            raise RuntimeError(f"not everybody was told: {dispatcher.tally.settled}")
        return PEOPLE / took

    def words(self) -> Rendering:
        """The Japanese mail; raises RuntimeError where it is not of the size that is compared."""
        notice = self.notifier.notices.all()[0].id
        mail = {one.language: one for one in self.notifier.notices.renderings(notice) if one.channel is Channel.MAIL}
        words = mail[Language("ja")]
        frame = build_frame(words, sender_name="株式会社サンプル", sender="notice@example.com")
        size = len(frame.headers) + len(frame.body) + OWN_HEADERS
        if abs(size - BYTES) > BYTES // 50:
            raise RuntimeError(f"the message has {size} bytes, not {BYTES}")
        return words

    def close(self) -> None:
        """After a look at the proof: every row and entry holds."""
        flaws = Verifier(self.notifier.log, self.notifier.vault, self.notifier.records).run().flaws
        self.notifier.database.close()
        if flaws:
            raise RuntimeError(f"the log does not verify: {flaws[:3]}")


def verdict(name: str, ratio: float, least: float, against: str) -> None:
    """One line a target."""
    reached = "reached" if ratio >= least else "MISSED"
    print(f"{name}: {ratio:.2f} x {against} (at least {least}): {reached}", flush=True)


def compare(store: str, url: MakeUrl, folder: Path) -> None:
    """Short rounds of all three in turn, so that noise falls on all alike; medians of the ratios."""
    of_postfix, of_smtplib = [], []
    with sink() as port:
        for number in range(ROUNDS):
            prepared = Prepared(url(f"{store}{number}"), port, folder)
            words = prepared.words()
            before, naive_before = smtp_source(port, PEOPLE), smtplib_loop(port, NAIVE, words)
            rate = prepared.send()
            after, naive_after = smtp_source(port, PEOPLE), smtplib_loop(port, NAIVE, words)
            prepared.close()
            of_postfix.append(2 * rate / (before + after))
            of_smtplib.append(2 * rate / (naive_before + naive_after))
            print(f"  {store}: {rate:.0f}/s; smtp-source {after:.0f}/s; smtplib {naive_after:.0f}/s", flush=True)
    verdict(f"sending, {store}", statistics.median(of_postfix), OF_POSTFIX, "smtp-source")
    verdict(f"sending, {store}", statistics.median(of_smtplib), OF_SMTPLIB, "a loop of smtplib without a record")


def main() -> None:
    """SQLite and PostgreSQL, both committing to disk."""
    with tempfile.TemporaryDirectory(prefix="notifier-bench-") as name:
        folder = Path(name)
        print(f"{PEOPLE} messages a round")
        compare("SQLite", lambda one: f"sqlite:///{folder}/{one}.db", folder)
        with postgres.cluster(fsync=True) as running:
            compare("PostgreSQL", lambda one: running.create_database(one.lower()), folder)


if __name__ == "__main__":
    main()
