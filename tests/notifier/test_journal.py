"""How what the lanes bring becomes groups: none waits without need, and few share a commit with nobody."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from notifier.model.ids import ChunkId, Fence
from notifier.ports.deliveries import Journaled, Record, Renew, StoreUnavailable
from notifier.service.journal import Journal, JournalClosed
from notifier.service.patience import Patience

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
ENOUGH = 8


class Writer:
    """Keeps groups until they are answered; an answer names the chunks of its group as lost, so that it can be told
    from another's."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.groups: list[list[int]] = []
        self._answers: list[asyncio.Future[Journaled]] = []

    async def open(self) -> None:
        """Nothing to do."""

    async def close(self) -> None:
        """Nothing to do."""

    def journal(self, records: Sequence[Record], now: datetime) -> Awaitable[Journaled]:
        self.groups.append([int(record.chunk) for record in records])
        self._answers.append(asyncio.get_running_loop().create_future())
        return self._answers[-1]

    def answer(self, group: int) -> None:
        self._answers[group].set_result(Journaled(lost=frozenset(map(ChunkId, self.groups[group]))))

    def refuse(self, group: int) -> None:
        self._answers[group].set_exception(StoreUnavailable(reason="away"))


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def begun(writer: Writer, count: int) -> None:
    """Until so many groups have begun."""
    while len(writer.groups) < count:
        await asyncio.sleep(0.001)


def played(at_once: int, play: Callable[[Journal, Writer], Awaitable[None]]) -> Writer:
    async def main() -> Writer:
        writer = Writer(at_once)
        journal = Journal(writer, lambda: NOW, Patience(timedelta(seconds=5), lambda problem: None), enough=ENOUGH)
        await journal.start()
        await asyncio.wait_for(play(journal, writer), 30)
        await journal.close()
        return writer

    return asyncio.run(main())


def brought(journal: Journal, numbers: range) -> list[asyncio.Task[Journaled]]:
    """One lane each."""
    return [asyncio.create_task(journal.write(Renew(ChunkId(number), Fence(1)))) for number in numbers]


def test_enough_lanes_begin_a_group_at_once() -> None:
    async def play(journal: Journal, writer: Writer) -> None:
        lanes = brought(journal, range(ENOUGH))
        await asyncio.sleep(0)
        assert writer.groups == [[*range(ENOUGH)]]
        writer.answer(0)
        await asyncio.gather(*lanes)

    assert played(1, play).groups == [[*range(ENOUGH)]]


def test_what_few_lanes_bring_within_a_moment_is_one_group() -> None:
    async def play(journal: Journal, writer: Writer) -> None:
        lanes = brought(journal, range(2))
        await turns()
        assert writer.groups == []
        lanes += brought(journal, range(2, 3))
        await begun(writer, 1)
        writer.answer(0)
        assert {len((await lane).lost) for lane in lanes} == {3}

    assert played(4, play).groups == [[0, 1, 2]]


def test_a_second_group_begins_beside_the_first_as_soon_as_it_is_worth_it_and_may_overtake_it() -> None:
    async def play(journal: Journal, writer: Writer) -> None:
        first = brought(journal, range(1))
        await begun(writer, 1)
        second = brought(journal, range(1, ENOUGH))
        await turns()
        assert writer.groups == [[0]]
        second += brought(journal, range(ENOUGH, ENOUGH + 1))
        await turns()
        writer.answer(1)
        assert [(await lane).lost == frozenset(range(1, ENOUGH + 1)) for lane in second] == [True] * ENOUGH
        assert not first[0].done()
        writer.answer(0)
        assert (await first[0]).lost == {0}

    assert played(2, play).groups == [[0], [*range(1, ENOUGH + 1)]]


def test_where_one_is_written_at_a_time_all_others_share_the_next() -> None:
    async def play(journal: Journal, writer: Writer) -> None:
        lanes = brought(journal, range(1))
        await begun(writer, 1)
        lanes += brought(journal, range(1, 41))
        await turns()
        writer.answer(0)
        await begun(writer, 2)
        writer.answer(1)
        await asyncio.gather(*lanes)

    assert played(1, play).groups == [[0], [*range(1, 41)]]


def test_a_group_that_fails_is_written_again_while_others_go_on() -> None:
    async def play(journal: Journal, writer: Writer) -> None:
        first = brought(journal, range(1))
        await begun(writer, 1)
        second = brought(journal, range(1, ENOUGH + 1))
        await turns()
        writer.refuse(0)
        writer.answer(1)
        await asyncio.gather(*second)
        await begun(writer, 3)
        writer.answer(2)
        assert (await first[0]).lost == {0}

    assert played(2, play).groups[2] == [0]


def test_what_is_waiting_at_the_end_is_written_and_nothing_after_it() -> None:
    async def play(journal: Journal, writer: Writer) -> None:
        lanes = brought(journal, range(2))
        await asyncio.sleep(0)
        closing = asyncio.create_task(journal.close())
        await begun(writer, 1)
        writer.answer(0)
        await closing
        await asyncio.gather(*lanes)
        with pytest.raises(JournalClosed):
            await journal.write(Renew(ChunkId(9), Fence(1)))

    assert played(1, play).groups == [[0, 1]]
