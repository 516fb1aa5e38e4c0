"""Sites built by MkDocs for the tests of this folder, and served with the headers that they ask for."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from demo.static_site import static_server
from publisher.ledger import adopt
from publisher.model import ZONE

ROOT = Path(__file__).parent.parent.parent.parent
FIXTURES = ROOT / "tests" / "fixtures" / "content"
SETTINGS = """\
site_name: Example
site_url: {url}
docs_dir: {content}
site_dir: {site}
theme: {{name: material}}
plugins:
  - policypress: {{as_of: {as_of}}}
  - material/search
"""
AS_OF = "2026-11-23"
_LINK = re.compile(r'\b(?:href|src)="((?!https?:|mailto:|data:)[^"]*)')
_ID = re.compile(r'\sid="([^"]*)"')


@dataclass(frozen=True)
class Built:
    """A built site and where it is served."""

    folder: Path
    address: str

    def text(self, path: str) -> str:
        """A file of the site."""
        return (self.folder / path).read_text(encoding="utf-8")


def build(
    home: Path, content: Path, *, as_of: str = AS_OF, url: str = "https://example.com/", program: str = "mkdocs"
) -> subprocess.CompletedProcess[str]:
    """Build `content` into `home/site` by the program's own command line."""
    home.mkdir(parents=True, exist_ok=True)
    settings = SETTINGS.format(url=url, content=content, site=home / "site", as_of=as_of)
    (home / "mkdocs.yml").write_text(settings, encoding="utf-8")
    command = [sys.executable, "-m", program, "build", "--strict", "--quiet"]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    return subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, env=environment)


def published_fixtures(folder: Path) -> Path:
    """A copy of the fixtures with their versions entered in a ledger."""
    shutil.copytree(FIXTURES, folder)
    for policy in ("privacy", "terms"):
        adopt(folder / policy, datetime(2026, 11, 1, tzinfo=ZONE))
    return folder


@contextlib.contextmanager
def served(home: Path) -> Iterator[Built]:
    """The site below `home`, served until the block ends."""
    server = static_server(home / "site", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Built(home / "site", f"http://127.0.0.1:{server.server_port}/")
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The fixtures' two policies, a scheduled version among them."""
    home = tmp_path_factory.mktemp("site")
    content = published_fixtures(home / "content")
    done = build(home, content)
    assert (done.returncode, done.stderr) == (0, "")
    with served(home) as built:
        yield built


@pytest.fixture(scope="session")
def early(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The same built before the first version of any policy; one policy has nothing but a draft."""
    home = tmp_path_factory.mktemp("early")
    content = published_fixtures(home / "content")
    shutil.copytree(content / "terms" / "2024-04-01", content / "cookies" / "draft")
    settings = (content / "terms" / "policy.yml").read_text(encoding="utf-8").replace("id: terms", "id: cookies", 1)
    (content / "cookies" / "policy.yml").write_text(settings, encoding="utf-8")
    done = build(home, content, as_of="2024-03-15")
    assert (done.returncode, done.stderr) == (0, "")
    with served(home) as built:
        yield built


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Built) -> Iterator[Open]:
    """Open a page of the site; the test fails where the console had an error or another host was asked."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(path: str, *, width: int = 1280, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url) if _is_foreign(request.url, site) else None)
        page.goto(site.address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _is_foreign(url: str, site: Built) -> bool:
    return not url.startswith((site.address, "data:", "about:"))


def lost_links(site: Built) -> list[str]:
    """Each link within the site that leads to no file, or to no element of the page it leads to."""
    texts = {page: page.read_text(encoding="utf-8") for page in site.folder.rglob("*.html")}
    ids = {page: {*_ID.findall(text), ""} for page, text in texts.items()}
    lost = []
    for page, text in texts.items():
        for link in {link for link in _LINK.findall(text) if not link.startswith("/")}:
            path, _, fragment = link.partition("#")
            target = (page.parent / path.partition("?")[0]).resolve() if path else page
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file() or fragment not in ids.get(target, {fragment}):
                lost.append(f"{page.relative_to(site.folder)}: {link}")
    return lost
