"""The clock jumps by a day, forward or back, while mail is on its way."""

import asyncio

import pytest

from notifier.ports.engine import Until
from notifier.service.sending import Run
from tests.notifier.faults.runs import assert_none_lost_and_twice_only_in_doubt, copies
from tests.notifier.world import World
from tests.support.smtp import Sink

pytestmark = pytest.mark.smtp


@pytest.mark.parametrize("days", [1, -1])
def test_a_clock_that_jumps_by_a_day_loses_nobody_and_tells_nobody_twice(world: World, sink: Sink, days: int) -> None:
    world.use(sink, NOTIFIER_CONNECTIONS="5")
    world.people(1100)
    world.plan()
    world.start()
    dispatcher = world.notifier.dispatcher(lambda reason: None)

    async def main() -> None:
        run = Run(dispatcher, world.notifier.engine(), lambda dispatcher: None)
        task = asyncio.create_task(run.run(until=Until.IDLE))
        while not dispatcher.tally.settled and not task.done():
            await asyncio.sleep(0.01)
        world.clock.turn(days=days)
        async with asyncio.timeout(120):
            await task

    asyncio.run(main())
    for _ in range(3):  # what is due by the clock as it goes now
        world.clock.turn(hours=12)
        world.run()
    assert_none_lost_and_twice_only_in_doubt(world, sink, 1100)
    assert sum(copies(sink).values()) - 1100 <= 5
