"""The choice of cookies is obeyed: whatever a visitor does, no cookie of a refused category is set."""

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.e2e.running import Running, visiting

pytestmark = pytest.mark.browser
NECESSARY = {"session", "age_attestation", "cookie_choice", "__Host-gate", "gate"}
"""The session, the choice itself, and those of the age check."""
PAGES = ("", "signup", "cookies", "my-data", "help", "mail", "publish", "proof", "manager")
LARGE = {"ja": "大", "en": "Large"}


def names_that_are_set(page: Page) -> set[str]:
    """Fills while the page is used: the name of every cookie that any answer sets, expired ones aside."""
    names: set[str] = set()

    def look(response: Response) -> None:
        for header in response.headers_array():
            if header["name"].lower() == "set-cookie" and "Max-Age=0" not in header["value"]:
                names.add(header["value"].partition("=")[0])

    page.on("response", look)
    return names


@pytest.mark.parametrize(
    ("choice", "javascript"),
    [(None, False), ("none", False), ("performance", False), ("functional", False), ("all", False), ("all", True)],
)
def test_only_cookies_of_allowed_categories_are_set(
    browser: Browser, demo: Running, choice: str | None, javascript: bool
) -> None:
    with visiting(browser, demo, "ja", javascript=javascript) as (visitor, _watch):
        page = visitor.page
        names = names_that_are_set(page)
        visitor.open("cookies")
        if choice in ("none", "all"):
            visitor.open("help")
            page.locator(f".choice button[value={choice}]").click()
        elif choice:
            page.locator(f"input[name={choice}][value=allow]").check()
            page.locator("form:has(fieldset) button").click()
        visitor.open("cookies")
        if choice in ("functional", "all"):
            page.get_by_role("button", name="大", exact=True).click()
            assert page.locator("html.large").count() == 1
        for path in PAGES:
            visitor.open(path)
        expected = {"performance": {"counted"}, "functional": {"text_size"}, "all": {"counted", "text_size"}}
        assert names - NECESSARY == expected.get(choice or "", set())


def test_a_cookie_goes_away_when_its_category_is_refused_later(browser: Browser, demo: Running) -> None:
    with visiting(browser, demo, "en") as (visitor, _watch):
        page = visitor.page
        visitor.open("help")
        page.locator(".choice button[value=all]").click()
        page.get_by_role("button", name="Large", exact=True).click()
        assert {one["name"] for one in page.context.cookies()} >= {"counted", "text_size"}
        page.locator("input[name=functional][value=refuse]").check()
        page.locator("form:has(fieldset) button").click()
        left = {one["name"] for one in page.context.cookies()}
        assert "text_size" not in left
        assert "counted" in left
        assert page.locator("html.large").count() == 0


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_categories_are_those_of_the_policy(browser: Browser, demo: Running, lang: str) -> None:
    with visiting(browser, demo, lang) as (visitor, _watch):
        visitor.open("cookies")
        shown = visitor.page.locator("legend").all_inner_texts()
        visitor.page.goto(f"{demo.url('site')}/{lang}/privacy/")
        text = visitor.page.locator("main").inner_text()
        assert len(shown) == 3
        assert all(name in text for name in shown)
