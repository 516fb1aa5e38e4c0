"""Building: the same input gives the same bytes, the clock is an input, bad input is refused in one line."""

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from publisher.content import load_policies
from publisher.ledger import adopt
from publisher.model import ZONE
from publisher.rendering.build import Archive, FrozenPage
from publisher.rendering.site import Site
from tests.publisher.site.conftest import AS_OF, FIXTURES, Built, build, published_fixtures

NOW = datetime(2026, 11, 23, tzinfo=ZONE)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def version_pages(site: Site) -> list[FrozenPage]:
    """The pages of every version."""
    archives = [Archive(site, policy, lambda make, *inputs: make()) for policy in site.policies]
    return [page for archive in archives for version in archive.versions for page in archive.of_version(version)]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published_fixtures(tmp_path_factory.mktemp("content") / "content")


def test_the_same_input_gives_the_same_bytes_with_and_without_a_cache(
    site: Built, tmp_path: Path, content: Path
) -> None:
    for _ in ("made anew", "kept from before"):
        done = build(tmp_path, content, as_of=AS_OF)
        assert (done.returncode, done.stderr) == (0, "")
        assert files(tmp_path / "site") == files(site.folder)


def test_on_the_day_a_scheduled_version_is_the_text_in_force(tmp_path: Path, content: Path) -> None:
    assert build(tmp_path, content, as_of="2027-04-01").returncode == 0
    manifest = (tmp_path / "site" / "manifest.json").read_text(encoding="utf-8")
    assert '"in_force": "2027-04-01"' in manifest
    archived = (tmp_path / "site" / "en" / "privacy" / "2025-10-01.2" / "index.html").read_text(encoding="utf-8")
    assert "Superseded" in archived


def test_the_site_is_the_same_under_properdocs(site: Built, tmp_path: Path, content: Path) -> None:
    done = build(tmp_path, content, program="properdocs")
    assert (done.returncode, done.stderr) == (0, "")
    assert files(tmp_path / "site") == files(site.folder)


def test_a_changed_byte_of_what_is_published_stops_the_build(tmp_path: Path) -> None:
    content = published_fixtures(tmp_path / "content")
    text = content / "privacy" / "2024-04-01" / "ja.md"
    text.write_bytes(text.read_bytes().replace("個人".encode(), "箇人".encode(), 1))
    done = build(tmp_path / "home", content)
    assert done.returncode == 1
    assert "2024-04-01/ja.md: this published file was changed" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_clock_that_is_none_is_refused_by_name(tmp_path: Path, content: Path) -> None:
    done = build(tmp_path, content, as_of="soon")
    assert done.returncode == 1
    assert "as_of: 'soon' is neither a day nor an instant" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_cache_costs_time_only(site: Built, tmp_path: Path, content: Path) -> None:
    build(tmp_path, content)
    database = tmp_path / ".cache" / "policypress" / "cache.db"
    for damage in (database.read_bytes()[: -(1 << 16)], b"not a database at all" * 99, b""):
        database.write_bytes(damage)
        assert build(tmp_path, content).returncode == 0
        assert files(tmp_path / "site") == files(site.folder)


def test_what_is_frozen_is_left_in_place_and_mended_where_it_was_changed(tmp_path: Path, content: Path) -> None:
    build(tmp_path, content)
    pages = [tmp_path / "site" / "ja" / "privacy" / version / "index.html" for version in ("2024-04-01", "2025-10-01")]
    before = [page.stat().st_ino for page in pages]
    whole = files(tmp_path / "site")
    pages[1].write_text("changed by hand", encoding="utf-8")
    (tmp_path / "site" / "ja" / "privacy" / "1999-01-01").mkdir()
    assert build(tmp_path, content).returncode == 0
    assert pages[0].stat().st_ino == before[0]
    assert files(tmp_path / "site") == whole


def test_a_preview_shows_the_draft_and_its_changes_and_the_built_site_does_not(site: Built, tmp_path: Path) -> None:
    content = published_fixtures(tmp_path / "content")
    shutil.copytree(content / "privacy" / "2027-04-01", content / "privacy" / "draft")
    text = content / "privacy" / "draft" / "ja.md"
    text.write_text(text.read_text(encoding="utf-8").replace("音楽", "音声", 1), encoding="utf-8")
    policies = load_policies(content)
    preview = Site(url="https://example.com/", name="x", as_of=NOW, policies=policies, drafts=True)
    pages = {page.path: page for page in version_pages(preview)}
    assert "これは公表前の案です" in pages["ja/privacy/draft/"].make().body
    changes = pages["ja/privacy/draft/changes/"].make()
    assert "<ins>" in changes.body
    assert "2027年4月1日の版から案への変更" in changes.body
    assert pages["en/privacy/draft/"].make().title == "Privacy Policy, draft"
    assert not (site.folder / "ja" / "privacy" / "draft").exists()
    built = replace(preview, drafts=False)
    assert not [page.path for page in version_pages(built) if "draft" in page.path]


def test_a_third_language_is_called_by_its_own_name_and_missed_where_it_lacks(tmp_path: Path) -> None:
    content = shutil.copytree(FIXTURES, tmp_path / "content")
    privacy = content / "privacy"
    shutil.copy(privacy / "2025-10-01" / "en.md", privacy / "2025-10-01" / "ko.md")
    settings = (privacy / "policy.yml").read_text(encoding="utf-8")
    (privacy / "policy.yml").write_text(settings.replace("[ja, en]", "[ja, en, ko]"), encoding="utf-8")
    for policy in ("privacy", "terms"):
        adopt(content / policy, NOW)
    done = build(tmp_path / "home", content)
    assert (done.returncode, done.stderr) == (0, "")
    pages = tmp_path / "home" / "site"
    assert ">한국어<" in (pages / "ja" / "privacy" / "index.html").read_text(encoding="utf-8")
    lacking = (pages / "ko" / "privacy" / "2024-04-01" / "index.html").read_text(encoding="utf-8")
    assert "There is no Korean text of this version. What follows is the Japanese text." in lacking
