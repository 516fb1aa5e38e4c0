"""Requests for access, correction, deletion and restriction: number, receipt, due date, answer, and the log."""

import email
import email.policy
import json
from email.message import EmailMessage
from typing import Any

import pytest
import urllib3
from playwright.sync_api import Browser

from demo.journey import Visitor
from tests.e2e.running import Running, visiting
from tests.support.processes import wait_until

pytestmark = pytest.mark.browser


def mails(demo: Running, to: str) -> list[EmailMessage]:
    """What came to an address, oldest first."""
    paths = sorted((demo.folder / "mail").glob("*.eml"))
    found = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]
    return [one for one in found if to in str(one["To"])]


def records(demo: Running, number: str) -> list[dict[str, Any]]:
    """What the notifier's log holds of a request."""
    key = json.loads((demo.folder / "keys.json").read_text())["app"]
    url = f"{demo.url('notifier')}/v1/records?number={number}"
    found = urllib3.request("GET", url, headers={"Authorization": f"Bearer {key}"})
    assert found.status == 200, found.data
    items: list[dict[str, Any]] = found.json()["items"]
    return items


def ask(visitor: Visitor, kind: str, **fields: str) -> str:
    """Send a request; its number."""
    visitor.open("my-data")
    visitor.page.locator(f"#kind-{kind}").check()
    for name, value in fields.items():
        visitor.page.locator(f"#{name}").fill(value)
    visitor.page.locator("form:has(#details) button").click()
    visitor.page.wait_for_url("**/my-data/*")
    return visitor.page.locator("dd strong").inner_text()


def test_a_user_asks_and_the_manager_fulfils(browser: Browser, demo: Running) -> None:
    with visiting(browser, demo, "ja") as (visitor, _watch):
        visitor.sign_up("rights@example.com")
        number = ask(visitor, "access", details="全ての記録")
        receipt = mails(demo, "rights@example.com")[-1]
        assert number in str(receipt["Subject"])
        assert "回答の期限" in receipt.get_content()
        visitor.open("manager")
        card = visitor.page.locator(f"section:has(#r{number})")
        card.locator("textarea").fill("記録を電子メールで送りました。")
        card.get_by_role("button", name="対応済みとして閉じる").click()
        visitor.open("my-data")
        assert "対応済み" in visitor.page.locator(".cards").inner_text()
        answer = mails(demo, "rights@example.com")[-1].get_content()
        assert "記録を電子メールで送りました。" in answer
        states = [(one["kind"], one["state"]) for one in records(demo, number)]
        assert states == [("request.access", "received"), ("request.access", "fulfilled")]
        assert records(demo, number)[-1]["reason_sha256"]


def test_a_legal_representative_asks_without_an_account_and_is_refused_with_a_reason(
    browser: Browser, demo: Running
) -> None:
    with visiting(browser, demo, "en", javascript=False) as (visitor, _watch):
        visitor.open("my-data")
        visitor.page.locator("input[value=representative]").check()
        visitor.page.locator("form:has(#details) button").click()
        assert visitor.page.locator(".summary li").count() == 4  # the kind, a name, an address, whose account
        visitor.page.locator("input[value=representative]").check()
        for name, value in {"name": "Rei Sample", "email": "rep@example.com", "about": "ward@example.com"}.items():
            visitor.page.locator(f"#{name}").fill(value)
        visitor.page.locator("#kind-deletion").check()
        visitor.page.locator("form:has(#details) button").click()
        number = visitor.page.locator("dd strong").inner_text()
        visitor.open("manager")
        card = visitor.page.locator(f"section:has(#r{number})")
        assert "a legal representative" in card.inner_text()
        card.locator("textarea").fill("No power of attorney was shown.")
        card.get_by_role("button", name="Close as refused").click()
    wait_until(lambda: len(mails(demo, "rep@example.com")) == 2, "the answer")
    assert "No power of attorney" in mails(demo, "rep@example.com")[-1].get_content()
    assert [one["state"] for one in records(demo, number)] == ["received", "refused"]


def test_numbers_tell_nothing_of_the_request(browser: Browser, demo: Running) -> None:
    with visiting(browser, demo, "en") as (visitor, _watch):
        number = ask(visitor, "correction", name="Ann Sample", email="ann@example.com", about="ann@example.com")
    with visiting(browser, demo, "en") as (stranger, _watch):
        stranger.open(f"my-data/{number}")
        assert "ann" not in stranger.page.content().lower()
