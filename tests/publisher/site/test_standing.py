"""What is in force, in words: now, after a build has grown old, and before anything has come into force."""

import itertools
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from publisher.content import load_policies
from publisher.model import ZONE, VersionId
from publisher.rendering.standing import State, in_force_phases, standing
from tests.publisher.site.conftest import FIXTURES, Built, Open, lost_links

BUILT = datetime(2026, 11, 23, tzinfo=ZONE)
AFTER = "2027-04-01T00:00:01+09:00"


def seen_later(open_page: Open, path: str) -> Page:
    """A page of the site as a reader finds it who opens it after the scheduled version has taken over."""
    page = open_page(path)
    page.clock.set_fixed_time(AFTER)
    page.reload()
    return page


@pytest.mark.browser
def test_the_text_that_was_in_force_says_once_it_no_longer_is(open_page: Open) -> None:
    expect(open_page("ja/privacy/").locator(".banner-overdue")).to_be_hidden()
    page = seen_later(open_page, "ja/privacy/")
    expect(page.locator(".banner-overdue")).to_contain_text("新しい版に替わりました")
    expect(page.locator(".countdown")).to_be_hidden()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("version", "now", "later"), [("2025-10-01.2", "施行中", "旧版"), ("2027-04-01", "施行予定", "施行中")]
)
def test_a_version_is_never_called_what_it_no_longer_is(open_page: Open, version: str, now: str, later: str) -> None:
    for path, place in ((f"ja/privacy/{version}/", ".banner"), ("ja/privacy/versions/", f"[id='v{version}'] h2")):
        state = f"{place} .state:visible"
        expect(open_page(path).locator(state)).to_have_text([now])
        expect(seen_later(open_page, path).locator(state)).to_have_text([later])


@pytest.mark.browser
def test_the_list_of_policies_names_the_version_that_has_taken_over(open_page: Open) -> None:
    page = seen_later(open_page, "en/")
    expect(page.locator(".cards li").first).to_contain_text("In force since 1 April 2027")
    expect(page.locator(".cards li [data-until]").first).to_be_hidden()


@pytest.mark.parametrize(
    "path", ["en/privacy/", "en/privacy/versions/", "en/privacy/2027-04-01/", "en/privacy/2025-10-01.2/"]
)
def test_without_a_script_too_the_instant_of_the_change_is_named(site: Built, path: str) -> None:
    assert "0:00 on 1 April 2027, Japan time" in site.text(f"{path}index.html")


def test_the_phases_of_a_version_follow_one_another_without_a_gap() -> None:
    policy = next(policy for policy in load_policies(FIXTURES) if policy.id == "privacy")
    for at in (datetime(2020, 1, 1, tzinfo=ZONE), BUILT, datetime(2030, 1, 1, tzinfo=ZONE)):
        chains = [standing(policy, version, at).phases for version in policy.versions]
        for phases in (*chains, in_force_phases(policy, at)):
            assert (phases[0].begins, phases[-1].ends) == (None, None)
            assert all(one.ends == other.begins is not None for one, other in itertools.pairwise(phases))


def test_a_version_that_was_replaced_on_its_day_is_never_in_force() -> None:
    policy = next(policy for policy in load_policies(FIXTURES) if policy.id == "privacy")
    replaced = policy.version(VersionId.parse("2025-10-01"))
    assert replaced is not None
    phases = standing(policy, replaced, datetime(2025, 9, 1, tzinfo=ZONE)).phases
    assert [phase.state for phase in phases] == [State.SCHEDULED, State.SUPERSEDED]
    assert replaced not in [phase.version for phase in in_force_phases(policy, datetime(2025, 9, 1, tzinfo=ZONE))]


def test_a_policy_that_is_not_in_force_yet_has_a_page_that_says_so(early: Built) -> None:
    assert "最初の版を施行します" in early.text("ja/privacy/index.html")
    assert "あと17日（2024年3月15日現在）" in early.text("ja/privacy/index.html")
    assert "No version is in force yet" in early.text("en/cookies/index.html")
    assert '"in_force": null' in early.text("manifest.json")


@pytest.mark.browser
def test_that_page_leads_to_the_text_once_it_has_come_into_force(early: Built, browser: Browser) -> None:
    page = browser.new_page()
    page.clock.set_fixed_time(AFTER)
    page.goto(early.address + "en/privacy/")
    page.locator(".banner-overdue:visible a").click()
    assert page.url == early.address + "en/privacy/2027-04-01/"
    page.close()


def test_every_link_of_such_a_site_leads_somewhere(early: Built) -> None:
    assert lost_links(early) == []
