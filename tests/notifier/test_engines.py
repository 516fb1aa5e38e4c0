"""The contract of the engines: whatever happens to jobs, everybody is told once and the ledger says so."""

import asyncio
from datetime import timedelta

import psycopg
import pytest

from notifier.adapters.engines.jobs import JobBell
from notifier.model.channel import Channel
from notifier.model.errors import UsageProblem
from notifier.model.notice import NoticeState
from notifier.ports.engine import Until
from notifier.service.sending import Run
from tests.notifier.world import NOTICE, World

ENGINES = ["in-process", pytest.param("procrastinate", marks=pytest.mark.postgres)]


@pytest.fixture(params=ENGINES)
def engine_world(request: pytest.FixtureRequest) -> World:
    """The in-process engine over SQLite, procrastinate over PostgreSQL."""
    name = "sqlite_world" if request.param == "in-process" else "postgres_world"
    world: World = request.getfixturevalue(name)
    world.set(NOTIFIER_ENGINE=request.param)
    return world


@pytest.fixture
def jobs_world(postgres_world: World) -> World:
    postgres_world.set(NOTIFIER_ENGINE="procrastinate")
    return postgres_world


def jobs(world: World) -> int:
    with world.notifier.database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM procrastinate_jobs").scalar_one())


def test_everybody_is_told_once(engine_world: World) -> None:
    engine_world.people(1200)
    engine_world.plan()
    engine_world.start()
    engine_world.run(Until.DONE)
    assert len(engine_world.eml()) == 1200
    assert engine_world.states() == {"accepted": 1200}
    found = engine_world.notifier.notices.get(NOTICE)
    assert found is not None
    assert found.state is NoticeState.FINISHED
    assert engine_world.verify().flaws == ()


def test_what_is_due_later_is_done_later(engine_world: World) -> None:
    engine_world.set(NOTIFIER_QUIET_HOURS="11:00-13:00")
    engine_world.people(3)
    engine_world.plan()
    engine_world.start()
    engine_world.run()
    assert engine_world.states() == {"pending": 3}
    engine_world.clock.turn(hours=2)
    engine_world.run()
    assert engine_world.states() == {"accepted": 3}


def test_a_stopped_engine_gives_its_chunks_back(engine_world: World) -> None:
    engine_world.set(NOTIFIER_RATE="20/s")
    engine_world.people(600)
    engine_world.plan()
    engine_world.start()
    dispatcher = engine_world.notifier.dispatcher(lambda reason: None)

    async def main() -> None:
        run = Run(dispatcher, engine_world.notifier.engine(), lambda dispatcher: None)
        task = asyncio.create_task(run.run(until=Until.DONE))
        await asyncio.sleep(1.5)
        run.stop()
        await asyncio.wait_for(task, 60)

    asyncio.run(main())
    states = engine_world.states()
    assert set(states) <= {"accepted", "pending"}
    assert states.get("pending", 0) > 0
    assert engine_world.notifier.deliveries.due_chunks(engine_world.clock() + timedelta(days=1), {Channel.MAIL})
    engine_world.set(NOTIFIER_RATE="")
    engine_world.run()
    assert engine_world.states() == {"accepted": 600}
    assert len(engine_world.eml()) == 600


def test_jobs_are_enqueued_in_the_same_transaction_as_the_start(jobs_world: World) -> None:
    jobs_world.people(1200)
    jobs_world.plan()
    assert jobs(jobs_world) == 0
    jobs_world.start()
    assert jobs(jobs_world) == 3


def test_a_rolled_back_transaction_leaves_no_job(jobs_world: World) -> None:
    jobs_world.people(1)
    jobs_world.plan()
    with pytest.raises(ZeroDivisionError), jobs_world.notifier.database.write() as connection:
        JobBell().ring(connection, [1], None)  # type: ignore[list-item]
        1 / 0  # noqa: B018 - the failure
    assert jobs(jobs_world) == 0


def test_the_same_job_five_times_sends_once(jobs_world: World) -> None:
    jobs_world.people(30)
    jobs_world.plan()
    jobs_world.start()
    with jobs_world.notifier.database.write() as connection:
        for _ in range(4):
            JobBell().ring(connection, [1], None)  # type: ignore[list-item]
    assert jobs(jobs_world) == 5
    jobs_world.run()
    assert len(jobs_world.eml()) == 30
    assert jobs_world.states() == {"accepted": 30}


def test_all_jobs_lost_and_everybody_is_told_all_the_same(jobs_world: World) -> None:
    jobs_world.people(1200)
    jobs_world.plan()
    jobs_world.start()
    with jobs_world.notifier.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM procrastinate_jobs")
    jobs_world.run(Until.DONE)
    assert jobs_world.states() == {"accepted": 1200}


def test_a_job_of_a_chunk_that_is_not_there_is_harmless(jobs_world: World) -> None:
    jobs_world.people(3)
    jobs_world.plan()
    jobs_world.start()
    with jobs_world.notifier.database.write() as connection:
        JobBell().ring(connection, [999], None)  # type: ignore[list-item]
    jobs_world.run()
    assert jobs_world.states() == {"accepted": 3}


def test_jobs_need_postgresql(sqlite_world: World) -> None:
    sqlite_world.set(NOTIFIER_ENGINE="procrastinate")
    with pytest.raises(UsageProblem, match="PostgreSQL"):
        sqlite_world.people(1)
        sqlite_world.plan()


def test_procrastinates_tables_are_made_once(jobs_world: World) -> None:
    assert jobs_world.notifier.bell
    assert jobs_world.wired().bell
    url = jobs_world.environment["NOTIFIER_DATABASE"].replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT to_regclass('procrastinate_jobs')").fetchone()
    assert row is not None
    assert row[0] == "procrastinate_jobs"
