"""Real processes that are killed, stopped and run side by side, over a real mail server."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.notifier.faults.runs import (
    assert_none_lost_and_twice_only_in_doubt,
    command,
    copies,
    doubtful,
    words_of,
)
from tests.notifier.world import World
from tests.support import smtp
from tests.support.processes import wait_until
from tests.support.smtp import Sink

pytestmark = pytest.mark.smtp

CONNECTIONS = 10
HURRIED = {"NOTIFIER_LEASE": "1s", "NOTIFIER_RESEND_AFTER": "0s", "NOTIFIER_CONNECTIONS": str(CONNECTIONS)}
SEED = int(os.environ.get("KILL_SEED", "0")) or time.time_ns() % 1_000_000
"""Where the kills fall; a failure names it, and KILL_SEED repeats the choice of points."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow])])
def either(request: pytest.FixtureRequest) -> World:
    """The notifier over SQLite, and where there is time over PostgreSQL."""
    world: World = request.getfixturevalue(f"{request.param}_world")
    return world


@pytest.fixture
def roomy_sink(tmp_path: Path) -> Iterator[Sink]:
    if smtp.binary() is None:
        pytest.skip("smtp-sink is not installed (Debian: postfix)")
    with smtp.sink(tmp_path / "mail") as running:
        yield running


def received(sink: Sink) -> int:
    return sum(one.name.startswith("m") for one in sink.folder.iterdir())


def some_more(sink: Sink, count: int = 1) -> None:
    """Wait for so much new mail."""
    wanted = received(sink) + count
    wait_until(lambda: received(sink) >= wanted, "some mail", 60)


def stop_between_transactions(world: World, process: subprocess.Popen[bytes]) -> None:
    """SIGSTOP. One that is stopped while it writes to SQLite keeps the file locked, as the list of faults says."""
    while True:
        process.send_signal(signal.SIGSTOP)
        if not is_locked(world.environment["NOTIFIER_DATABASE"]):
            return
        process.send_signal(signal.SIGCONT)
        time.sleep(0.05)


def is_locked(url: str) -> bool:
    """Whether a process holds the write lock of a SQLite file; PostgreSQL has none of the whole database."""
    if not url.startswith("sqlite"):
        return False
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=0, isolation_level=None)) as file:
        try:
            file.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        file.execute("ROLLBACK")
        return False


def planned(world: World, sink: Sink, count: int) -> None:
    world.use(sink, **HURRIED)
    world.people(count)
    world.plan()
    world.start()


def killed_in_mid_run(world: World, sink: Sink, chance: random.Random, **environment: str) -> None:
    """Run `notifier send` and kill it after a random number of messages and a random moment more."""
    wanted = received(sink) + chance.randrange(1, 12)
    with command(world, "send", **environment) as process:
        wait_until(lambda: received(sink) >= wanted or process.poll() is not None, "some mail", 60)
        time.sleep(chance.random() * 0.01)
        process.kill()


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("apart", ["never", "always"])
@pytest.mark.parametrize("kills", [3, pytest.param(60, marks=pytest.mark.slow)])
def test_killed_at_random_points_nobody_is_lost_and_only_who_is_in_doubt_is_told_twice(
    either: World, roomy_sink: Sink, kills: int, apart: str
) -> None:
    world = either
    count = 200 * kills  # so many that none of the runs tells everybody before it is killed
    planned(world, roomy_sink, count)
    chance = random.Random(SEED)
    for _ in range(kills):
        killed_in_mid_run(world, roomy_sink, chance, NOTIFIER_JOURNAL_PROCESS=apart)
    assert world.command("send").returncode == 0
    assert_none_lost_and_twice_only_in_doubt(world, roomy_sink, count)
    assert sum(copies(roomy_sink).values()) - count <= kills * CONNECTIONS, f"KILL_SEED={SEED}"
    assert sum(doubtful(world).values()) <= kills * CONNECTIONS, f"KILL_SEED={SEED}"


@contextlib.contextmanager
def sending_with_a_journal_apart(world: World, sink: Sink) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A run in its middle, and the number of the process that writes its journal."""
    with command(world, "send", NOTIFIER_RATE="60/s", NOTIFIER_JOURNAL_PROCESS="always") as process:
        some_more(sink, 5)
        (journal,) = children(process.pid)
        assert b"notifier.journaling" in Path(f"/proc/{journal}/cmdline").read_bytes()
        yield process, journal


def children(pid: int) -> list[int]:
    return [int(one) for task in Path(f"/proc/{pid}/task").iterdir() for one in (task / "children").read_text().split()]


def test_a_run_whose_journal_process_is_killed_goes_on_and_nobody_is_in_doubt(either: World, roomy_sink: Sink) -> None:
    world = either
    planned(world, roomy_sink, 200)
    with sending_with_a_journal_apart(world, roomy_sink) as (process, journal):
        os.kill(journal, signal.SIGKILL)
        assert process.wait(60) == 0, words_of(world)
        assert "Traceback" not in words_of(world)
    assert_none_lost_and_twice_only_in_doubt(world, roomy_sink, 200)
    assert set(copies(roomy_sink).values()) == {1}
    assert world.states() == {"accepted": 200}


def test_a_journal_process_ends_with_its_run_however_that_ends(sqlite_world: World, roomy_sink: Sink) -> None:
    planned(sqlite_world, roomy_sink, 200)
    for number in (signal.SIGKILL, signal.SIGINT):
        with sending_with_a_journal_apart(sqlite_world, roomy_sink) as (process, journal):
            process.send_signal(number)
            process.wait(60)
            wait_until(lambda gone=journal: not Path(f"/proc/{gone}").exists(), "the end of the journal process", 60)
    assert "Traceback" not in words_of(sqlite_world)


@pytest.mark.skipif(len(os.sched_getaffinity(0)) == 1, reason="on one processor there is none")
def test_the_journal_process_of_a_worker_is_there_before_its_work_and_ends_with_it(sqlite_world: World) -> None:
    with command(sqlite_world, "worker") as process:
        wait_until(lambda: children(process.pid), "the journal process", 60)
        (journal,) = children(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0, words_of(sqlite_world)
    assert not Path(f"/proc/{journal}").exists()


@pytest.mark.parametrize("apart", ["never", "always"])
def test_who_was_stopped_past_the_lease_sends_nothing_more_of_that_chunk(
    either: World, roomy_sink: Sink, apart: str
) -> None:
    world = either
    planned(world, roomy_sink, 300)
    with command(world, "send", NOTIFIER_RATE="60/s", NOTIFIER_JOURNAL_PROCESS=apart) as stopped:
        some_more(roomy_sink, 5)
        stop_between_transactions(world, stopped)
        time.sleep(1.5)  # longer than the lease
        assert world.command("send").returncode == 0
        done = received(roomy_sink)
        assert world.states() == {"accepted": 300}
        stopped.send_signal(signal.SIGCONT)
        assert stopped.wait(60) == 0
    assert received(roomy_sink) - done <= CONNECTIONS  # what stood before its DATA when it was stopped
    assert_none_lost_and_twice_only_in_doubt(world, roomy_sink, 300)


def test_two_senders_on_one_database_tell_everybody_once(either: World, roomy_sink: Sink) -> None:
    world = either
    planned(world, roomy_sink, 1200)
    world.set(NOTIFIER_LEASE="60s")
    with command(world, "send") as first, command(world, "send") as second:
        assert (first.wait(120), second.wait(120)) == (0, 0), words_of(world)
    assert_none_lost_and_twice_only_in_doubt(world, roomy_sink, 1200)
    assert set(copies(roomy_sink).values()) == {1}


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_stopping_finishes_what_is_on_the_wire_and_the_next_run_goes_on(
    sqlite_world: World, roomy_sink: Sink, number: signal.Signals
) -> None:
    world = sqlite_world
    planned(world, roomy_sink, 200)
    with command(world, "send", NOTIFIER_RATE="40/s") as process:
        some_more(roomy_sink, 5)
        process.send_signal(number)
        assert process.wait(30) == 0
    assert set(world.states()) == {"accepted", "pending"}
    assert "Stopped. notifier send goes on where it was." in words_of(world)
    world.command("send")
    assert_none_lost_and_twice_only_in_doubt(world, roomy_sink, 200)
    assert set(copies(roomy_sink).values()) == {1}


@pytest.mark.slow
def test_a_rate_holds_over_restarts(sqlite_world: World, roomy_sink: Sink) -> None:
    """Two runs one after the other get the slots of one: no burst at the start of the second."""
    world = sqlite_world
    planned(world, roomy_sink, 40)
    began = time.time()
    for _ in range(4):
        with command(world, "send", NOTIFIER_RATE="10/s") as process:
            some_more(roomy_sink)
            process.send_signal(signal.SIGINT)
            process.wait(30)
    most = 10 * (time.time() - began) + 10  # a block of a second's slots may be taken ahead
    assert received(roomy_sink) <= most


@pytest.mark.slow
def test_pause_and_resume_while_another_process_sends(sqlite_world: World, roomy_sink: Sink) -> None:
    world = sqlite_world
    planned(world, roomy_sink, 600)
    with command(world, "send", NOTIFIER_RATE="30/s") as process:
        some_more(roomy_sink, 5)
        world.command("pause", "privacy-2026-12-15")
        try:
            process.wait(20)  # a paused notice leaves nothing to do
        except subprocess.TimeoutExpired:
            pytest.fail("the sender goes on although its notice is paused")
    assert world.states()["pending"] > 0
    assert "paused" in world.command("status").stdout
    world.command("resume", "privacy-2026-12-15")
    world.command("send")
    assert_none_lost_and_twice_only_in_doubt(world, roomy_sink, 600)
    assert set(copies(roomy_sink).values()) == {1}
