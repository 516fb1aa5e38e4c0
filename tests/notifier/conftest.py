"""A wired notifier over each store, with a clock that the test turns."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from notifier.adapters.sql.database import Database
from notifier.adapters.sql.migrate import upgrade
from tests.notifier.world import World
from tests.support import smtp
from tests.support.postgres import Cluster
from tests.support.smtp import Sink

STORES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=STORES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/notifier.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def whole_schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that the migrations have made, to be copied: they take longer than most tests."""
    folder = tmp_path_factory.mktemp("schema")
    _migrate(f"sqlite:///{folder}/notifier.db")
    return folder / "notifier.db"


@pytest.fixture(scope="session")
def whole_postgres_schema(postgres_cluster: Cluster) -> str:
    """The name of a PostgreSQL database like it."""
    _migrate(postgres_cluster.create_database("whole_schema"))
    return "whole_schema"


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.close()


@pytest.fixture(params=STORES)
def world(request: pytest.FixtureRequest) -> World:
    """The notifier over both stores."""
    found: World = request.getfixturevalue(f"{request.param}_world")
    return found


@pytest.fixture
def sqlite_world(whole_schema: Path, tmp_path: Path) -> Iterator[World]:
    """The notifier over SQLite, where the store does not matter."""
    shutil.copy(whole_schema, tmp_path / "notifier.db")
    yield from _world(f"sqlite:///{tmp_path}/notifier.db", tmp_path)


@pytest.fixture
def postgres_world(postgres_cluster: Cluster, whole_postgres_schema: str, tmp_path: Path) -> Iterator[World]:
    """The notifier over PostgreSQL."""
    url = postgres_cluster.create_database(f"test_{uuid.uuid4().hex}", whole_postgres_schema)
    yield from _world(url, tmp_path)


def _world(url: str, folder: Path) -> Iterator[World]:
    made = World(url, folder)
    yield made
    made.close()


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """A mail server that takes everything, several recipients' worth of connections at once."""
    if smtp.binary() is None:
        pytest.skip("smtp-sink is not installed (Debian: postfix)")
    with smtp.sink(tmp_path / "mail") as running:
        yield running
