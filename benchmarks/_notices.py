"""A notifier with people and a planned notice in it, for benchmarks."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from notifier.adapters.keys import new_key
from notifier.adapters.manifests import SiteManifest
from notifier.bootstrap import Notifier
from notifier.model.channel import Channel
from notifier.model.ids import Language, RecipientId
from notifier.model.recipient import Contact, Recipient
from notifier.ports.recipients import Imported
from notifier.service.planning import PlanRequest
from notifier.service.sending import start_notices
from tests.notifier.manifests import manifest, version, write_site
from tests.support.processes import wait_until

BATCH = 10_000
VERSION = "2099-12-15"


def environment(url: str, port: int | None = None) -> dict[str, str]:
    """Settings over the database `url`, sending to a mail server on `port` of this machine."""
    settings = {
        "NOTIFIER_DATABASE": url,
        "NOTIFIER_KEYS": f"k:{new_key()}",
        "NOTIFIER_FROM": "notice@example.com",
        "NOTIFIER_FROM_NAME": "株式会社サンプル",
        "NOTIFIER_BOUNCE": "bounces@example.com",
    }
    return settings | ({"NOTIFIER_SMTP": f"smtp://127.0.0.1:{port}"} if port else {})


def add_people(notifier: Notifier, count: int, channels: tuple[Channel, ...]) -> None:
    """Import `count` people who read Japanese, each with an address where mail is among their channels."""
    now = notifier.clock()
    number = notifier.recipients.begin_import("benchmark", now)
    for rows in _batches(count, channels):
        notifier.recipients.put(number, rows, now)
    notifier.recipients.finish_import(number, now, bad=0, complete=False)


def _batches(count: int, channels: tuple[Channel, ...]) -> Iterator[list[Imported]]:
    for start in range(0, count, BATCH):
        yield [
            Imported(line=i, recipient=_person(i, channels)) for i in range(start, min(start + BATCH, count))
        ]  # fmt: skip


def _person(number: int, channels: tuple[Channel, ...]) -> Recipient:
    mail = Channel.MAIL in channels
    contact = Contact(email=f"user{number:07}@example.com", name=f"利用者{number}") if mail else Contact()
    return Recipient(id=RecipientId(f"u{number:07}"), language=Language("ja"), channels=channels, contact=contact)


def plan(notifier: Notifier, folder: Path, *, consent: bool = False) -> None:
    """Plan a notice to all of them."""
    site = SiteManifest(str(write_site(folder / "site", manifest(version(VERSION, consent=consent)))))
    notifier.planner().plan(site, PlanRequest(policy="privacy", version=VERSION))


def told_by_workers(notifier: Notifier, settings: Mapping[str, str], count: int, people: int) -> float:
    """Seconds from the start of the notice until `count` processes of `notifier worker`, which wait for it, have told
    all `people` and written it down."""
    with _workers(settings, count):
        time.sleep(5)  # until all wait for work
        start_notices(notifier.notices, notifier.clock)
        began = time.perf_counter()
        wait_until(lambda: not _open_chunks(notifier), "everybody told", 300)
        took = time.perf_counter() - began
    if _accepted(notifier) != people:
        raise RuntimeError("not everybody was told")
    return took


@contextlib.contextmanager
def _workers(settings: Mapping[str, str], count: int) -> Iterator[None]:
    command = [sys.executable, "-m", "notifier.cli", "worker"]
    environment = {**os.environ, **settings}
    processes = [
        subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for _ in range(count)
    ]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


def _open_chunks(notifier: Notifier) -> int:
    """Looked at again and again, so it reads few rows: looking takes nothing from those who work."""
    with notifier.database.read() as connection:
        query = "SELECT count(*) FROM chunks WHERE due_at IS NOT NULL"
        return int(connection.exec_driver_sql(query).scalar_one())


def _accepted(notifier: Notifier) -> int:
    with notifier.database.read() as connection:
        query = "SELECT count(*) FROM deliveries WHERE state = 'accepted'"
        return int(connection.exec_driver_sql(query).scalar_one())
