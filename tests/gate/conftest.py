"""Gates for the tests: every contract runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gate.store import Store, open_store
from tests.gate import support
from tests.gate.support import Running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new store of each kind."""
    if request.param == "sqlite":
        return support.sqlite_url(tmp_path)
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A migrated store of each kind."""
    opened = open_store(store_url)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Running]:
    """A gate over SQLite."""
    running = support.start(support.sqlite_url(tmp_path), tmp_path)
    yield running
    running.store.close()


@pytest.fixture
def any_gate(store_url: str, tmp_path: Path) -> Iterator[Running]:
    """A gate over each kind of store."""
    running = support.start(store_url, tmp_path)
    yield running
    running.store.close()
