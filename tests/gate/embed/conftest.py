"""A real gate, a real sign-up app on another site, and browsers that visit it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from tests.gate.embed import app as apps
from tests.gate.live import Live, live_gate, wsgi_server
from tests.support import browser as browsers
from tests.support.processes import free_port, wait_until

SLOW_MACHINE = 60_000
"""Milliseconds that a busy machine may take for one step."""

expect.set_options(timeout=SLOW_MACHINE)


@dataclass
class World:
    """The gate, and the app at its listed origin."""

    live: Live
    app: Flask
    url: str

    @property
    def accounts(self) -> list[tuple[str, str]]:
        return self.app.accounts  # type: ignore[attr-defined,no-any-return]

    def page(self, name: str, body: str, host: str | None = None) -> str:
        """A page that a test makes up: its address on the app's origin, or under another host name."""
        self.app.pages[name] = "<!doctype html>" + body  # type: ignore[attr-defined]
        origin = self.url if host is None else f"http://{host}:{self.url.rpartition(':')[2]}"
        return f"{origin}/pages/{name}"


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Everything that runs, for all tests of the element."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with live_gate(tmp_path_factory.mktemp("embed")) as live:
        titles = {"title_ja": "うたの広場", "title_en": "Song Square", "help_url": "https://app.example.com/help"}
        app = apps.make(live.url, live.add_site("my-app", url, **titles))
        with wsgi_server(app, port):
            yield World(live, app, url)


@pytest.fixture(scope="session")
def whole_browser(browser: Browser) -> Iterator[Browser]:
    """A whole Chromium: unlike its shell it blocks third-party cookies, and obeys a profile's settings."""
    program = browsers.executable(browsers.WHOLE)
    if program is None:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    with browsers.launched(browser.browser_type, program) as whole:
        yield whole


Visit = Callable[..., Page]


@pytest.fixture
def visitors(whole_browser: Browser) -> Browser:
    """What visitors use."""
    return whole_browser


@pytest.fixture
def visit(visitors: Browser, world: World) -> Iterator[Visit]:
    """Open the sign-up page, or another address, in a browser of its own; returns the page."""
    contexts: list[BrowserContext] = []

    def go(path: str = "/signup", context: BrowserContext | None = None, **options: Any) -> Page:
        if context is None:
            context = visitors.new_context(**options)
            contexts.append(context)
        context.set_default_timeout(SLOW_MACHINE)
        page = context.new_page()
        page.goto(path if ":" in path else world.url + path)
        return page

    yield go
    for context in contexts:
        context.close()


def question(page: Page) -> FrameLocator:
    """The inside of the element's frame."""
    return page.frame_locator("age-gate iframe")


def answer(inside: Any, born: tuple[str, str, str]) -> None:
    """Fill the three fields in and send them."""
    for name, value in zip(("year", "month", "day"), born, strict=True):
        inside.locator(f"#{name}").fill(value)
    inside.locator("form button").click()


def until(page: Page, expression: str) -> None:
    """Wait until the expression is true in the page (whose policy forbids Playwright's own way of waiting)."""

    def true() -> bool:
        page.wait_for_timeout(20)
        return bool(page.evaluate(expression))

    wait_until(true, expression, SLOW_MACHINE / 1000)


def heard(page: Page) -> None:
    """Wait until the element has told the page of an attestation."""
    until(page, "heard.length > 0")


@pytest.fixture(autouse=True)
def no_accounts(world: World) -> None:
    """Each test starts with an app that has no account."""
    world.accounts.clear()
