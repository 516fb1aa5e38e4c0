"""The hosted page in a real browser: Japanese and English, allowed and refused, with and without JavaScript."""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from gate.store import open_store
from tests.gate import support
from tests.gate.processes import Served, serving

pytestmark = pytest.mark.browser
KNOWN = "gate_live_browser"
REFUSAL = {"ja": "いまは、アカウントをつくることができません", "en": "Sorry, an account cannot be made right now"}
SLOW = 30_000


@dataclass
class App:
    """A small app's server: takes what the gate's page posts to it."""

    port: int
    received: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"


@contextlib.contextmanager
def running_app() -> Iterator[App]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            app.received.append({name: values[0] for name, values in parse_qs(body).items()})
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write("<title>app</title><p id=welcome>ようこそ".encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    app = App(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield app
    finally:
        server.shutdown()
        server.server_close()
        thread.join(30)


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    with running_app() as one:
        yield one


@pytest.fixture(scope="module")
def gate(app: App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("gate")
    url = support.sqlite_url(folder)
    store = open_store(url)
    store.migrate()
    support.add_site(store, "songs", KNOWN, app.url)
    store.close()
    with serving(url, folder, address_limit="100000") as served:
        yield served


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context() as fresh:
        fresh.set_default_timeout(SLOW)
        yield fresh


def address(gate: Served, app: App, language: str = "ja") -> str:
    wish = {"return_url": f"{app.url}/signup", "locale": language, "state": "session-1"}
    return str(gate.api("/v1/screenings", wish, KNOWN).json["url"])


def fill(page: Page, year: str, month: str, day: str) -> None:
    for name, text in (("year", year), ("month", month), ("day", day)):
        page.locator(f"#{name}").fill(text)


def send(page: Page) -> None:
    page.locator("form button").click()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_adult_comes_back_to_the_app_with_an_attestation(
    context: BrowserContext, gate: Served, app: App, language: str
) -> None:
    page = context.new_page()
    page.goto(address(gate, app, language))
    assert page.locator("html").get_attribute("lang") == language
    fill(page, "平成2年" if language == "ja" else "1990", "5", "3")
    send(page)
    page.wait_for_selector("#welcome")
    received = app.received[-1]
    assert received["state"] == "session-1"
    redeemed = gate.api("/v1/attestations/redeem", {"attestation": received["attestation"]}, KNOWN)
    assert (redeemed.status, redeemed.json["sid"]) == (200, received["screening"])


def test_who_comes_back_by_the_back_button_is_not_sent_on_again(
    context: BrowserContext, gate: Served, app: App
) -> None:
    page = context.new_page()
    page.goto(address(gate, app))
    fill(page, "1990", "5", "3")
    send(page)
    page.wait_for_selector("#welcome")
    before = len(app.received)
    page.go_back()
    expect(page.locator("h1")).to_have_text("ありがとうございます", timeout=SLOW)
    assert len(app.received) == before


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_child_stays_refused_whatever_the_browser_does(
    context: BrowserContext, gate: Served, app: App, language: str
) -> None:
    before = len(app.received)
    page = context.new_page()
    first = address(gate, app, language)
    page.goto(first)
    fill(page, "2020", "5", "3")
    send(page)
    heading = page.locator("h1")
    expect(heading).to_have_text(REFUSAL[language], timeout=SLOW)
    page.go_back()
    expect(heading).to_have_text(REFUSAL[language], timeout=SLOW)
    page.go_forward()
    expect(heading).to_have_text(REFUSAL[language], timeout=SLOW)
    page.goto(first)
    expect(heading).to_have_text(REFUSAL[language], timeout=SLOW)
    page.reload()
    expect(heading).to_have_text(REFUSAL[language], timeout=SLOW)
    second = context.new_page()
    second.goto(address(gate, app, language))
    expect(second.locator("h1")).to_have_text(REFUSAL[language], timeout=SLOW)
    assert second.locator("form").count() == 0
    assert len(app.received) == before


def test_a_second_tab_that_was_open_before_is_refused_too(context: BrowserContext, gate: Served, app: App) -> None:
    other, page = context.new_page(), context.new_page()
    other.goto(address(gate, app))
    fill(other, "1990", "5", "3")
    page.goto(address(gate, app))
    fill(page, "2020", "5", "3")
    send(page)
    expect(page.locator("h1")).to_have_text(REFUSAL["ja"], timeout=SLOW)
    send(other)
    expect(other.locator("h1")).to_have_text(REFUSAL["ja"], timeout=SLOW)


def test_without_javascript_the_same_happens_with_one_button_more(browser: Browser, gate: Served, app: App) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        context.set_default_timeout(SLOW)
        page = context.new_page()
        page.goto(address(gate, app))
        fill(page, "1990", "13", "3")
        send(page)
        assert page.locator("#month").get_attribute("aria-invalid") == "true"
        fill(page, "1990", "12", "3")
        send(page)
        send(page)
        page.wait_for_selector("#welcome")
        assert app.received[-1]["state"] == "session-1"


def test_a_browser_without_cookies_is_asked_to_allow_them(browser: Browser, gate: Served, app: App) -> None:
    with browser.new_context() as context:
        context.set_default_timeout(SLOW)
        page = context.new_page()
        page.goto(address(gate, app, "en"))
        context.clear_cookies()
        fill(page, "1990", "5", "3")
        send(page)
        expect(page.locator("h1")).to_have_text("Please allow cookies", timeout=SLOW)
        page.locator("a.button").click()
        expect(page.locator("h1")).to_have_text("Your date of birth", timeout=SLOW)


def test_it_can_be_used_by_keyboard_alone(context: BrowserContext, gate: Served, app: App) -> None:
    page = context.new_page()
    page.goto(address(gate, app))
    for text in ("1990", "5", "3"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    page.keyboard.press("Enter")
    page.wait_for_selector("#welcome")


def test_after_a_mistake_the_focus_is_on_the_summary_and_leads_to_the_field(
    context: BrowserContext, gate: Served, app: App
) -> None:
    page = context.new_page()
    page.goto(address(gate, app))
    fill(page, "90", "5", "3")
    send(page)
    page.wait_for_selector(".summary")
    assert page.evaluate("document.activeElement.className") == "summary"
    assert page.title().startswith("エラー：")
    page.locator(".summary a").click()
    assert page.evaluate("document.activeElement.id") == "year"
    described = page.locator("#year").get_attribute("aria-describedby") or ""
    assert "4桁" in page.locator(f"#{described}").inner_text()


STATES = {"question": None, "mistakes": ("10", "13", "99"), "refused": ("2020", "1", "1")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_is_cut_off_at_four_hundred_per_cent(
    browser: Browser, gate: Served, app: App, state: str, scheme: str
) -> None:
    for language in ("ja", "en"):
        # 1280 px at 400 % are 320 CSS px (WCAG 2.2 SC 1.4.10).
        with browser.new_context(viewport={"width": 320, "height": 256}, color_scheme=scheme) as context:  # type: ignore[arg-type]
            context.set_default_timeout(SLOW)
            page = context.new_page()
            page.goto(address(gate, app, language))
            answer = STATES[state]
            if answer:
                fill(page, *answer)
                send(page)
                page.wait_for_load_state("load")
            # Axe measures the page from inside, past its own policy.
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_is_stored_in_the_browser_but_the_gates_cookie(context: BrowserContext, gate: Served, app: App) -> None:
    page = context.new_page()
    page.goto(address(gate, app))
    fill(page, "2020", "5", "3")
    send(page)
    page.wait_for_selector("h1")
    stored = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
    )
    assert stored == [0, 0, 0]
    assert page.evaluate("document.cookie") == ""
    cookies = {cookie["name"]: cookie for cookie in context.cookies()}
    assert set(cookies) == {"__Host-gate", "gate"}  # the second one only here, where there is no https
    kept = cookies["__Host-gate"]
    assert (kept["secure"], kept["httpOnly"], kept["sameSite"]) == (True, True, "None")
    assert "2020" not in json.dumps(page.url)


def test_no_request_goes_to_another_host(context: BrowserContext, gate: Served, app: App) -> None:
    page = context.new_page()
    hosts = []
    page.on("request", lambda request: hosts.append(request.url.split("/")[2]))
    page.goto(address(gate, app))
    fill(page, "2010", "2", "30")
    send(page)
    page.wait_for_selector(".summary")
    assert set(hosts) == {f"localhost:{gate.port}"}
