"""A demo that runs for the tests, and a browser that visits it."""

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

from demo.journey import Visitor
from tests.support.processes import free_port, server, wait_until

ROOT = Path(__file__).parent.parent.parent
PARTS = ("site", "app", "gate", "notifier", "mail")
PATIENCE = 60_000
"""Milliseconds that a busy machine may take for one step."""


@dataclass(frozen=True)
class Running:
    """A running demo: its ports by part, its folder, the file with what it prints, its process."""

    ports: dict[str, int]
    folder: Path
    log: Path
    pid: int

    def url(self, part: str = "app") -> str:
        """The address of a part."""
        return f"http://127.0.0.1:{self.ports[part]}"


def command(ports: dict[str, int], folder: Path, *options: str) -> list[str]:
    """The words that start a demo."""
    named = [word for part, port in ports.items() for word in (f"--{part}-port".replace("--site-", "--"), str(port))]
    return [sys.executable, "-m", "demo", *named, "--folder", str(folder), *options]


def free_ports() -> dict[str, int]:
    """A port for each part."""
    return {part: free_port() for part in PARTS}


@contextlib.contextmanager
def running(folder: Path, *options: str, ports: dict[str, int] | None = None) -> Iterator[Running]:
    """A demo in `folder`, until the block ends; entered when its tour can be walked."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen, log = ports or free_ports(), folder / "demo.log"
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    with server(command(chosen, folder / "var", *options), chosen["app"], log, env=environment, cwd=ROOT) as process:

        def ready() -> bool:
            if process.poll() is not None:
                raise RuntimeError(log.read_text())
            return "Ctrl-C" in log.read_text()

        wait_until(ready, "the demo", 120)
        yield Running(chosen, folder / "var", log, process.pid)


@dataclass
class Watch:
    """What a browser complained of, and whom it asked."""

    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def over(self, page: Page) -> None:
        """Watch a page. What a server refuses on purpose is no complaint."""
        page.on("console", lambda one: None if "the server responded" in one.text else self.complaints.append(one.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))


@contextlib.contextmanager
def visiting(
    browser: Browser, demo: Running, lang: str, *, width: int = 1280, javascript: bool = True, strict: bool = True
) -> Iterator[tuple[Visitor, Watch]]:
    """Somebody new in a browser of their own. `strict` obeys the pages' policies; axe-core needs them off."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale=lang, java_script_enabled=javascript, bypass_csp=not strict
    )
    context.set_default_timeout(PATIENCE)
    page, watch = context.new_page(), Watch()
    watch.over(page)
    context.on("page", watch.over)
    try:
        yield Visitor(page, demo.url(), lang), watch
    finally:
        context.close()
