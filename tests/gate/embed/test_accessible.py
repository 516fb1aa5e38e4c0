"""axe-core finds nothing on any page of the gate, framed or not, nor on a sign-up page that holds the element."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, Page, expect

from tests.gate.embed.conftest import Visit, World, answer, question
from tests.gate.support import ADULT, CHILD

pytestmark = pytest.mark.browser
SLIP = ("10", "", "x")
COMBINATIONS = list(itertools.product(("ja", "en"), ("light", "dark"), (320, 1280)))
QUICK = {("ja", "light", 320), ("en", "dark", 1280)}
MATRIX = [
    pytest.param(*one, id="-".join(map(str, one)), marks=() if one in QUICK else pytest.mark.slow)
    for one in COMBINATIONS
]


@pytest.fixture
def visitors(browser: Browser) -> Browser:
    """Chromium's shell, to which a new visitor costs a quarter: what axe-core looks at is the same."""
    return browser


def violations(where: Page | Frame) -> list[str]:
    """What axe-core finds, with the element that it means."""
    found: Any = Axe().run(where)
    nodes = ((rule, node) for rule in found.response["violations"] for node in rule["nodes"])
    return [f"{rule['id']}: {node['html'][:100]}" for rule, node in nodes]


def frame_of(page: Page) -> Frame:
    """The element's frame."""
    found = page.locator("age-gate iframe").element_handle().content_frame()
    assert found
    return found


def hosted_states(page: Page, world: World, lang: str) -> Iterator[str]:
    """Lead the page through every state that the hosted page has; yields its name."""
    client = world.live.client()

    def open_new(**wish: str) -> None:
        page.goto(client.screening(**wish).url + f"?lang={lang}")

    open_new()
    yield "question"
    answer(page, SLIP)
    expect(page.locator(".summary")).to_be_visible()
    yield "slip"
    answer(page, ADULT)
    expect(page.locator("form")).to_have_count(0)
    yield "done, close this page"
    page.route("**/return.js", lambda route: route.abort())
    open_new(return_url=f"{world.url}/x")
    answer(page, ADULT)
    page.locator("#return").wait_for()
    yield "done, on the way back"
    page.goto(f"{world.live.url}/s/unknown?lang={lang}")
    yield "unknown"
    open_new()
    page.context.clear_cookies()
    answer(page, ADULT)
    page.locator("a.button").wait_for()
    yield "no cookies"
    open_new()
    answer(page, CHILD)
    expect(page.locator("form")).to_have_count(0)
    yield "refused"
    page.goto(f"{world.live.url}/docs")
    yield "documentation of the API"


@pytest.mark.parametrize(("lang", "scheme", "width"), MATRIX)
def test_axe_finds_nothing_on_the_hosted_pages(visit: Visit, world: World, lang: str, scheme: str, width: int) -> None:
    page = visit("about:blank", color_scheme=scheme, viewport={"width": width, "height": 720})
    for state in hosted_states(page, world, lang):
        assert violations(page) == [], state
        assert page.locator("html").evaluate("root => root.scrollWidth <= root.clientWidth"), state


@pytest.mark.parametrize("look", ["both", pytest.param("pale", marks=pytest.mark.slow)])
@pytest.mark.parametrize(("lang", "scheme", "width"), MATRIX)
def test_axe_finds_nothing_on_a_page_with_the_element_nor_inside_it(
    visit: Visit, lang: str, scheme: str, width: int, look: str
) -> None:
    options: Any = {"color_scheme": scheme, "viewport": {"width": width, "height": 720}}
    for last in (SLIP, ADULT, CHILD):
        page = visit(f"/signup?lang={lang}&look={look}", **options)
        question(page).locator("#year").wait_for()
        assert violations(page) == []
        assert violations(frame_of(page)) == [], "question"
        answer(question(page), last)
        expect(question(page).locator(".summary" if last == SLIP else "h1")).to_be_visible()
        page.wait_for_timeout(100)
        assert violations(frame_of(page)) == [], last
