"""The elements in a real browser, on a page of a listed origin under the strictest policy that can hold them."""

import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from notifier.web.system import packed_script, script
from tests.notifier.clients import NEW, NOTICE, OLD, Service, publish, serving, token
from tests.notifier.world import World

pytestmark = pytest.mark.browser
PATIENCE = 30_000
PAGE = """<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>App</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<header><h1>App</h1><policy-inbox {source}><a href="/notices">FALLBACK-INBOX</a></policy-inbox></header>
<main><policy-consent {source} policy="privacy"><a href="/notices">FALLBACK-CONSENT</a></policy-consent></main>
<script src="{notifier}/embed.js" async></script></html>"""


@dataclass
class App:
    """The app that embeds: `/ja`, `/en` with a token in the page, `/url/ja` with one from its own address."""

    service: Service
    port: int
    tokens: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def page(self, path: str, user: str) -> tuple[str, str]:
        lang = path.rstrip("/").rpartition("/")[2] or "ja"
        fetched = path.startswith("/url/")
        source = 'token-url="/token"' if fetched else f'token="{token(user)}"'
        home = self.service.url
        policy = f"default-src 'none'; script-src {home}; connect-src {home}" + (" 'self'" if fetched else "")
        return PAGE.format(lang=lang, source=source, notifier=home), policy


@pytest.fixture(scope="module")
def world_of_the_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("embed")
    made = World(f"sqlite:///{folder}/notifier.db", folder)
    publish(made, people=60)
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(world_of_the_module: World) -> Iterator[App]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    with serving(world_of_the_module, NOTIFIER_ORIGINS=origin, NOTIFIER_USER_LIMIT="10000") as service:
        made = App(service, server.server_address[1])

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                user = parts.query or "u0001"
                if parts.path == "/token":
                    made.requests.append(self.path)
                    self.answer(made.tokens.pop(0) if made.tokens else token("u0050"), "text/plain", "")
                else:
                    body, policy = made.page(parts.path, user)
                    self.answer(body, "text/html; charset=utf-8", policy)

            def answer(self, body: str, kind: str, policy: str) -> None:
                content = body.encode()
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                if policy:
                    self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *arguments: object) -> None:
                return

        server.RequestHandlerClass = Handler
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield made
    server.shutdown()
    server.server_close()


_users = iter(range(1, 50))


@pytest.fixture
def user() -> str:
    """Somebody new for each test."""
    return f"u{next(_users):04}"


@dataclass
class Opened:
    page: Page
    complaints: list[str]
    hosts: set[str]


@pytest.fixture
def opened(browser: Browser, app: App, user: str, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """The page in the language, width and colours that the test asks for, with what the browser complains of."""
    lang, width, scheme = getattr(request, "param", ("ja", 1280, "light"))
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    made = Opened(page, [], set())
    page.on("console", lambda message: made.complaints.append(message.text) if "favicon" not in message.text else None)
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.on("request", lambda one: made.hosts.add(urlsplit(one.url).netloc))
    page.set_default_timeout(PATIENCE)
    page.goto(f"http://127.0.0.1:{app.port}/{lang}?{user}")
    page.wait_for_selector("policy-consent section")
    yield made
    context.close()


def bell(page: Page, words: str = "お知らせ") -> None:
    page.get_by_role("button", name=words).click()
    page.wait_for_selector("policy-inbox .cards li")


def decisions(app: App, user: str) -> list[tuple[str, str | None, str]]:
    batches = app.service.world.notifier.consents.history(user, None, 100)  # type: ignore[arg-type]
    return [(one.version, one.item, one.decision.value) for batch in batches for one in batch]


EVERY = [(lang, width, scheme) for lang in ("ja", "en") for width in (360, 1280) for scheme in ("light", "dark")]


@pytest.mark.parametrize("opened", EVERY, indirect=True, ids=lambda one: "-".join(map(str, one)))
def test_nothing_to_complain_of_in_either_language_width_or_colour(
    opened: Opened, request: pytest.FixtureRequest
) -> None:
    page = opened.page
    assert Axe().run(page).response["violations"] == []
    name = "お知らせ" if page.locator("html").get_attribute("lang") == "ja" else "Notices"
    bell(page, name)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    panel = page.locator("policy-inbox .panel").bounding_box()
    assert panel is not None
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= page.viewport_size["width"]  # type: ignore[index]
    assert opened.complaints == []
    assert len(opened.hosts) == 2


def test_the_two_buttons_have_the_same_size_and_look(opened: Opened) -> None:
    section = opened.page.locator("policy-consent section").first
    boxes = [section.get_by_role("button", name=name, exact=True).bounding_box() for name in ("同意する", "同意しない")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    for side in ("width", "height", "y"):
        assert boxes[0][side] == pytest.approx(boxes[1][side], abs=0.5)  # type: ignore[literal-required]
    looks = section.locator(".two button").evaluate_all(
        """all => all.map(one => {
            const s = getComputedStyle(one);
            return [s.color, s.backgroundColor, s.borderColor, s.fontWeight, s.fontSize].join();
        })"""
    )
    assert len(set(looks)) == 1


def test_it_says_what_happens_on_yes_and_on_no(opened: Opened) -> None:
    section = opened.page.locator("policy-consent section").first
    expect(section).to_contain_text("同意すると：")
    expect(section).to_contain_text("同意しないと：")
    assert "2021年4月22日施行" in section.inner_text()


def test_agreeing_is_recorded_shown_and_can_be_withdrawn_at_the_same_place(opened: Opened, app: App, user: str) -> None:
    page = opened.page
    opened.page.evaluate(
        "document.addEventListener('policy-consent', e => (window.heard ||= []).push(e.detail.decision))"
    )
    section = page.locator("policy-consent section").first
    section.get_by_role("button", name="同意する", exact=True).click()
    expect(section.get_by_role("button", name="同意を撤回する")).to_be_visible()
    expect(section).to_contain_text("に同意済み")
    section.get_by_role("button", name="同意を撤回する").click()
    expect(section).to_contain_text("に同意を撤回")
    section.get_by_role("button", name="同意する", exact=True).click()
    expect(section).to_contain_text("に同意済み")
    assert decisions(app, user) == [(OLD, None, one) for one in ("accepted", "withdrawn", "accepted")]
    assert page.evaluate("heard") == ["accepted", "withdrawn", "accepted"]


def test_an_optional_item_is_refused_alone(opened: Opened, app: App, user: str) -> None:
    section = opened.page.locator("policy-consent section", has_text="利用者分析")
    expect(section.locator("li")).to_have_text(["登録の理由", "関心のある分野"])
    section.get_by_role("button", name="同意しない", exact=True).click()
    expect(section).to_contain_text("「同意しない」を選択")
    assert decisions(app, user) == [(OLD, "user-analysis", "refused")]


def test_looking_at_the_page_and_the_panel_decides_nothing(opened: Opened, app: App, user: str) -> None:
    bell(opened.page)
    opened.page.reload()
    opened.page.wait_for_selector("policy-consent section")
    assert decisions(app, user) == []


def focused(page: Page) -> str:
    """The words of what has the focus inside the inbox."""
    words: str = page.evaluate("document.querySelector('policy-inbox').shadowRoot.activeElement.innerText")
    return words


def test_the_whole_way_with_the_keyboard_alone(opened: Opened) -> None:
    page = opened.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.localName") == "policy-inbox"
    page.keyboard.press("Enter")
    page.wait_for_selector("policy-inbox .cards li")
    assert page.evaluate("document.querySelector('policy-inbox').shadowRoot.activeElement.className").startswith(
        "panel"
    )
    names = []
    for _ in range(4):
        page.keyboard.press("Tab")
        names.append(focused(page))
        page.evaluate("document.querySelector('policy-inbox').draw()")  # as when news comes in
        assert focused(page) == names[-1]
    assert names[0] == "すべて既読にする"
    assert names[2].startswith("変更箇所を見る")
    page.keyboard.press("Escape")
    expect(page.locator("policy-inbox .panel")).to_be_hidden()
    assert page.evaluate("document.querySelector('policy-inbox').shadowRoot.activeElement.className") == "bell"


def test_the_bell_counts_what_is_unread_and_marks_are_kept(opened: Opened, app: App, user: str) -> None:
    page = opened.page
    expect(page.locator("policy-inbox .n")).to_have_text("1")
    expect(page.get_by_role("button", name="お知らせ (未読のお知らせ1件)")).to_be_visible()
    bell(page)
    expect(page.locator("policy-inbox .u")).to_have_text("未読")
    page.get_by_role("button", name="すべて既読にする").click()
    expect(page.locator("policy-inbox .n")).to_be_hidden()
    expect(page.locator("policy-inbox .u")).to_have_count(0)
    item = app.service.inbox(user)["items"][0]
    assert item["seen_at"]
    assert item["read_at"]
    page.get_by_role("button", name="片付ける").click()
    expect(page.locator("policy-inbox .panel")).to_contain_text("お知らせはありません。")
    assert app.service.inbox(user)["total"] == 0


def test_what_is_read_on_another_device_shows_without_reloading(opened: Opened, app: App, user: str) -> None:
    expect(opened.page.locator("policy-inbox .n")).to_have_text("1")
    app.service.call("POST", f"/v1/inbox/{NOTICE}/read", user)
    expect(opened.page.locator("policy-inbox .n")).to_be_hidden(timeout=PATIENCE)


def test_a_card_leads_to_the_changes_the_text_and_the_request(opened: Opened) -> None:
    page = opened.page
    page.evaluate("document.addEventListener('policy-consent-wanted', e => window.wanted = e.detail)")
    bell(page)
    links = page.locator("policy-inbox .cards a").evaluate_all("all => all.map(one => one.href)")
    assert links == [
        f"https://policy.example.com/ja/privacy/{NEW}/changes/",
        f"https://policy.example.com/ja/privacy/{NEW}/",
    ]
    page.get_by_role("button", name="同意の確認へ").click()
    assert page.evaluate("wanted") == {"policy": "privacy", "version": NEW}


def test_a_token_that_expires_is_asked_for_again(browser: Browser, app: App) -> None:
    app.tokens[:] = [token("u0050", -5), token("u0050", -5), token("u0050")]
    app.requests.clear()
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"http://127.0.0.1:{app.port}/url/en")
    page.wait_for_selector("policy-consent section")
    expect(page.locator("policy-inbox .n")).to_have_text("1", timeout=PATIENCE)
    assert len(app.requests) >= 3
    page.close()


def test_without_javascript_the_pages_own_links_stand_there(browser: Browser, app: App) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{app.port}/ja")
    assert page.get_by_role("link").all_inner_texts() == ["FALLBACK-INBOX", "FALLBACK-CONSENT"]
    context.close()


def test_a_page_of_another_origin_gets_nothing(browser: Browser, app: App) -> None:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"http://localhost:{app.port}/ja")
    expect(page.get_by_role("alert")).to_contain_text("読み込めませんでした", timeout=PATIENCE)
    assert page.locator("policy-consent section").count() == 0
    page.close()


def test_the_script_is_small_and_clean() -> None:
    assert len(packed_script()) < 8000
    code = script().decode()
    for word in ("innerHTML", "eval(", "document.cookie", "localStorage", "Function(", "insertAdjacentHTML"):
        assert word not in code
