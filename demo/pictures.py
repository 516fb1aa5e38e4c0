"""`python -m demo.pictures` (and `make pictures`): run the demo, walk through it, and take the pictures of the docs."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from demo.journey import CHILD, Visitor
from demo.running.children import StartError, require_free
from demo.running.options import HOST, PORTS, ROOT, Options
from demo.running.stage import Stage

DESK, PHONE = (1100, 760), (360, 740)
COLOURS = 128
"""Of the palette that keeps a picture small; pages of text need no more."""
CHANGED = {"ja": "#collection-optional", "en": "#security"}  # clauses whose changes fit on one screen
FLAGS = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
EMAIL = "hana@example.com"


@click.command()
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), default=ROOT / "docs" / "images",
              show_default="docs/images", help="The folder for the pictures.")  # fmt: skip
@click.option("--lang", "langs", type=click.Choice(["ja", "en"]), multiple=True, help="Only this language.")
def main(output: Path, langs: tuple[str, ...]) -> None:
    """Take the pictures of the docs: NAME-ja.png, NAME-en.png, and NAME-…-phone.png.

    \b
    Example:
      python -m demo.pictures --output /tmp/pictures --lang ja
    """
    output.mkdir(parents=True, exist_ok=True)
    for lang in langs or ("ja", "en"):
        with running() as options, chromium() as browser:
            take(Photographer(browser, options, lang, output))
    whole = sum(path.stat().st_size for path in output.glob("*.png"))
    click.echo(f"{len(list(output.glob('*.png')))} pictures in {output}, {whole // 1000} kB.")


@contextmanager
def running() -> Iterator[Options]:
    """A demo of its own, in a folder that is removed again."""
    folder = Path(tempfile.mkdtemp(prefix="demo-"))
    options = Options(ports=usual_ports(), content=ROOT / "content", folder=folder)
    stage = Stage(options)
    try:
        stage.open()
        yield options
    finally:
        stage.close()
        shutil.rmtree(folder, ignore_errors=True)


def usual_ports() -> dict[str, int]:
    """The demo's usual ports, which readers will see on their screens; free ones where those are taken."""
    try:
        require_free(PORTS)
    except StartError:
        probes = [socket.create_server((HOST, 0)) for _ in PORTS]
        ports = {part: int(probe.getsockname()[1]) for part, probe in zip(PORTS, probes, strict=True)}
        for probe in probes:
            probe.close()
        return ports
    return PORTS


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        raise click.ClickException("Chromium is not installed (Debian: apt-get install chromium)")
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            browser.close()


@dataclass(frozen=True)
class Photographer:
    """Takes pictures in one language: of a whole screen, at desk and at phone width."""

    browser: Browser
    options: Options
    lang: str
    output: Path

    def visitor(self, size: tuple[int, int] = DESK) -> Visitor:
        """A browser of its own that nobody has used."""
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale=self.lang, color_scheme="light", accept_downloads=True
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        return Visitor(page, self.options.url("app"), self.lang)

    def snap(self, page: Page, name: str) -> None:
        """Keep what the screen shows as a small PNG."""
        page.wait_for_timeout(300)  # fonts and frames have found their size
        path = self.output / f"{name}.png"
        page.screenshot(path=path)
        with Image.open(path) as picture:
            picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)

    def site(self, page: Page, path: str, name: str, at: str = "") -> None:
        """A page of the site, from its top or from an element on."""
        page.goto(f"{self.options.url('site')}/{self.lang}/{path}")
        if at:
            page.locator(at).first.evaluate("element => scrollTo(0, element.getBoundingClientRect().top - 100)")
        self.snap(page, name)


def take(photographer: Photographer) -> None:
    """All pictures of one language, in the order of the tour."""
    visitor = photographer.visitor()
    before_publication(photographer, visitor)
    visitor.publish()
    after_publication(photographer, visitor)
    on_a_phone(photographer)
    photographer.browser.contexts[0].close()


def before_publication(photographer: Photographer, visitor: Visitor) -> None:
    """The tour's beginning, the gate, the first consent, what the check says."""
    page, lang = visitor.page, photographer.lang
    visitor.open()
    photographer.snap(page, f"tour-{lang}")
    visitor.open("signup")
    visitor.gate.locator("#year").wait_for()
    photographer.snap(page, f"gate-{lang}")
    visitor.sign_up(EMAIL)
    page.locator("policy-consent section").first.wait_for()
    photographer.snap(page, f"consent-{lang}")
    visitor.decide("agree")
    visitor.open("cookies")
    photographer.snap(page, f"cookies-{lang}")
    visitor.open("my-data")
    photographer.snap(page, f"rights-{lang}")
    visitor.open("publish")
    photographer.snap(page, f"check-{lang}")


def after_publication(photographer: Photographer, visitor: Visitor) -> None:
    """How it went, the inbox, the mail, the site's pages, the proof."""
    page, lang = visitor.page, photographer.lang
    photographer.snap(page, f"published-{lang}")
    visitor.open("home")
    visitor.ring()
    photographer.snap(page, f"inbox-{lang}")
    visitor.open("mail")
    page.locator(".letters a").first.click()
    photographer.snap(page, f"mail-{lang}")
    visitor.open("go/changes")
    version = page.url.split("/")[-3]
    photographer.site(page, f"privacy/{version}/changes/", f"changes-{lang}", at=CHANGED[lang])
    photographer.site(page, f"privacy/{version}/changes/table/", f"table-{lang}", at="main table")
    photographer.site(page, "privacy/", f"policy-{lang}")
    photographer.site(page, "privacy/versions/", f"history-{lang}")
    visitor.check_proof(visitor.download_proof().path())
    visitor.heading("holds").wait_for()
    photographer.snap(page, f"proof-{lang}")


def on_a_phone(photographer: Photographer) -> None:
    """The same on a small screen, in a browser of somebody else; and a refusal."""
    visitor, lang = photographer.visitor(PHONE), photographer.lang
    page = visitor.page
    photographer.site(page, "privacy/", f"policy-{lang}-phone")
    visitor.open("go/changes")
    photographer.snap(page, f"changes-{lang}-phone")
    visitor.open("signup")
    visitor.gate.locator("#year").wait_for()
    photographer.snap(page, f"gate-{lang}-phone")
    visitor.answer(CHILD)
    visitor.gate.get_by_role("heading", name=visitor.word("refusal")).wait_for()
    photographer.snap(page, f"refusal-{lang}-phone")
    page.context.close()


if __name__ == "__main__":
    main()
