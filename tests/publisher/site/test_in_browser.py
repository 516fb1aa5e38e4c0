"""The site as a reader meets it, in a real browser under the security policy that the build writes."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.publisher.site.conftest import Built, Open

pytestmark = pytest.mark.browser
PAGES = ("", "ja/", "en/", "ja/privacy/", "en/privacy/", "ja/privacy/versions/", "en/privacy/2024-04-01/")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_the_screen(open_page: Open, path: str, width: int) -> None:
    page = open_page(path, width=width)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider == 0


@pytest.mark.parametrize(
    ("asked", "clause", "mark"),
    [
        ("クッキー", "5. クッキー", "クッキー"),  # a word
        ("ｸｯｷｰ", "5. クッキー", "クッキー"),  # in another width
        ("歳未満", "7. お子さまの利用", "歳未満"),  # the middle of a phrase
        ("13歳　登録", "7. お子さまの利用", "13歳"),  # two words, apart
        ("委託先を適切に", "4. 業務の委託", "委託先を適切に"),  # words with particles between them
    ],
)
def test_the_search_finds_japanese_wherever_in_a_sentence_it_stands(
    open_page: Open, asked: str, clause: str, mark: str
) -> None:
    page = open_page("ja/privacy/")
    page.fill("[name=query]", asked)
    result = page.locator(".find-output li", has_text=clause).first
    expect(result.locator("mark").first).to_have_text(mark)
    page.press("[name=query]", "Enter")
    expect(page.locator(".find-output a").first).to_be_focused()
    result.locator("a").click()
    assert "#" in page.url
    expect(page.locator(".find-output")).to_be_hidden()


def test_the_search_says_how_much_it_found_and_is_closed_by_escape(open_page: Open) -> None:
    page = open_page("en/privacy/")
    output = page.locator(".find-output")
    for asked, said in (("COOKIES", "clause"), ("no such words", "Nothing was found")):
        page.fill("[name=query]", asked)
        expect(output.get_by_role("status")).to_contain_text(said)
    page.keyboard.press("Escape")
    expect(output).to_be_hidden()
    expect(page.locator("[name=query]")).to_be_focused()


def test_the_language_switch_stays_on_the_clause(open_page: Open) -> None:
    page = open_page("ja/privacy/2024-04-01/#purposes")
    page.locator(".facts [hreflang=en]").click()
    assert page.url.endswith("/en/privacy/2024-04-01/#purposes")


def test_the_text_can_be_read_without_javascript(open_page: Open) -> None:
    page = open_page("ja/privacy/", java_script_enabled=False)
    expect(page.locator(".clause").first).to_be_visible()
    expect(page.locator("[data-print]")).to_be_hidden()
    expect(page.locator("[name=query]")).to_be_hidden()


def test_a_definition_is_shown_on_focus_and_can_be_dismissed(open_page: Open) -> None:
    page = open_page("ja/privacy/2024-04-01/")
    term = page.locator("dfn").first
    definition = page.locator(f"#{term.get_attribute('aria-describedby')}")
    expect(definition).to_be_hidden()
    term.focus()
    expect(definition).to_be_visible()
    page.keyboard.press("Escape")
    expect(definition).to_be_hidden()


def test_a_definition_is_shown_on_touch_without_a_script(open_page: Open) -> None:
    page = open_page("ja/privacy/2024-04-01/", width=360, has_touch=True, java_script_enabled=False)
    term = page.locator("dfn").first
    term.tap()
    expect(page.locator(f"#{term.get_attribute('aria-describedby')}")).to_be_visible()


def test_a_table_is_a_list_with_labels_on_a_narrow_screen(open_page: Open) -> None:
    page = open_page("en/privacy/", width=360)
    cell = page.locator("td[data-title]").first
    label = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert label == f'"{cell.get_attribute("data-title")}"'
    assert page.locator(".table tr").last.evaluate("row => getComputedStyle(row).display") == "block"


def test_the_policy_prints_on_a4_with_page_numbers_and_without_the_navigation(open_page: Open, tmp_path: Path) -> None:
    page = open_page("ja/privacy/")
    page.pdf(path=tmp_path / "policy.pdf", prefer_css_page_size=True)
    for tool in ("pdfinfo", "pdftotext"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed (Debian: poppler-utils)")
    printed = str(tmp_path / "policy.pdf")
    info, text = (
        subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for command in (["pdfinfo", printed], ["pdftotext", printed, "-"])
    )
    assert "(A4)" in info
    assert re.search(r"\b1\s*/\s*[2-9]\b", text)
    assert "改定の履歴" not in text
    assert "プライバシーポリシー" in text


def test_a_search_that_cannot_be_made_claims_nothing(browser: Browser, site: Built) -> None:
    page = browser.new_page()
    page.goto(site.address + "ja/privacy/")
    page.route("**/search_index.json", lambda route: route.abort())
    page.fill("[name=query]", "クッキー")
    expect(page.locator(".find-output")).to_be_hidden()
    page.unroute("**/search_index.json")
    page.fill("[name=query]", "クッキ")
    expect(page.locator(".find-output li").first).to_be_visible()
    page.close()
