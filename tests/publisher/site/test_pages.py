"""What a built site holds, read as files."""

import re

import pytest

from tests.publisher.site.conftest import FIXTURES, Built

VERSIONS = ("2024-04-01", "2025-10-01", "2025-10-01.2", "2027-04-01")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_version_has_its_page_in_both_languages(site: Built, language: str) -> None:
    for version in VERSIONS:
        assert f'<html lang="{language}"' in site.text(f"{language}/privacy/{version}/index.html")


def test_the_frozen_texts_are_served_byte_for_byte(site: Built) -> None:
    for version in VERSIONS:
        source = (FIXTURES / "privacy" / version / "ja.md").read_bytes()
        assert (site.folder / "privacy" / version / "ja.md").read_bytes() == source


def test_several_policies_stand_beside_one_another(site: Built) -> None:
    home = site.text("ja/index.html")
    assert 'href="privacy/"' in home
    assert 'href="terms/"' in home


def test_the_search_index_holds_the_text_in_force_only(site: Built) -> None:
    index = site.text("ja/search/search_index.json")
    locations = set(re.findall(r'"location": "([^"#]*)', index))
    assert locations == {"privacy/", "terms/"}
    assert not (site.folder / "search").exists()


def test_archived_pages_are_kept_out_of_search_engines(site: Built) -> None:
    assert '<meta name="robots" content="noindex">' in site.text("ja/privacy/2024-04-01/index.html")
    assert '<meta name="robots"' not in site.text("ja/privacy/index.html")


def test_the_root_offers_each_language_as_a_plain_link(site: Built) -> None:
    root = site.text("index.html")
    assert 'href="ja/" hreflang="ja"' in root
    assert 'href="en/" hreflang="en"' in root


def test_a_lost_reader_is_answered_in_both_languages(site: Built) -> None:
    lost = site.text("404.html")
    assert "ページが見つかりません" in lost
    assert "Page not found" in lost
    assert 'href="/ja/"' in lost


def test_no_page_needs_anything_unsafe(site: Built) -> None:
    headers = site.text("_headers")
    assert "unsafe" not in headers
    for page in site.folder.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert not re.search(r"<[^>]+\s(?:style|on\w+)=", html), page
