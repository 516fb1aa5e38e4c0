"""The demo that most tests look at; those who change everything start one of their own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.running import Running, running, visiting

FIRST = "first@example.com"
"""Somebody who signed up before the revision was published, and has its notice in the inbox."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Running]:
    """A demo in which the revision is published. Whoever signs up in it uses an address of their own."""
    with running(tmp_path_factory.mktemp("demo")) as one:
        with visiting(browser, one, "ja") as (visitor, _watch):
            visitor.sign_up(FIRST)
            visitor.publish()
        yield one
