"""Planning a notice to a million people over SQLite: how long, in how much memory, against bare inserts of as many
rows; and the memory of a sender that has a million people before it.

`PEOPLE=20000` is a quick run; the time that is allowed shrinks with it.
"""

import asyncio
import multiprocessing
import os
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ParamSpec

from benchmarks import _notices
from notifier.bootstrap import bootstrap
from notifier.model.channel import Channel
from notifier.ports.engine import Until
from notifier.service.sending import Run, start_notices

PEOPLE = int(os.environ.get("PEOPLE", "1000000"))
WHOLE = 1_000_000
SECONDS_FOR_ALL = 60.0
MEGABYTES = 250
SENDING_SECONDS = 20.0
BATCH = 5000

P = ParamSpec("P")
Environment = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a process of its own took: seconds, and in megabytes its largest resident size and that of the process that
    it started, where it did: the one that writes the journal."""

    seconds: float
    megabytes: float


def apart(job: Callable[P, None], *arguments: P.args, **named: P.kwargs) -> Measured:
    """Run `job` in a new process, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measured, partial(job, *arguments, **named)).result()


def _measured(job: Callable[[], None]) -> Measured:
    began = time.perf_counter()
    job()
    took = time.perf_counter() - began
    kilobytes = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Measured(seconds=took, megabytes=kilobytes / 1024)


def add(settings: Environment) -> None:
    """The people."""
    _notices.add_people(bootstrap(settings), PEOPLE, (Channel.MAIL, Channel.IN_APP))


def plan(settings: Environment, folder: Path) -> None:
    """The notice, its audience frozen, a row a person and a digest of each in the log."""
    _notices.plan(bootstrap(settings), folder)


def send_for_a_while(settings: Environment) -> None:
    """Into the folder of a sender without a mail server, stopped after some seconds."""
    notifier = bootstrap(settings)
    start_notices(notifier.notices, notifier.clock)
    run = Run(notifier.dispatcher(print), notifier.engine(), lambda dispatcher: None)

    async def main() -> None:
        asyncio.get_running_loop().call_later(SENDING_SECONDS, run.stop)
        await run.run(until=Until.DONE)

    asyncio.run(main())


def bare_inserts(folder: Path) -> float:
    """Seconds that sqlite3 takes for two rows a person without a log, in transactions of the same size."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("CREATE TABLE audience (notice, position, recipient, language, PRIMARY KEY (notice, position))")
    connection.execute("CREATE TABLE deliveries (id INTEGER PRIMARY KEY, notice, recipient, channel, state)")
    connection.execute("CREATE UNIQUE INDEX once ON deliveries (notice, recipient, channel)")
    began = time.perf_counter()
    for start in range(0, PEOPLE, BATCH):
        people = range(start, min(start + BATCH, PEOPLE))
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO audience VALUES ('n', ?, ?, 'ja')", [(one, f"u{one:07}") for one in people])
        connection.executemany(
            "INSERT INTO deliveries VALUES (?, 'n', ?, 'mail', 'pending')", [(one, f"u{one:07}") for one in people]
        )
        connection.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    return took


def verdict(name: str, value: float, most: float, unit: str) -> None:
    """One line a target."""
    print(f"{name}: {value:.1f} {unit} (at most {most:.1f}): {'reached' if value <= most else 'MISSED'}", flush=True)


def main() -> None:
    """SQLite."""
    with tempfile.TemporaryDirectory(prefix="notifier-bench-") as name:
        folder = Path(name)
        settings = _notices.environment(f"sqlite:///{folder}/notifier.db")
        settings["NOTIFIER_MAIL_FOLDER"] = str(folder / "mail")
        added = apart(add, settings)
        print(f"{PEOPLE} people; importing them: {added.seconds:.1f} s, {added.megabytes:.0f} MB", flush=True)
        planned = apart(plan, settings, folder)
        bare = bare_inserts(folder)
        verdict("planning", planned.seconds, SECONDS_FOR_ALL * PEOPLE / WHOLE, "s")
        print(f"planning: {planned.seconds / bare:.1f} x the time of bare inserts of as many rows ({bare:.1f} s)")
        sent = apart(send_for_a_while, settings)
        for what, one in (("importing", added), ("planning", planned), ("sending", sent)):
            verdict(f"memory while {what}", one.megabytes, MEGABYTES, "MB")


if __name__ == "__main__":
    main()
