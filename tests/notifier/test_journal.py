"""How what the lanes bring becomes groups: none waits without need, and few share a commit with nobody."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from notifier.model.ids import ChunkId, Fence
from notifier.ports.deliveries import Journaled, Record, Renew, StoreUnavailable
from notifier.service.journal import FEW, Journal, JournalClosed
from notifier.service.patience import Patience

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


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


def played(at_once: int, play: Callable[[Journal, Writer], Awaitable[None]]) -> Writer:
    async def main() -> Writer:
        writer = Writer(at_once)
        journal = Journal(writer, lambda: NOW, Patience(timedelta(seconds=5), lambda problem: None))
        await journal.start()
        await asyncio.wait_for(play(journal, writer), 30)
        await journal.close()
        return writer

    return asyncio.run(main())


def brought(journal: Journal, numbers: range) -> list[asyncio.Task[Journaled]]:
    """One lane each."""
    return [asyncio.create_task(journal.write(Renew(ChunkId(number), Fence(1)))) for number in numbers]


def test_what_lanes_bring_in_one_turn_of_the_loop_is_one_group() -> None:
    async def play(journal: Journal, writer: Writer) -> None:
        lanes = brought(journal, range(3))
        await turns()
        writer.answer(0)
        assert {len((await lane).lost) for lane in lanes} == {3}

    assert played(4, play).groups == [[0, 1, 2]]


def test_a_second_group_begins_beside_the_first_as_soon_as_it_is_worth_it_and_may_overtake_it() -> None:
    async def play(journal: Journal, writer: Writer) -> None:
        first = brought(journal, range(1))
        await turns()
        second = brought(journal, range(1, FEW))
        await turns()
        assert writer.groups == [[0]]
        second += brought(journal, range(FEW, FEW + 1))
        await turns()
        writer.answer(1)
        assert [(await lane).lost == frozenset(range(1, FEW + 1)) for lane in second] == [True] * FEW
        assert not first[0].done()
        writer.answer(0)
        assert (await first[0]).lost == {0}

    assert played(2, play).groups == [[0], [*range(1, FEW + 1)]]


def test_where_one_is_written_at_a_time_all_others_share_the_next() -> None:
    async def play(journal: Journal, writer: Writer) -> None:
        lanes = brought(journal, range(1))
        await turns()
        lanes += brought(journal, range(1, 41))
        await turns()
        writer.answer(0)
        await turns()
        writer.answer(1)
        await asyncio.gather(*lanes)

    assert played(1, play).groups == [[0], [*range(1, 41)]]


def test_a_group_that_fails_is_written_again_while_others_go_on() -> None:
    async def play(journal: Journal, writer: Writer) -> None:
        first = brought(journal, range(1))
        await turns()
        second = brought(journal, range(1, FEW + 1))
        await turns()
        writer.refuse(0)
        writer.answer(1)
        await asyncio.gather(*second)
        while len(writer.groups) < 3:
            await asyncio.sleep(0.01)
        writer.answer(2)
        assert (await first[0]).lost == {0}

    assert played(2, play).groups[2] == [0]


def test_what_is_waiting_at_the_end_is_written_and_nothing_after_it() -> None:
    async def play(journal: Journal, writer: Writer) -> None:
        lanes = brought(journal, range(2))
        await asyncio.sleep(0)
        closing = asyncio.create_task(journal.close())
        await turns()
        writer.answer(0)
        await closing
        await asyncio.gather(*lanes)
        with pytest.raises(JournalClosed):
            await journal.write(Renew(ChunkId(9), Fence(1)))

    assert played(1, play).groups == [[0, 1]]
