"""The connection is taken away at any point between us and a good server."""

from pathlib import Path

import pytest

from notifier.retry.breaking import is_open
from tests.notifier.faults.runs import assert_none_lost_and_twice_only_in_doubt, copies, doubtful, run_until, tries
from tests.notifier.world import World
from tests.support.smtp import Sink
from tests.support.smtp_proxy import Faults, Point, proxy

pytestmark = pytest.mark.smtp

BEFORE = [point for point in Point if point not in (Point.MESSAGE, Point.DOT)]


@pytest.mark.parametrize("point", BEFORE)
def test_a_connection_lost_before_the_message_is_out_is_simply_made_again(
    sqlite_world: World, sink: Sink, point: Point
) -> None:
    """Four cuts: one more would open the breaker."""
    with proxy(Faults(point=point, cuts=4), sink.port) as faults:
        sqlite_world.set(NOTIFIER_SMTP=f"smtp://127.0.0.1:{faults.port}", NOTIFIER_CONNECTIONS="2")
        sqlite_world.send(20)
    assert faults.done == 4
    assert_none_lost_and_twice_only_in_doubt(sqlite_world, sink, 20)
    assert set(copies(sink).values()) == {1}
    assert (sum(doubtful(sqlite_world).values()), tries(sqlite_world)) == (0, {0})


@pytest.mark.parametrize(("point", "twice"), [(Point.DOT, 3), (Point.MESSAGE, 0)])
def test_a_connection_lost_after_the_message_was_written_is_in_doubt_and_sent_again_with_the_same_message_id(
    sqlite_world: World, sink: Sink, point: Point, twice: int
) -> None:
    """Also in the middle of it: what was handed to the network may have arrived, and nobody here can know."""
    world = sqlite_world
    with proxy(Faults(point=point, cuts=3), sink.port) as faults:
        world.set(NOTIFIER_SMTP=f"smtp://127.0.0.1:{faults.port}", NOTIFIER_CONNECTIONS="2")
        world.send(20)
        assert world.states() == {"accepted": 17, "ambiguous": 3}
        world.clock.turn(minutes=31)
        world.run()
    assert_none_lost_and_twice_only_in_doubt(world, sink, 20)
    got_twice = {to for to, count in copies(sink).items() if count == 2}
    assert len(got_twice) == twice
    assert got_twice <= set(doubtful(world))


def test_what_is_in_doubt_is_held_where_the_policy_says_so(sqlite_world: World, sink: Sink) -> None:
    with proxy(Faults(point=Point.DOT, cuts=1), sink.port) as faults:
        sqlite_world.set(NOTIFIER_SMTP=f"smtp://127.0.0.1:{faults.port}")
        sqlite_world.send(5, ambiguous="hold")
        sqlite_world.clock.turn(days=2)
        sqlite_world.run()
    assert sqlite_world.states() == {"accepted": 4, "ambiguous": 1}
    assert set(copies(sink).values()) == {1}


def test_a_server_that_is_away_is_left_alone_and_found_again(sqlite_world: World, sink: Sink, tmp_path: Path) -> None:
    world = sqlite_world
    world.people(5)
    world.plan()
    world.start()
    with proxy(Faults(point=Point.GREETING, cuts=1000), sink.port) as faults:
        world.set(NOTIFIER_SMTP=f"smtp://127.0.0.1:{faults.port}")
        bucket = f"server:127.0.0.1:{faults.port}"
        run_until(world, lambda: is_open(world.notifier.rates.breaker(bucket), world.clock()))
        assert (world.states(), tries(world)) == ({"pending": 5}, {0})
        faults.cuts = 0
        world.clock.turn(minutes=16)
        world.run()
    assert_none_lost_and_twice_only_in_doubt(world, sink, 5)
