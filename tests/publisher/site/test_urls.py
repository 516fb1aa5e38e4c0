"""The addresses of the site are a contract with apps and with everyone who kept a link."""

from datetime import date

from publisher import urls
from publisher.model import ClauseId, Language, PolicyId, VersionId

JA, PRIVACY, SECOND = Language("ja"), PolicyId("privacy"), VersionId(date(2026, 12, 15), 2)


def test_every_page_has_the_address_that_the_contract_gives_it() -> None:
    assert urls.home(JA) == "ja/"
    assert urls.in_force(JA, PRIVACY) == "ja/privacy/"
    assert urls.history(JA, PRIVACY) == "ja/privacy/versions/"
    assert urls.compare(JA, PRIVACY) == "ja/privacy/compare/"
    assert urls.clause_history(JA, PRIVACY, ClauseId("purposes")) == "ja/privacy/clauses/purposes/"
    assert urls.version(JA, PRIVACY, SECOND) == "ja/privacy/2026-12-15.2/"
    assert urls.changes(JA, PRIVACY, SECOND) == "ja/privacy/2026-12-15.2/changes/"
    assert urls.changes_side_by_side(JA, PRIVACY, SECOND) == "ja/privacy/2026-12-15.2/changes/side-by-side/"
    assert urls.comparison_table(JA, PRIVACY, SECOND) == "ja/privacy/2026-12-15.2/changes/table/"
    assert urls.feed(JA, PRIVACY) == "ja/privacy/feed.xml"
    assert urls.timemap(PRIVACY) == "privacy/timemap"
    assert urls.source(JA, PRIVACY, SECOND) == "privacy/2026-12-15.2/ja.md"


def test_a_path_joins_the_address_of_the_site_with_one_slash() -> None:
    assert urls.absolute("https://example.com/p", "ja/") == "https://example.com/p/ja/"
    assert urls.absolute("https://example.com/p/", "ja/") == "https://example.com/p/ja/"
