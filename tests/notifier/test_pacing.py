"""Leaving a server alone: what the lanes ask of the store about its breaker."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from notifier.model.breaker import Breaker
from notifier.retry.breaking import trouble
from notifier.service.pacing import Pace
from notifier.service.patience import Patience

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


class Store:
    """`ports.rates.Rates` in memory, which counts the looks."""

    def __init__(self) -> None:
        self.looks = 0
        self.kept = Breaker()

    def reserve(self, bucket: str, rate: float, count: int, now: datetime) -> datetime:
        return now

    def breaker(self, bucket: str) -> Breaker:
        self.looks += 1
        return self.kept

    def trouble(self, bucket: str, reason: str, now: datetime) -> Breaker:
        self.kept = trouble(self.kept, reason, now)
        return self.kept

    def success(self, bucket: str) -> None:
        self.kept = Breaker()


def played(play: Callable[[Pace], Awaitable[None]]) -> Store:
    store = Store()

    async def main() -> None:
        patience = Patience(timedelta(seconds=5), lambda problem: None)
        await play(Pace(store, "mail.example.com:25", None, lambda: NOW, patience))

    asyncio.run(main())
    return store


def test_lanes_that_ask_together_share_one_look() -> None:
    async def play(pace: Pace) -> None:
        assert await asyncio.gather(*(pace.paused() for _ in range(50))) == [False] * 50

    assert played(play).looks == 1


def test_who_asks_after_a_failure_hears_of_it() -> None:
    async def play(pace: Pace) -> None:
        early = asyncio.create_task(pace.paused())
        await asyncio.sleep(0)
        for _ in range(5):
            await pace.trouble("421 busy")
        assert await pace.paused()
        await early

    assert played(play).looks >= 2


def test_a_look_whose_lane_is_cancelled_serves_the_others() -> None:
    async def play(pace: Pace) -> None:
        first, second = (asyncio.create_task(pace.paused()) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        assert await second is False

    assert played(play).looks == 1


def test_a_server_that_took_a_message_needs_no_look() -> None:
    async def play(pace: Pace) -> None:
        await pace.success()
        assert not await pace.paused()

    assert played(play).looks == 0
