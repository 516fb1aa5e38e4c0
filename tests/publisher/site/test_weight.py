"""What a reader loads: little, compressed, and from the site's own host only."""

import gzip

import pytest
from playwright.sync_api import Browser, Response

from tests.publisher.site.conftest import Built, lost_links

LIMIT = 200_000


@pytest.mark.browser
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_first_visit_of_the_policy_weighs_at_most_200_kb(browser: Browser, site: Built, language: str) -> None:
    page = browser.new_context().new_page()
    answers: list[Response] = []
    page.context.on("response", lambda answer: answers.append(answer))
    page.goto(f"{site.address}{language}/privacy/", wait_until="networkidle")
    page.click("[name=query]")  # the search loads what it needs by then
    page.wait_for_load_state("networkidle")
    assert {answer.url.split("/")[2] for answer in answers} == {site.address.split("/")[2]}
    weight = sum(len(gzip.compress(answer.body(), 6)) for answer in answers)
    page.context.close()
    assert weight <= LIMIT


def test_every_link_of_every_page_leads_somewhere(site: Built) -> None:
    assert lost_links(site) == []
