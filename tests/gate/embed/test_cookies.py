"""The lock and the browser's settings for cookies: third-party ones blocked, none kept inside frames, none at all."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.gate.embed.conftest import Visit, World, answer, heard, question
from tests.gate.support import ADULT, CHILD
from tests.support.browser import WHOLE, executable, flags

pytestmark = pytest.mark.browser
SORRY = "Sorry, an account cannot be made right now"
TRY_COOKIE = "<script>document.cookie = 'plain=1; SameSite=None; Secure'; document.title = document.cookie</script>"
Profiles = Callable[[dict[str, Any]], BrowserContext]


@pytest.fixture
def profile(whole_browser: Browser, tmp_path: Path) -> Iterator[Profiles]:
    """A browser with a profile of its own and these preferences, not in private mode."""
    contexts: list[BrowserContext] = []

    def open_profile(preferences: dict[str, Any]) -> BrowserContext:
        folder = tmp_path / "profile" / "Default"
        folder.mkdir(parents=True)
        (folder / "Preferences").write_text(json.dumps({"profile": preferences}))
        options: Any = {"executable_path": executable(WHOLE), "args": flags(), "headless": True}
        contexts.append(whole_browser.browser_type.launch_persistent_context(folder.parent, **options))
        return contexts[0]

    yield open_profile
    for context in contexts:
        context.close()


def keeps_third_party_cookies(page: Page, world: World) -> bool:
    """Whether a frame of another site can keep a cookie that is not partitioned."""
    frame = world.page("cookie", TRY_COOKIE, host="third.localhost")
    page.goto(world.page("holder", f'<iframe src="{frame}"></iframe>'))
    return "plain=1" in page.frames[1].title()


def test_with_third_party_cookies_blocked_the_partitioned_cookie_holds_the_lock(visit: Visit, world: World) -> None:
    page = visit("about:blank")
    assert not keeps_third_party_cookies(page, world)
    page.goto(world.url + "/signup")
    answer(question(page), CHILD)
    expect(question(page).locator("h1")).to_have_text(SORRY)
    page.context.clear_cookies(name="session")  # the app makes another screening
    page.goto(world.url + "/signup")
    expect(question(page).locator("h1")).to_have_text(SORRY)
    (cookie,) = (cookie for cookie in page.context.cookies() if cookie["name"] == "__Host-gate")
    assert cookie["partitionKey"].startswith("http://127.0.0.1")


def test_with_third_party_cookies_allowed_the_lock_holds_just_as_well(
    profile: Profiles, visit: Visit, world: World
) -> None:
    context = profile({"cookie_controls_mode": 0})
    page = visit("about:blank", context)
    assert keeps_third_party_cookies(page, world)
    page.goto(world.url + "/signup")
    answer(question(page), CHILD)
    expect(question(page).locator("h1")).to_have_text(SORRY)
    context.clear_cookies(name="session")
    page.goto(world.url + "/signup")
    expect(question(page).locator("h1")).to_have_text(SORRY)


def test_leaving_the_element_for_the_hosted_page_does_not_help_a_refused_child(visit: Visit, world: World) -> None:
    page = visit("/signup")
    screening = page.locator("age-gate").get_attribute("screening")
    answer(question(page), CHILD)
    expect(question(page).locator("h1")).to_have_text(SORRY)
    page.goto(f"{world.live.url}/s/{screening}?lang=en")
    expect(page.locator("h1")).to_have_text(SORRY)


@pytest.fixture
def frameless(profile: Profiles, world: World) -> BrowserContext:
    """A browser that keeps no cookie of the gate inside the app's pages, partitioned or not."""
    rule = {f"{world.live.url},{world.url}": {"setting": 2}}
    return profile({"content_settings": {"exceptions": {"cookies": rule}}})


def test_a_browser_that_keeps_no_cookie_in_frames_goes_on_in_a_window_of_its_own(
    frameless: BrowserContext, visit: Visit, world: World
) -> None:
    page = visit("/signup", frameless)
    answer(question(page), ADULT)
    expect(question(page).locator("h1")).to_have_text("Please go on in a window of its own")
    with page.expect_popup() as opened:
        question(page).locator("a.button").click()
    window = opened.value
    answer(window, ADULT)
    window.wait_for_url(f"{world.url}/signup**")
    window.locator("main > form button").click()
    window.wait_for_url("**/welcome")
    assert len(world.accounts) == 1


def test_or_comes_back_to_the_page_that_it_left(frameless: BrowserContext, visit: Visit, world: World) -> None:
    asked = world.live.client().screening()
    element = f'<script src="{world.live.url}/embed.js"></script><age-gate screening="{asked.id}"></age-gate>'
    page = visit(world.page("own", element + '<script src="/page.js"></script>'), frameless)
    answer(question(page), ADULT)
    with page.expect_popup() as opened:
        question(page).locator("a.button").click()
    answer(opened.value, ADULT)
    expect(opened.value.locator("h1")).to_have_text("Thank you")
    opened.value.close()
    page.bring_to_front()
    # A window without a screen is never hidden, so the browser's own event is made here.
    question(page).locator("html").evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    heard(page)
    assert world.live.client().redeem(page.evaluate("heard[0].attestation")).sid == asked.id


def test_a_child_without_cookies_in_frames_is_refused_in_both_windows(
    frameless: BrowserContext, visit: Visit, world: World
) -> None:
    page = visit("/signup", frameless)
    answer(question(page), CHILD)
    with page.expect_popup() as opened:
        question(page).locator("a.button").click()
    answer(opened.value, CHILD)
    expect(opened.value.locator("h1")).to_have_text(SORRY)
    question(page).locator("html").evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(question(page).locator("h1")).to_have_text(SORRY)


def test_a_browser_that_keeps_no_cookies_at_all_is_told_so(profile: Profiles, visit: Visit, world: World) -> None:
    context = profile({"default_content_setting_values": {"cookies": 2}})
    page = visit(world.live.client().screening().url + "?lang=en", context)
    answer(page, ADULT)
    expect(page.locator("h1")).to_have_text("Please allow cookies")
