"""The guide for app teams: every app in it runs, passes the conformance suite, works with JavaScript and without."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import urllib3
from playwright.sync_api import Browser, expect

from gate.conformance import Bench, Verdict, read_plan, run
from gate.conformance.cases import CASES
from gate.conformance.model import Step
from gate.conformance.visitor import Visitor
from tests.gate import snippets
from tests.gate.client import apps
from tests.gate.client.line_provider import CHANNEL, Line
from tests.gate.live import Live, live_gate, wsgi_server
from tests.gate.support import ADULT, CHILD, form_token
from tests.support.processes import free_port

KINDS = ["flask", "django", "fastapi", pytest.param("express", marks=pytest.mark.slow)]
CSRF = 'csrf: \'csrfmiddlewaretoken" value="([^"]+)"\''
WEB = """
gate: {url: GATE, site: my-app, secret: SECRET}
channels:
  web:
    start: {request: GET /signup, take: {screening: 'screening="([^"]+)"' TAKE}}
    sign_up:
      request: POST /signup
      form: {email: "{unique}@example.com", attestation: "{attestation}" SEND}
    accepted: {headers: {Location: /welcome}}
"""
PHONE = """
  ios: &phone
    start: {request: POST /api/age, take: {screening: '"id": *"([^"]+)"'}}
    sign_up:
      request: POST /api/accounts
      headers: {Age-Attestation: "{attestation}"}
      json: {email: "{unique}@example.com"}
    accepted: {status: 201}
  android:
    start: {request: POST /api/age, take: {screening: '"id": *"([^"]+)"'}}
    sign_up: {request: POST /api/accounts, json: {email: "{unique}@example.com", attestation: "{attestation}"}}
    accepted: {status: 201}
"""
LINE = """
  line:
    start: {request: GET /line/signup, take: {screening: 'screening="([^"]+)"'}}
    sign_up:
      - request: POST /line/login
        form: {attestation: "{attestation}"}
        take: {state: "state=([^&]+)&", nonce: "nonce=([^&]+)&"}
      - {request: "GET /line/callback?state={state}&code={unique}.{nonce}"}
    accepted: {headers: {Location: /welcome}}
"""


@dataclass
class Guide:
    """A gate, and the addresses at which the guide's apps are to run."""

    live: Live
    ports: dict[str, int]
    line: Line
    line_url: str
    folder: Path

    def plan(self, kind: str, text: str) -> Path:
        """The configuration of the suite for one app."""
        take, send = (f", {CSRF}", ', csrfmiddlewaretoken: "{csrf}"') if kind == "django" else ("", "")
        filled = text.replace("GATE", self.live.url).replace("SECRET", self.live.secrets["my-app"])
        path = self.folder / f"{kind}.yml"
        path.write_text(filled.replace(" TAKE", take).replace(" SEND", send), encoding="utf-8")
        return path


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    folder = tmp_path_factory.mktemp("guide")
    ports = {kind: free_port() for kind in ("flask", "django", "fastapi", "express")}
    line = Line()
    with live_gate(folder) as live, wsgi_server(line) as line_port:
        live.add_site("my-app", *(f"http://127.0.0.1:{port}" for port in ports.values()))
        yield Guide(live, ports, line, f"http://127.0.0.1:{line_port}", folder)


@pytest.fixture(scope="module")
def start(guide: Guide, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Start one of the apps, once; its address."""
    running: dict[str, Any] = {}

    def begin(kind: str) -> str:
        if kind == "express" and shutil.which("npm") is None:
            pytest.skip("npm is not installed (Debian: npm)")
        if kind not in running:
            environment = {
                "AGE_GATE_URL": guide.live.url,
                "AGE_GATE_SECRET": guide.live.secrets["my-app"],
                "LINE_LOGIN_URL": guide.line_url + "/authorize",
                "LINE_API_URL": guide.line_url,
                "LINE_CHANNEL_ID": CHANNEL["client_id"],
                "LINE_CHANNEL_SECRET": CHANNEL["client_secret"],
            }
            app = apps.served(kind, guide.ports[kind], tmp_path_factory.mktemp(kind), **environment)
            running[kind] = (app, app.__enter__())
        return str(running[kind][1])

    yield begin
    for app, _ in running.values():
        app.__exit__(None, None, None)


def findings(guide: Guide, kind: str, url: str, text: str) -> dict[tuple[str, str], str]:
    """What the suite finds, by channel and case."""
    plan = read_plan(guide.plan(kind, text))
    results = run(Bench(plan, url), plan.channels, wait=False)
    assert len(results) == len(CASES) * len(plan.channels)
    passed = {result.case for result in results if result.verdict is Verdict.PASSED}
    assert {"good", "missing", "spent", "raced", "another_person", "no_algorithm"} <= passed
    bad = (Verdict.FAILED, Verdict.ERROR)
    return {(result.channel, result.case): result.said for result in results if result.verdict in bad}


@pytest.mark.parametrize("kind", KINDS)
def test_every_web_app_of_the_guide_passes_the_conformance_suite(
    guide: Guide, start: Callable[[str], str], kind: str
) -> None:
    assert findings(guide, kind, start(kind), WEB) == {}


def test_the_phones_of_the_guide_pass_it_too(guide: Guide, start: Callable[[str], str]) -> None:
    assert findings(guide, "flask", start("flask"), WEB + PHONE) == {}


class OneCodeForAll(dict[str, dict[str, str]]):
    """Lets the suite make up codes of the form user.nonce, as a browser that has been to LINE would bring them."""

    def pop(self, code: str, default: Any = None) -> Any:
        user, dot, nonce = code.partition(".")
        return {"sub": user, "nonce": nonce} if dot else super().pop(code, default)


def test_line_login_of_the_guide_passes_it_too(guide: Guide, start: Callable[[str], str]) -> None:
    guide.line.codes = OneCodeForAll()
    assert findings(guide, "flask", start("flask"), WEB + LINE) == {}


def hosted(guide: Guide, page: str, born: tuple[str, str, str]) -> dict[str, str] | None:
    """Follow the link as a browser without JavaScript: what the hosted page would post to the app, if it does."""
    link = re.search(r'<age-gate .*?<a href="([^"]+)"', page)
    assert link
    screening = link[1].removeprefix(f"{guide.live.url}/s/").partition("?")[0]
    text = guide.live.served.answer(screening, *born).text
    assert form_token(text) is None, "still asking"
    action = re.search(r'<form id="return" method="post" action="([^"]+)"', text)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
    return {"action": action[1], **fields} if action else None


@pytest.mark.parametrize("kind", KINDS)
def test_without_javascript_an_adult_comes_back_and_signs_up(
    guide: Guide, start: Callable[[str], str], kind: str
) -> None:
    url = start(kind)
    visitor = Visitor(urllib3.PoolManager(), url)
    page = visitor.follow(Step(method="GET", path="/signup")).body
    posted = hosted(guide, page, ADULT)
    assert posted
    assert posted.pop("action") == f"{url}/signup/age"
    back = visitor.follow(Step(method="POST", path="/signup/age", headers={"Origin": guide.live.url}, form=posted))
    assert back.status == 200
    assert "<age-gate" not in back.body
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', back.body))
    fields = {"email": "uta@example.com", **hidden}
    assert "<h1>Welcome</h1>" in visitor.follow(Step(method="POST", path="/signup", form=fields)).body
    again = visitor.follow(Step(method="POST", path="/signup", form=fields))
    assert "Welcome" not in again.body
    assert "<age-gate" in visitor.follow(Step(method="GET", path="/signup")).body, "asked anew"


@pytest.mark.parametrize("kind", KINDS)
def test_without_javascript_a_child_is_not_led_back(guide: Guide, start: Callable[[str], str], kind: str) -> None:
    visitor = Visitor(urllib3.PoolManager(), start(kind))
    page = visitor.follow(Step(method="GET", path="/signup")).body
    assert hosted(guide, page, CHILD) is None
    assert hosted(guide, visitor.follow(Step(method="GET", path="/signup")).body, CHILD) is None


@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS)
def test_in_a_browser_the_element_of_the_guide_works(browser: Browser, start: Callable[[str], str], kind: str) -> None:
    context = browser.new_context()
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(start(kind) + "/signup")
    inside = page.frame_locator("age-gate iframe")
    for name, value in zip(("year", "month", "day"), ADULT, strict=True):
        inside.locator(f"#{name}").fill(value)
    inside.locator("form button").click()
    page.wait_for_function("document.querySelector('age-gate').value")
    page.locator("#email").fill("uta@example.com")
    page.locator("body form button").last.click()
    expect(page.locator("h1")).to_have_text("Welcome", timeout=60_000)
    context.close()


@pytest.mark.browser
def test_line_login_in_a_browser_asks_first_and_knows_the_person_afterwards(
    browser: Browser, guide: Guide, start: Callable[[str], str]
) -> None:
    guide.line.codes = {}
    context = browser.new_context()
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(start("flask") + "/line/signup")
    page.get_by_role("button", name="LINEで登録する").click()  # without an answer: the browser does not send it
    assert page.evaluate("document.forms[0].checkValidity()") is False
    with page.expect_navigation(url="**/line/signup"):
        page.evaluate("document.forms[0].submit()")  # as a browser that checks nothing would
    inside = page.frame_locator("age-gate iframe")
    for name, value in zip(("year", "month", "day"), ADULT, strict=True):
        inside.locator(f"#{name}").fill(value)
    inside.locator("form button").click()
    page.wait_for_function("document.querySelector('age-gate').value")
    page.get_by_role("button", name="LINEで登録する").click()
    page.wait_for_url("**/welcome")
    page.goto(start("flask") + "/line/signup")
    page.get_by_role("button", name="LINEでログインする").click()  # has an account: no question
    page.wait_for_url("**/welcome")
    assert guide.line.scopes == {"openid"}
    context.close()


@pytest.mark.browser
def test_a_phones_browser_is_led_back_to_the_app(browser: Browser, guide: Guide, start: Callable[[str], str]) -> None:
    """Through a page: a redirect to an app would break the gate's form-action, and the browser would stop there."""
    answer = urllib3.request("POST", start("flask") + "/api/age")
    page = browser.new_context().new_page()
    page.set_default_timeout(60_000)
    page.goto(answer.json()["url"] + "?lang=ja")
    for name, value in zip(("year", "month", "day"), ADULT, strict=True):
        page.locator(f"#{name}").fill(value)
    page.locator("form button").click()
    page.wait_for_url("**/app/age")
    link = page.locator("a").get_attribute("href") or ""
    token = link.removeprefix("com.example.app:/age?attestation=")
    claims = guide.live.client().redeem(token, screening=answer.json()["id"])
    assert claims.sid == answer.json()["id"]
    page.context.close()


def shell(name: str, **environment: str) -> str:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed (Debian: curl)")
    script = snippets.files()[f"http/{name}.sh"]
    done = subprocess.run(
        ["bash", "-eu", "-c", script],  # as a reader would paste it
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def test_plain_http_works_as_the_guide_writes_it(guide: Guide, tmp_path: Path) -> None:
    secret = guide.live.add_site(f"plain-{free_port()}", "https://app.example.com")
    at = {"AGE_GATE_URL": guide.live.url, "AGE_GATE_SECRET": secret}
    made = json.loads(shell("screening", **at))
    assert made.keys() == {"id", "url", "expires_at"}
    token = guide.live.answer(made["id"]) or ""
    redeemed = {**at, "ATTESTATION": token, "SCREENING": made["id"], "KEY": "first"}
    assert shell("redeem", **redeemed).splitlines()[-1] == "200"
    assert shell("redeem", **redeemed).splitlines()[-1] == "200", "the same key: a repetition"
    body, status = shell("redeem", **redeemed | {"KEY": "second"}).splitlines()
    assert (json.loads(body)["code"], status) == ("already_redeemed", "409")


def test_no_python_of_the_guide_is_left_untried() -> None:
    text = snippets.GUIDE.read_text(encoding="utf-8")
    named = len(snippets.files())
    fences = re.findall(r"^```(\w+)$", text, re.MULTILINE)
    # Beside the named files: one excerpt of middleware (tried in test_middleware), one of the element.
    assert fences.count("python") + fences.count("html") + fences.count("javascript") + fences.count("sh") == named + 2
