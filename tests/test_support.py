"""The real servers that the tests rely on do start, answer and stop."""

import smtplib

import psycopg
import pytest
from playwright.sync_api import Browser

from tests.support.sharing_out import unit
from tests.support.smtp import Sink


@pytest.mark.smtp
def test_the_mail_server_keeps_what_it_received(smtp_sink: Sink) -> None:
    with smtplib.SMTP("127.0.0.1", smtp_sink.port) as client:
        client.sendmail("from@example.com", ["to@example.com"], "Subject: test\r\n\r\nbody\r\n")
    (message,) = smtp_sink.messages()
    assert b"Subject: test" in message


@pytest.mark.postgres
def test_the_database_answers(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        row = connection.execute("select 1").fetchone()
    assert row == (1,)


@pytest.mark.browser
def test_the_browser_renders_a_page(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<h1>個人情報取扱方針</h1>")
    assert page.locator("h1").inner_text() == "個人情報取扱方針"
    page.close()


def test_the_tests_that_share_a_demo_go_to_one_worker() -> None:
    assert unit("tests/e2e/test_pages.py::test_a[ja]") == unit("tests/e2e/test_rights.py::test_b")
    assert unit("tests/gate/test_flow.py::test_a") == unit("tests/gate/test_flow.py::test_b[a::b]")
    assert unit("tests/gate/test_flow.py::test_a") != unit("tests/gate/test_store.py::test_a")
