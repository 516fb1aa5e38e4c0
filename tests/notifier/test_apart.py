"""The journal in a process of its own: what it says comes back, and without it the run writes itself."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from notifier.adapters import apart
from notifier.adapters.apart import JournalApart
from notifier.ports.deliveries import Journaled, Record, Renew, StoreRefuses, StoreUnavailable
from tests.notifier.world import World


class Here:
    """Counts what is written in this process."""

    def __init__(self) -> None:
        self.written = 0

    def journal(self, records: Sequence[Record], now: datetime) -> Journaled:
        self.written += len(records)
        return Journaled()


def renewals(world: World) -> list[Record]:
    """A record that holds, and one whose fence is an old one."""
    world.people(3)
    world.plan()
    world.start()
    claim = world.claim("a")
    return [Renew(chunk=claim.chunk, fence=claim.fence), Renew(chunk=claim.chunk, fence=claim.fence - 1)]


def written_apart(world: World, here: Here, records: Sequence[Record], *, times: int = 1) -> list[Journaled]:
    async def main() -> list[Journaled]:
        writer = JournalApart(here, world.environment, after=0)
        await writer.open()
        try:
            return [await writer.journal(records, world.clock()) for _ in range(times)]
        finally:
            await writer.close()

    return asyncio.run(main())


def test_what_was_lost_is_said_there_and_heard_here(world: World) -> None:
    here, records = Here(), renewals(world)
    first, again = written_apart(world, here, records, times=2)
    assert first == again == Journaled(lost=frozenset({records[0].chunk}))
    assert here.written == 0


def test_an_error_of_the_store_comes_back_as_what_it_is(sqlite_world: World) -> None:
    records = renewals(sqlite_world)
    with sqlite3.connect(sqlite_world.folder / "notifier.db", isolation_level=None) as connection:
        connection.execute("DROP TABLE chunks")
    with pytest.raises(StoreRefuses, match="no such table"):
        written_apart(sqlite_world, Here(), records)


def test_without_it_the_run_writes_itself_and_nothing_is_printed(
    sqlite_world: World, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    records = renewals(sqlite_world)
    (tmp_path / "a-file").touch()
    sqlite_world.environment["NOTIFIER_DATABASE"] = f"sqlite:///{tmp_path}/a-file/notifier.db"
    here = Here()
    written_apart(sqlite_world, here, records, times=2)
    assert here.written == 4
    assert capfd.readouterr().err == ""


def test_where_there_is_no_room_for_a_process_the_run_writes_itself(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(pipe: int) -> None:
        raise OSError("no room")

    monkeypatch.setattr(apart, "_started", full)
    here, records = Here(), renewals(sqlite_world)
    written_apart(sqlite_world, here, records)
    assert here.written == 2


def test_an_answer_that_cannot_be_read_is_none(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    says = (
        "from notifier.adapters.apart import framed; import socket, sys; pipe = socket.socket(fileno=int(sys.argv[1]))"
    )
    garbled = f"{says}; pipe.sendall(framed('opened') + b'\\0\\0\\0\\3abc'); pipe.recv(1 << 20); pipe.close()"

    def garbling(pipe: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-c", garbled, str(pipe)], pass_fds=[pipe])

    monkeypatch.setattr(apart, "_started", garbling)
    here, records = Here(), renewals(sqlite_world)
    written_apart(sqlite_world, here, records, times=2)
    assert here.written == 4


def test_errors_keep_their_kind_over_the_pipe(tmp_path: Path) -> None:
    with (tmp_path / "pipe").open("wb") as pipe:
        pipe.write(apart.framed(StoreUnavailable(reason="away")) + apart.framed("next"))
    with (tmp_path / "pipe").open("rb") as pipe:
        assert str(apart.unframed(pipe)) == "the database does not answer: away"
        assert apart.unframed(pipe) == "next"
        with pytest.raises(EOFError):
            apart.unframed(pipe)
