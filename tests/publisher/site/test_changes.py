"""What changed, as readers meet it: the changes pages, the comparison of any two versions, one clause's history."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.publisher.site.conftest import Built, Open

pytestmark = pytest.mark.browser


def test_every_mark_says_in_words_what_it_means(site: Built) -> None:
    page = site.text("en/privacy/2027-04-01/changes/index.html")
    body = page.split('<p class="legend', 1)[1].split("</p>", 1)[1]
    marks = re.findall(r"<(ins|del)>(.{20})", body)
    assert marks
    assert all(text.startswith('<span class="hidden-') for _, text in marks)


def test_ids_on_a_page_are_unique(site: Built) -> None:
    for page in site.folder.rglob("*.html"):
        ids = re.findall(r'\sid="([^"]*)"', page.read_text(encoding="utf-8"))
        assert sorted(set(ids)) == sorted(ids), page


def test_a_reader_jumps_from_change_to_change_by_keyboard(open_page: Open) -> None:
    page = open_page("ja/privacy/2025-10-01/changes/")
    first = page.locator("section.change").first
    first.get_by_role("link", name="次の変更").press("Enter")
    second = page.locator("section.change").nth(1)
    assert page.url.endswith("#" + str(second.get_attribute("id")))
    expect(second).to_be_in_viewport()


def test_differences_of_form_are_shown_when_asked_for(open_page: Open) -> None:
    page = open_page("ja/privacy/2025-10-01/changes/", java_script_enabled=False)
    hidden = page.locator("del.form").first
    expect(hidden).to_be_hidden()
    page.locator("#show-form").check()
    expect(hidden).to_be_visible()


@pytest.mark.parametrize(("view", "selector"), [("左右に並べる", ".sides"), ("新旧対照表", ".taishohyo")])
def test_the_views_are_plain_links(open_page: Open, view: str, selector: str) -> None:
    page = open_page("ja/privacy/2027-04-01/changes/", java_script_enabled=False)
    page.get_by_role("link", name=view).click()
    expect(page.locator(selector).first).to_be_visible()


def test_old_and_new_stand_side_by_side_where_there_is_room(open_page: Open) -> None:
    for width, beside in ((1280, True), (360, False)):
        page = open_page("en/privacy/2025-10-01/changes/side-by-side/", width=width)
        boxes = [page.locator(f".sides .{side}").first.bounding_box() for side in ("was", "now")]
        tops = [box["y"] for box in boxes if box]
        assert (tops[0] == tops[1]) is beside


def shown(page: Page) -> list[str]:
    """The parts of the comparison that can be seen, as label and heading."""
    parts = page.locator(".part:visible").all_inner_texts()
    return [" ".join(part.split()) for part in parts]


def test_any_two_versions_are_compared_without_a_script(open_page: Open) -> None:
    page = open_page("en/privacy/compare/", java_script_enabled=False)
    page.get_by_label("One: version of 1 April 2024").check()
    page.get_by_label("Other: version of 1 October 2025", exact=True).check()
    parts = shown(page)
    assert next(part for part in parts if "Entrustment" in part).startswith("Added")
    assert any(part.startswith("Preamble") and part.endswith("Unchanged") for part in parts)
    page.get_by_label("Other: version of 1 April 2024").check()
    assert all(part.endswith("Unchanged") for part in shown(page))


def test_the_order_of_choosing_makes_no_difference(open_page: Open) -> None:
    there = open_page("ja/privacy/compare/?from=2024-04-01&to=2027-04-01")
    back = open_page("ja/privacy/compare/?from=2027-04-01&to=2024-04-01")
    assert shown(there) == shown(back) != []


def test_choosing_makes_a_link_to_the_comparison(open_page: Open) -> None:
    page = open_page("en/privacy/compare/")
    page.get_by_label("One: version of 1 April 2024").check()
    assert "from=2024-04-01" in page.url


def test_a_clause_has_a_history_of_its_own(open_page: Open) -> None:
    page = open_page("en/privacy/")
    page.locator("#cookies").hover()
    page.get_by_role("link", name="History of 5.").click()
    assert page.url.endswith("/en/privacy/clauses/cookies/")
    versions = page.locator("section.change h2").all_inner_texts()
    assert versions == ["Version of 1 April 2027", "Version of 1 October 2025", "Version of 1 April 2024"]


def test_a_reader_who_saw_an_older_version_is_told_once(open_page: Open) -> None:
    page = open_page("ja/privacy/")
    expect(page.locator("[data-visit]")).to_be_hidden()
    page.evaluate("localStorage.setItem('policypress:privacy', '2024-04-01')")
    page.reload()
    banner = page.locator("[data-visit]")
    expect(banner).to_contain_text("2024-04-01")
    assert str(banner.locator("a").get_attribute("href")).endswith("compare/?from=2024-04-01&to=2025-10-01.2")
    page.reload()
    expect(page.locator("[data-visit]")).to_be_hidden()


def test_the_version_in_force_on_a_day_is_found(open_page: Open) -> None:
    page = open_page("en/privacy/versions/")
    page.fill("#as-of", "2024-12-31")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/en/privacy/2024-04-01/")
    page.go_back()
    page.fill("#as-of", "2020-01-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("status")).to_be_visible()
