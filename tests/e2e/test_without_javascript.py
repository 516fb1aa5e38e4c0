"""Everything that a user has to do works in a browser without JavaScript."""

import contextlib
import sqlite3

import pytest
from playwright.sync_api import Browser

from demo.journey import ADULT, CHILD, Visitor
from tests.e2e.conftest import FIRST
from tests.e2e.running import Running, visiting

pytestmark = pytest.mark.browser
ASKED = {"ja": "への同意のお願い", "en": "Your consent to the Privacy Policy"}


def sign_up(visitor: Visitor, email: str) -> None:
    """By the gate's own page and back."""
    page = visitor.page
    visitor.open("signup")
    visitor.link("without script").click()
    visitor.answer(ADULT, page)
    page.locator("form button").click()  # the gate's page hands the answer back to the service
    page.wait_for_url("**/signup")
    visitor.log_in(email, "sign up")
    page.wait_for_url("**/consents")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_signing_up_agreeing_and_withdrawing(browser: Browser, demo: Running, lang: str) -> None:
    with visiting(browser, demo, lang, javascript=False) as (visitor, _watch):
        sign_up(visitor, f"plain-{lang}@example.com")
        cards = visitor.page.locator("form.card")
        assert cards.count() == 5  # the version in force, the one to come, three optional items
        assert ASKED[lang] in cards.first.locator("h2").inner_text()
        visitor.button("agree", cards.first).click()
        visitor.button("agree", cards.nth(3)).click()
        assert cards.nth(3).get_by_role("button").count() == 1
        assert cards.nth(2).get_by_role("button").count() == 2  # one item is not the other
        cards.nth(3).get_by_role("button").click()
        visitor.button("agree", cards.nth(3)).wait_for()
        visitor.open("room")
        visitor.page.locator("#title").wait_for()
        visitor.open("consents")
        cards.first.get_by_role("button").click()  # withdraws
        visitor.button("agree", cards.first).wait_for()
        visitor.open("room")
        assert visitor.page.url.endswith("/consents")


def test_a_child_is_refused_and_has_no_account(browser: Browser, demo: Running) -> None:
    with visiting(browser, demo, "ja", javascript=False) as (visitor, _watch):
        visitor.open("signup")
        visitor.link("without script").click()
        visitor.answer(CHILD, visitor.page)
        visitor.heading("refusal").wait_for()
        visitor.open("signup")
        visitor.log_in("kid@example.com", "sign up")
        visitor.page.wait_for_url("**/signup?again=1")
    with contextlib.closing(sqlite3.connect(demo.folder / "service.db")) as accounts:
        query = "SELECT count(*) FROM accounts WHERE email = ?"
        assert accounts.execute(query, ("kid@example.com",)).fetchone() == (0,)
        assert accounts.execute(query, (FIRST,)).fetchone() == (1,)


def test_reading_and_putting_away_a_notice(browser: Browser, demo: Running) -> None:
    with visiting(browser, demo, "ja", javascript=False) as (visitor, _watch):
        visitor.open("signup")
        visitor.log_in(FIRST)
        visitor.open("notices")
        notices = visitor.page.locator("article.card")
        assert notices.count() == 1
        assert "unread" in str(notices.get_attribute("class"))
        notices.get_by_role("button").first.click()
        assert "unread" not in str(notices.get_attribute("class"))
