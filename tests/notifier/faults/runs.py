"""Runs that are disturbed: in this process until something is seen, and as processes of their own."""

import asyncio
import contextlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import func, select

from notifier.adapters.sql.schema import deliveries, log
from notifier.ports.engine import Until
from notifier.service.dispatching import Dispatcher
from notifier.service.sending import Run
from tests.notifier.world import World
from tests.support.smtp import Sink

PATIENCE = 120
_TO = re.compile(rb"^X-Rcpt-Args: <([^>]*)>", re.MULTILINE)
_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE)


def run_until(world: World, seen: Callable[[], bool]) -> Dispatcher:
    """Work, and stop politely as soon as `seen` says so, or when nothing is left to do."""
    dispatcher = world.notifier.dispatcher(lambda reason: None)

    async def main() -> None:
        run = Run(dispatcher, world.notifier.engine(), lambda dispatcher: None)
        task = asyncio.create_task(run.run(until=Until.IDLE))
        async with asyncio.timeout(PATIENCE):
            while not task.done():
                if not run.stopped and await asyncio.to_thread(seen):
                    run.stop()
                await asyncio.sleep(0.05)
            await task

    asyncio.run(main())
    return dispatcher


@contextlib.contextmanager
def command(world: World, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """The real command, running while the block does; it is killed at the end where it still runs."""
    with (world.folder / "command.log").open("a") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "notifier.cli", *arguments],
            env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", **world.environment, **environment},
            cwd=world.folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def words_of(world: World) -> str:
    """What the commands said so far."""
    path: Path = world.folder / "command.log"
    return path.read_text()


def whole(sink: Sink) -> list[bytes]:
    """The messages that reached the server to their last line."""
    return [one for one in sink.messages() if one.rstrip().endswith(b"--")]


def copies(sink: Sink) -> Counter[str]:
    """How often each address got the message."""
    return Counter(found[1].decode() for one in whole(sink) if (found := _TO.search(one)))


def message_ids(sink: Sink) -> dict[str, set[bytes]]:
    """The Message-IDs that each address saw."""
    seen: dict[str, set[bytes]] = {}
    for one in whole(sink):
        to, identifier = _TO.search(one), _ID.search(one)
        if to and identifier:
            seen.setdefault(to[1].decode(), set()).add(identifier[1])
    return seen


def doubtful(world: World) -> Counter[str]:
    """How often the attempt to reach each address was in doubt, by the log."""
    query = select(deliveries.c.recipient_id, log.c.body).join(log, log.c.delivery_id == deliveries.c.id)
    with world.notifier.database.read() as connection:
        rows = connection.execute(query.where(log.c.body.contains('"state":"ambiguous"'))).all()
    return Counter(f"user{recipient.removeprefix('u')}@example.com" for recipient, _ in rows)


def tries(world: World) -> set[int]:
    """How many tries the people have used up."""
    with world.notifier.database.read() as connection:
        return set(connection.execute(select(deliveries.c.tries).distinct()).scalars())


def waits(world: World) -> bool:
    """Whether every row that is pending waits for a later instant."""
    query = select(func.count()).where(deliveries.c.state == "pending", deliveries.c.not_before.is_(None))
    with world.notifier.database.read() as connection:
        return connection.execute(query).scalar_one() == 0


def assert_none_lost_and_twice_only_in_doubt(world: World, sink: Sink, count: int) -> None:
    """The promise: everybody has it; who has it twice was in doubt so often, and both have one Message-ID."""
    got, doubts = copies(sink), doubtful(world)
    assert set(got) == {f"user{i:04}@example.com" for i in range(count)}
    assert {to: number for to, number in got.items() if number > 1 + doubts[to]} == {}
    assert {to: ids for to, ids in message_ids(sink).items() if len(ids) != 1} == {}
    assert world.states() == {"accepted": count}
    assert world.verify().flaws == ()
