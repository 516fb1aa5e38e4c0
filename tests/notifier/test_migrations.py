"""The schema that the migrations make is the schema of the code, on both databases, and old data survives the way."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from notifier.adapters.sql.database import Database
from notifier.adapters.sql.migrate import SchemaTooNew, known, latest, upgrade
from notifier.adapters.sql.schema import metadata
from tests.notifier.world import World


def test_the_migrations_make_the_schema_of_the_code(database_url: str) -> None:
    database = Database(database_url)
    upgrade(database)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_the_newest_step_is_known_without_alembic() -> None:
    assert latest() == known()[0]


def test_upgrading_twice_or_from_many_threads_at_once_is_harmless(database_url: str) -> None:
    database = Database(database_url)
    problems: list[Exception] = []

    def run() -> None:
        try:
            upgrade(Database(database_url))
        except Exception as problem:  # noqa: BLE001 - handed to the test
            problems.append(problem)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    upgrade(database)
    assert problems == []
    database.close()


def test_a_database_of_a_newer_version_is_refused(world: World) -> None:
    world.people(1)
    with world.notifier.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaTooNew, match="9999"):
        upgrade(Database(world.environment["NOTIFIER_DATABASE"]))


def test_data_of_every_step_survives_the_steps_after_it(world: World) -> None:
    """A run of the first release, brought up step by step; each later release adds its step here by itself."""
    world.send(4)
    before = world.progress().people
    for revision in reversed(known()):
        upgrade(world.notifier.database, revision)
    assert world.progress().people == before
    assert world.verify().flaws == ()
