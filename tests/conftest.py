"""Fixtures that every part's tests share. Where a tool is missing the test is skipped and says what to install."""

import asyncio
import contextlib
import uuid
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from tests.support import browser as browsers
from tests.support import postgres, smtp

# A law holds or it does not; how long an example takes says only how busy the machine is.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """`--dist loadfile` also keeps those files together that share a server."""
    if config.getvalue("dist") != "loadfile":
        return None
    from tests.support.sharing_out import ByUnit

    return ByUnit(config, log)


@contextlib.contextmanager
def _own_loops(item: pytest.Item) -> Iterator[None]:
    """Playwright's loop stays entered between its calls; a test without a browser runs loops of its own beside it."""
    loop = asyncio._get_running_loop()
    apart = loop is not None and "browser" not in getattr(item, "fixturenames", ())
    if apart:
        asyncio._set_running_loop(None)
    try:
        yield
    finally:
        if apart:
            asyncio._set_running_loop(loop)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Fixtures of every scope are set up without the browser's loop; the browser itself is ended with it."""
    with _own_loops(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """The test itself."""
    with _own_loops(item):
        return (yield)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole run."""
    if browsers.executable() is None:
        pytest.skip("Chromium is not installed (Debian: chromium-headless-shell)")
    with browsers.chromium() as running:
        yield running


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """One throw-away PostgreSQL server for the whole run."""
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    with postgres.cluster() as running:
        yield running


@pytest.fixture
def postgres_url(postgres_cluster: postgres.Cluster) -> str:
    """The SQLAlchemy URL of a new, empty database."""
    return postgres_cluster.create_database(f"test_{uuid.uuid4().hex}")


@pytest.fixture
def smtp_sink(tmp_path: Path) -> Iterator[smtp.Sink]:
    """A mail server that takes everything."""
    if smtp.binary() is None:
        pytest.skip("smtp-sink is not installed (Debian: postfix)")
    with smtp.sink(tmp_path / "mail") as running:
        yield running
