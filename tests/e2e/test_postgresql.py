"""The same at scale: the notifier over PostgreSQL, mail sent by two worker processes beside `notifier send`."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser

from tests.e2e.running import Running, running, visiting
from tests.e2e.test_tour import EMAIL, ticked
from tests.support.processes import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]
MORE = 3000
"""People beside the demo's own thirteen: several chunks of five hundred."""


def test_two_workers_tell_everybody_once(browser: Browser, tmp_path: Path, postgres_url: str) -> None:
    scale = ("--database", postgres_url, "--workers", "2")
    with running(tmp_path, *scale) as demo, visiting(browser, demo, "ja") as (visitor, watch):
        visitor.sign_up(EMAIL)
        visitor.decide("agree")
        many_more_people(demo)
        with senders_of(postgres_url) as senders:
            visitor.publish()
            wait_until(lambda: len(mails(demo)) >= MORE + 13, "every mail", 120)
        assert sum(is_worker(pid) for pid in senders) == 2, demo.log.read_text()
        assert len({path.read_bytes().partition(b"\r\n")[0] for path in mails(demo)}) == len(mails(demo)) == MORE + 13
        visitor.open("home")
        visitor.ring()
        visitor.open("consents")
        visitor.decide("refuse")
        proof = tmp_path / "proof.json"
        visitor.download_proof().save_as(proof)
        visitor.check_proof(proof)
        visitor.heading("holds").wait_for()
        assert json.loads(proof.read_text(encoding="utf-8"))["consents"][-1]["decision"] == "refused"
        ticked(visitor, "decide")
        assert watch.complaints == []


def mails(demo: Running) -> list[Path]:
    """Every message that the mail server took."""
    return list((demo.folder / "mail").glob("*.eml"))


def many_more_people(demo: Running) -> None:
    """Accounts in the service's own database, as if they had signed up before."""
    rows = [
        (
            f"more-{n}",
            f"sample-more-{n}",
            f"More {n}",
            f"more{n}@example.com",
            "ja",
            "self_declared",
            "2026-01-31T00:00:00Z",
        )
        for n in range(MORE)
    ]
    connection = sqlite3.connect(demo.folder / "service.db")
    with connection:
        connection.executemany("INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    connection.close()


@contextmanager
def senders_of(url: str) -> Iterator[set[int]]:
    """The processes that hold work while the block runs, by their ids."""
    seen: set[int] = set()
    ended = threading.Event()

    def look() -> None:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            while not ended.wait(0.02):
                found = connection.execute("SELECT DISTINCT owner FROM chunks WHERE owner IS NOT NULL").fetchall()
                seen.update(int(owner.split(":")[1]) for (owner,) in found)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join(10)


def is_worker(pid: int) -> bool:
    """Whether that process is one of the demo's workers, which run as long as it does."""
    words = Path(f"/proc/{pid}/cmdline")
    return words.exists() and words.read_bytes().endswith(b"notifier\0worker\0")
