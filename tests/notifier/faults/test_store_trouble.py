"""The database is locked, full, read-only, restarted or gone while a notice is being sent."""

import contextlib
import itertools
import os
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from sqlalchemy import Connection

from notifier.adapters.sql import database
from notifier.adapters.sql.journal import write_journal
from notifier.model.delivery import DeliveryState, Reason
from notifier.ports.deliveries import Claim, Finish, Renew, StoreUnavailable
from tests.notifier.faults.runs import assert_none_lost_and_twice_only_in_doubt, command, copies, words_of
from tests.notifier.world import World
from tests.support import postgres
from tests.support.processes import wait_until
from tests.support.smtp import Sink

pytestmark = pytest.mark.smtp

HURRIED = {"NOTIFIER_LEASE": "2s", "NOTIFIER_RESEND_AFTER": "0s", "NOTIFIER_CONNECTIONS": "10"}


def planned(world: World, sink: Sink, count: int, **settings: str) -> None:
    world.use(sink, **{**HURRIED, **settings})
    world.people(count)
    world.plan()
    world.start()


def some(sink: Sink, count: int) -> None:
    wait_until(lambda: len(list(sink.folder.iterdir())) >= count, "some mail", 60)


Transaction = Callable[[], contextlib.AbstractContextManager[Connection]]


def unsteady(transaction: Transaction, turns: Iterator[int], *, done: bool) -> Transaction:
    """Every third transaction fails: before it begins, or when it is `done` and the answer is lost."""

    @contextlib.contextmanager
    def tried() -> Iterator[Connection]:
        lost = next(turns) % 3 == 0
        if lost and not done:
            raise StoreUnavailable(reason="connection refused")
        with transaction() as connection:
            yield connection
        if lost:
            raise StoreUnavailable(reason="connection lost")

    return tried


@pytest.mark.parametrize("done", [False, True], ids=["refused", "answer lost"])
@pytest.mark.parametrize("start", [1, 2, 3])
def test_whatever_a_run_asks_of_the_database_is_asked_again(
    world: World, monkeypatch: pytest.MonkeyPatch, start: int, done: bool
) -> None:
    world.set(NOTIFIER_CONNECTIONS="3")
    world.people(20)
    world.plan()
    world.start()
    turns = itertools.count(start)
    for name in ("read", "write"):
        store = world.notifier.database
        monkeypatch.setattr(store, name, unsteady(getattr(store, name), turns, done=done))
    for _ in range(6):  # a claim whose answer was lost is free again when its lease ends
        world.run()
        world.clock.turn(minutes=2)
    monkeypatch.undo()
    assert len(world.eml()) == 20
    assert world.states() == {"accepted": 20}
    assert world.verify().flaws == ()


def test_a_locked_database_is_waited_for(sqlite_world: World, sink: Sink) -> None:
    planned(sqlite_world, sink, 200, NOTIFIER_RATE="100/s")
    with command(sqlite_world, "send") as process:
        some(sink, 5)
        with sqlite3.connect(sqlite_world.folder / "notifier.db", isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(1.5)
            assert process.poll() is None
            other.execute("ROLLBACK")
        assert process.wait(60) == 0, words_of(sqlite_world)
    assert_none_lost_and_twice_only_in_doubt(sqlite_world, sink, 200)


@pytest.mark.parametrize("apart", ["never", "always"])
def test_on_a_full_disk_it_says_so_and_ends_and_goes_on_when_there_is_room(
    sqlite_world: World, sink: Sink, apart: str
) -> None:
    """The limit on the size of a file makes writing fail as a full disk does."""
    world = sqlite_world
    planned(world, sink, 600, NOTIFIER_PATIENCE="1s", NOTIFIER_JOURNAL_PROCESS=apart)
    world.notifier.database.close()
    room = max(one.stat().st_size for one in world.folder.glob("notifier.db*")) + 300_000
    limited = (
        f"import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}));"
        "sys.argv = ['notifier', 'send']; runpy.run_module('notifier.cli', run_name='__main__')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", limited], env=_environment(world), cwd=world.folder, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    assert "trying again" in ended.stderr
    assert len(copies(sink)) < 600
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    world.command("send")
    assert_none_lost_and_twice_only_in_doubt(world, sink, 600)


def _environment(world: World) -> dict[str, str]:
    return {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", **world.environment}


def test_a_read_only_database_is_refused_in_one_line_and_nothing_is_sent(sqlite_world: World, sink: Sink) -> None:
    planned(sqlite_world, sink, 3)
    url = f"sqlite:///file:{sqlite_world.folder}/notifier.db?mode=ro&uri=true"
    ended = sqlite_world.command("send", check=False, NOTIFIER_DATABASE=url)
    assert ended.returncode == 1
    assert "readonly" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not copies(sink)
    sqlite_world.command("send")
    assert_none_lost_and_twice_only_in_doubt(sqlite_world, sink, 3)


def test_who_falls_silent_in_the_middle_of_a_transaction_holds_up_nobody_for_long(
    postgres_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a host that is stopped there does; here the server waits for one second instead of ten."""
    monkeypatch.setattr(database, "STOPPED_SECONDS", 1)
    world = postgres_world
    world.people(3)
    world.plan()
    world.start()
    now = world.clock()
    silent, other = world.wired(), world.wired()
    claim = world.claim("silent")
    records = [Renew(chunk=claim.chunk, fence=claim.fence), excluded(claim, now)]
    with pytest.raises(StoreUnavailable), silent.database.write() as connection:
        write_journal(connection, silent.vault, records, now)
        assert other.deliveries.journal(records, now).lost == frozenset()  # waits for the rows, and for the log
    assert world.states() == {"excluded": 1, "pending": 2}
    assert world.verify().flaws == ()
    for one in (silent, other):
        one.database.close()


def excluded(claim: Claim, now: datetime) -> Finish:
    """The first task of `claim` needs no message."""
    task = claim.tasks[0]
    return Finish(
        chunk=claim.chunk, fence=claim.fence, delivery=task.delivery, attempt=0, at=now,
        state=DeliveryState.EXCLUDED, tries=0, reason=Reason.DELETED,
    )  # fmt: skip


@pytest.fixture
def own_cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL that may be taken away without disturbing other tests."""
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    with postgres.cluster() as running:
        yield running


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("engine", ["in-process", "procrastinate"])
@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_postgresql_restarted_in_mid_run_is_waited_for(
    own_cluster: postgres.Cluster, tmp_path_factory: pytest.TempPathFactory, sink: Sink, engine: str, mode: str
) -> None:
    world = World(own_cluster.create_database("restarted"), tmp_path_factory.mktemp("world"))
    planned(world, sink, 600, NOTIFIER_ENGINE=engine, NOTIFIER_RATE="100/s", NOTIFIER_PATIENCE="60s")
    with command(world, "send") as process:
        for already in (20, 150, 300):
            some(sink, already)
            own_cluster.stop(mode)
            time.sleep(1)
            own_cluster.start()
        assert process.wait(120) == 0, words_of(world)
    assert_none_lost_and_twice_only_in_doubt(world, sink, 600)
    world.close()


@pytest.mark.slow
@pytest.mark.postgres
def test_postgresql_gone_for_good_ends_the_run_in_one_line_and_the_next_goes_on(
    own_cluster: postgres.Cluster, tmp_path_factory: pytest.TempPathFactory, sink: Sink
) -> None:
    world = World(own_cluster.create_database("gone"), tmp_path_factory.mktemp("world"))
    planned(world, sink, 300, NOTIFIER_RATE="50/s", NOTIFIER_PATIENCE="2s")
    with command(world, "send") as process:
        some(sink, 10)
        own_cluster.stop("immediate")
        assert process.wait(60) == 1
    assert "Traceback" not in words_of(world)
    assert "the database does not answer" in words_of(world)
    own_cluster.start()
    world.command("send")
    assert_none_lost_and_twice_only_in_doubt(world, sink, 300)
    world.close()
