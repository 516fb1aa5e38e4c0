"""The demo's revision: every open place of the draft is filled, and a copy is published, never `content/` itself."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from demo.running.revision import PLACE, Revision, example_values, first_of_a_month
from publisher.checks import run_checks
from publisher.content import load_policy
from publisher.ledger import ensure_verified
from publisher.model import ZONE

CONTENT = Path(__file__).parent.parent.parent / "content"
NOW = datetime(2026, 12, 24, 23, 30, tzinfo=ZONE)


@pytest.fixture
def revision(tmp_path: Path) -> Revision:
    """A copy of the real content."""
    shutil.copytree(CONTENT, tmp_path / "content")
    return Revision(tmp_path / "content")


def test_the_draft_cannot_be_published_as_it_stands(revision: Revision) -> None:
    assert revision.plan(NOW).errors


def test_every_open_place_has_an_example_value_and_no_value_is_left_over() -> None:
    days = dict.fromkeys(("effective", "announced", "revised"), date(2027, 2, 1))
    texts = [path.read_text(encoding="utf-8") for path in (CONTENT / "privacy" / "draft").iterdir()]
    places = {ja or en for text in texts for ja, en in PLACE.findall(text)}
    assert places == set(example_values(days))


def test_it_is_published_in_time_without_a_finding_and_verifies(revision: Revision) -> None:
    published = revision.publish(NOW)
    assert published == revision.last == "2027-02-01"
    assert date.fromisoformat(published) - NOW.date() >= timedelta(days=30)
    ensure_verified(revision.folder)
    policy = load_policy(revision.folder)
    version = policy.versions[-1]
    assert list(run_checks(policy, version, NOW.date())) == []
    assert not any(PLACE.search(text.source) for text in version.texts.values())
    assert "2027年2月1日から施行します" in version.texts["ja"].source  # type: ignore[index]


def test_the_effective_date_is_the_first_of_a_month() -> None:
    assert first_of_a_month(date(2027, 1, 28)) == date(2027, 2, 1)
    assert first_of_a_month(date(2027, 2, 1)) == date(2027, 2, 1)
    assert first_of_a_month(date(2026, 12, 2)) == date(2027, 1, 1)
