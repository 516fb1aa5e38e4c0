"""Every page: accessible, in both languages, at phone and desk width, under a strict policy, safe from forged forms."""

from pathlib import Path

import axe_playwright_python
import pytest
import urllib3
from playwright.sync_api import Browser, Page

from demo.journey import Visitor
from tests.e2e.conftest import FIRST
from tests.e2e.running import Running, visiting

pytestmark = pytest.mark.browser
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
OPEN = (
    "",
    "signup",
    "help",
    "cookies",
    "my-data",
    "manager",
    "mail",
    "publish",
    "proof",
    "nowhere",
    "social/authorize",
)
MEMBERS = ("", "home", "consents", "notices", "room", "my-data", "proof")
QUICK = {("ja", 360), ("en", 1280)}
CASES = [
    pytest.param(lang, width, marks=[] if (lang, width) in QUICK else pytest.mark.slow)
    for lang in ("ja", "en")
    for width in (360, 1280)
]


@pytest.mark.parametrize(("lang", "width"), CASES)
def test_no_page_has_a_violation_or_is_wider_than_the_screen(
    browser: Browser, demo: Running, lang: str, width: int
) -> None:
    found: list[str] = []
    with visiting(browser, demo, lang, width=width, strict=False) as (visitor, _watch):
        for path in OPEN:
            visitor.open(path)
            found += faults(visitor.page, path)
        visitor.open("mail")
        visitor.page.locator(".letters a").first.evaluate("link => link.click()")
        visitor.page.locator(".letter").wait_for()
        found += faults(visitor.page, "letter")
        visitor.open("my-data")
        visitor.page.locator("form:has(#details) button").click()
        found += faults(visitor.page, "my-data with errors")
        found += as_a_member(visitor)
    assert found == []


def as_a_member(visitor: Visitor) -> list[str]:
    """The faults of the pages that need an account, the elements within them too."""
    visitor.open("signup")
    visitor.log_in(FIRST)
    found: list[str] = []
    for path in MEMBERS:
        visitor.open(path)
        if path == "consents":
            visitor.page.locator("policy-consent section").first.wait_for()
        found += faults(visitor.page, path)
    visitor.open("home")
    visitor.page.locator("policy-inbox button.bell").click()
    return found + faults(visitor.page, "home with the bell open")


def faults(page: Page, name: str) -> list[str]:
    """What axe-core finds, and whether one would have to scroll sideways."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("axe.run().then((results) => results.violations)")
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    told = [f"{name}: {one['id']}: {node['html'][:200]}" for one in violations for node in one["nodes"]]
    return told + ([f"{name}: wider than the screen"] if wide else [])


def test_every_page_has_a_strict_policy_and_names_the_privacy_policy(demo: Running) -> None:
    for lang in ("ja", "en"):
        for path in OPEN:
            found = urllib3.request("GET", f"{demo.url()}/{lang}/{path}")
            policy = found.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'")
            assert "unsafe" not in policy
            assert 'rel="privacy-policy"' in found.data.decode()
            assert f'<html lang="{lang}"' in found.data.decode()
            assert "style=" not in found.data.decode()


@pytest.mark.parametrize(
    "path", ["login", "logout", "consents", "cookies", "text-size", "my-data", "manager/2026-0001", "publish", "reset"]
)
def test_a_form_without_its_token_changes_nothing(demo: Running, path: str) -> None:
    found = urllib3.request("POST", f"{demo.url()}/ja/{path}", fields={"csrf": "forged"}, redirect=False)
    assert found.status == 400


def test_a_session_of_another_key_is_nobody(demo: Running) -> None:
    forged = {"Cookie": "session=eyJhY2NvdW50Ijoic2FtcGxlLTAxIn0.aaaaaa.AAAAAAAAAAAAAAAAAAAAAAAAAAA"}
    assert urllib3.request("GET", f"{demo.url()}/notifier-token", headers=forged).status == 401


def test_another_name_for_the_same_machine_leads_to_the_one_address(demo: Running) -> None:
    other = f"http://localhost:{demo.ports['app']}/ja/signup"
    found = urllib3.request("GET", other, redirect=False)
    assert found.headers["Location"] == f"{demo.url()}/ja/signup"
