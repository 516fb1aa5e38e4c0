"""What the site says to programs: the manifest, the feeds, the TimeMap, the sitemap, and the links of every head."""

import json
import re
from datetime import datetime
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from tests.publisher.site.conftest import Built

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_manifest_is_as_its_schema_says(site: Built) -> None:
    manifest = json.loads(site.text("manifest.json"))
    schema = json.loads(site.text("manifest.schema.json"))
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert list(validator.iter_errors(manifest)) == []


def test_every_page_and_file_that_the_manifest_names_is_there(site: Built) -> None:
    named = set(re.findall(r'"(https://example\.com/[^"]*)"', site.text("manifest.json")))
    paths = {url.removeprefix("https://example.com/") for url in named}
    lost = {path for path in paths if not (site.folder / path / "index.html").is_file()}
    assert {path for path in lost if not (site.folder / path).is_file()} == set()


def test_a_feed_holds_every_announcement_the_latest_first(site: Built) -> None:
    feed = ElementTree.fromstring(site.text("ja/privacy/feed.xml"))
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries][-1] == "https://example.com/ja/privacy/2024-04-01/"
    updated = [str(entry.findtext(f"{ATOM}updated")) for entry in entries]
    assert len(updated) == 4
    assert updated == sorted(updated, reverse=True)


def _once(element: ElementTree.Element, *tags: str) -> None:
    for tag in tags:
        assert len(element.findall(f"{ATOM}{tag}")) == 1, (element.tag, tag)


def test_a_feed_is_as_rfc_4287_says(site: Built) -> None:
    """RFC 4287 §4.1.1, §4.1.2, §3.3, §4.2.6: what must stand once, dates with their offset, ids that differ."""
    for place in ("ja/privacy/feed.xml", "en/privacy/feed.xml", "en/terms/feed.xml"):
        feed = ElementTree.fromstring(site.text(place))
        _once(feed, "id", "title", "updated", "author")
        assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"] == [
            f"https://example.com/{place}"
        ]
        entries = feed.findall(f"{ATOM}entry")
        for entry in entries:
            _once(entry, "id", "title", "updated", "published", "summary")
            assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate", "related"]
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        assert len(set(ids)) == len(ids)
        for moment in (*feed.iter(f"{ATOM}updated"), *feed.iter(f"{ATOM}published")):
            assert datetime.fromisoformat(str(moment.text)).tzinfo is not None


def test_the_time_map_leaves_out_what_was_never_in_force(site: Built) -> None:
    links = site.text("privacy/timemap")
    assert 'datetime="Sun, 31 Mar 2024 15:00:00 GMT"' in links
    assert "<https://example.com/ja/privacy/2025-10-01.2/>" in links
    assert "<https://example.com/ja/privacy/2025-10-01/>" not in links  # replaced on the day it would have begun
    assert "2027-04-01" not in links


def test_the_sitemap_holds_no_archived_page(site: Built) -> None:
    places = re.findall(r"<loc>(.*?)</loc>", site.text("sitemap.xml"))
    assert "https://example.com/ja/privacy/" in places
    assert not [place for place in places if re.search(r"/\d{4}-\d{2}-\d{2}", place)]


@pytest.mark.parametrize(
    ("relation", "target"),
    [
        ("version-history", "ja/privacy/versions/"),
        ("latest-version", "ja/privacy/"),
        ("predecessor-version", "ja/privacy/2025-10-01/"),
        ("successor-version", "ja/privacy/2027-04-01/"),
        ("timemap", "privacy/timemap"),
        ("privacy-policy", "ja/privacy/"),
    ],
)
def test_a_version_names_its_neighbours_in_its_head(site: Built, relation: str, target: str) -> None:
    head = site.text("ja/privacy/2025-10-01.2/index.html")
    assert f'<link rel="{relation}" href="https://example.com/{target}"' in head


def test_translations_name_one_another_and_a_default(site: Built) -> None:
    head = site.text("en/privacy/2024-04-01/index.html")
    for language, target in (("ja", "ja"), ("en", "en"), ("x-default", "ja")):
        link = f'<link rel="alternate" href="https://example.com/{target}/privacy/2024-04-01/" hreflang="{language}">'
        assert link in head


@pytest.mark.parametrize(
    ("page", "canonical"),
    [
        ("ja/privacy/", "ja/privacy/"),
        ("en/privacy/2024-04-01/", "en/privacy/2024-04-01/"),
        ("en/privacy/versions/", "en/privacy/versions/"),
        ("en/terms/2025-04-01/", "ja/terms/2025-04-01/"),  # has no English text
    ],
)
def test_every_page_names_its_own_absolute_address(site: Built, page: str, canonical: str) -> None:
    assert f'<link rel="canonical" href="https://example.com/{canonical}">' in site.text(f"{page}index.html")
    assert "canonical" not in site.text("404.html")


def test_a_page_without_a_translation_says_so_and_claims_none(site: Built) -> None:
    page = site.text("en/terms/2025-04-01/index.html")
    assert "There is no English text of this version" in page
    assert '<div class="text" lang="ja">' in page
    assert "hreflang=" not in page.split("</head>")[0]


def test_the_snippet_for_nginx_names_the_types_of_the_files_that_are_there(site: Built) -> None:
    snippet = site.text("_nginx.conf")
    places = re.findall(r'location ~ (\S+) \{ types \{ \} default_type "([^"]+)"; \}', snippet)
    files = [f"/{path.relative_to(site.folder)}" for path in site.folder.rglob("*") if path.is_file()]
    chosen = {kind: [file for file in files if re.search(place, file)] for place, kind in places}
    assert "/ja/privacy/feed.xml" in chosen["application/atom+xml; charset=utf-8"]
    assert sorted(chosen["application/link-format; charset=utf-8"]) == ["/privacy/timemap", "/terms/timemap"]
    assert all(file.endswith(".md") for file in chosen["text/markdown; charset=utf-8"])
    policies = re.findall(r"Content-Security-Policy:? \"?([^\"\n]+)", snippet + site.text("_headers"))
    assert len(policies) == 2
    assert len(set(policies)) == 1
