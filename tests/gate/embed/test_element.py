"""The element in a real browser: asking, answering, the field in the form, the look, the keyboard."""

import gzip
from importlib import resources

import pytest
from playwright.sync_api import Page, expect

from gate.web.rendering import asset
from tests.gate.embed.conftest import Visit, World, answer, heard, question, until
from tests.gate.support import ADULT, CHILD

pytestmark = pytest.mark.browser
THANKS = {"ja": "ありがとうございます", "en": "Thank you"}
SORRY = {"ja": "いまは、アカウントをつくることができません", "en": "Sorry, an account cannot be made right now"}


def heading(page: Page, text: str) -> None:
    """Wait for the heading inside the frame."""
    expect(question(page).locator("h1")).to_have_text(text)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_adult_answers_in_the_page_and_the_account_is_made(visit: Visit, world: World, lang: str) -> None:
    page = visit(f"/signup?lang={lang}")
    assert question(page).locator("html").get_attribute("lang") == lang
    answer(question(page), ADULT)
    heading(page, THANKS[lang])
    heard(page)
    page.locator("main > form button").click()
    page.wait_for_url("**/welcome")
    assert world.accounts == [("uta@example.com", "self_declared")]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_child_is_refused_in_the_page_and_no_account_is_made(visit: Visit, world: World, lang: str) -> None:
    page = visit(f"/signup?lang={lang}")
    answer(question(page), CHILD)
    heading(page, SORRY[lang])
    assert page.evaluate("heard") == []
    assert page.evaluate("document.querySelector('age-gate').form.checkValidity()") is False
    page.evaluate("document.querySelector('age-gate').form.submit()")  # as somebody who knows how to
    page.get_by_text("attestation_missing").wait_for()
    assert world.accounts == []


def test_going_back_does_not_help_a_refused_child(visit: Visit) -> None:
    page = visit("/signup")
    answer(question(page), CHILD)
    heading(page, SORRY["en"])
    with page.expect_event("framenavigated"):  # one step back in the history is one inside the frame
        page.evaluate("history.back()")
    heading(page, SORRY["en"])
    assert question(page).locator("#year").count() == 0


def test_reloading_and_a_second_tab_do_not_help_a_refused_child(visit: Visit, world: World) -> None:
    page = visit("/signup")
    answer(question(page), CHILD)
    heading(page, SORRY["en"])
    page.reload()
    heading(page, SORRY["en"])
    second = visit("/signup", page.context)
    heading(second, SORRY["en"])
    assert [question(one).locator("#year").count() for one in (page, second)] == [0, 0]
    assert world.accounts == []


def test_a_new_screening_does_not_help_a_refused_child(visit: Visit) -> None:
    page = visit("/signup")
    answer(question(page), CHILD)
    heading(page, SORRY["en"])
    page.context.clear_cookies(name="session")  # the app has forgotten the child, and makes another screening
    again = visit("/signup", page.context)
    heading(again, SORRY["en"])
    assert question(again).locator("#year").count() == 0


def test_a_tab_that_was_open_before_does_not_help_a_refused_child(visit: Visit) -> None:
    first = visit("/signup")
    second = visit("/signup", first.context)
    answer(question(first), CHILD)
    heading(first, SORRY["en"])
    answer(question(second), ADULT)
    heading(second, SORRY["en"])
    assert second.evaluate("heard") == []


def test_a_second_tab_of_an_adult_gets_the_same_answer(visit: Visit, world: World) -> None:
    first = visit("/signup")
    second = visit("/signup", first.context)
    answer(question(first), ADULT)
    heard(first)
    answer(question(second), ADULT)
    heard(second)
    assert first.evaluate("heard[0].attestation") == second.evaluate("heard[0].attestation")
    first.locator("main > form button").click()
    first.wait_for_url("**/welcome")
    second.locator("main > form button").click()
    second.get_by_text("already_redeemed").or_(second.get_by_text("attestation_missing")).wait_for()
    assert len(world.accounts) == 1


def test_a_slip_is_named_beside_its_field_and_can_be_put_right(visit: Visit, world: World) -> None:
    page = visit("/signup")
    answer(question(page), ("2010", "13", "3"))
    inside = question(page)
    expect(inside.locator("#month-error")).to_be_visible()
    expect(inside.locator(".summary")).to_be_focused()
    answer(inside, ("平成2年", "4", "５"))
    heading(page, THANKS["en"])


def test_the_language_can_be_changed_inside(visit: Visit) -> None:
    page = visit("/signup?lang=en&look=brand")
    question(page).locator("footer a[lang=ja]").click()
    heading(page, "生年月日の入力")
    assert "monospace" in question(page).locator("body").evaluate("body => getComputedStyle(body).fontFamily")


def test_the_frame_is_as_high_as_what_it_holds(visit: Visit) -> None:
    page = visit("/signup", viewport={"width": 320, "height": 800})
    inside = question(page).locator("html")
    until(page, "document.querySelector('iframe').style.height !== '30rem'")
    for look in ("before", "after"):
        page.wait_for_timeout(200)
        content = inside.evaluate("root => root.offsetHeight")
        frame = page.locator("iframe").evaluate("frame => frame.clientHeight")
        assert 0 <= frame - content <= 1, look
        answer(question(page), ("", "", ""))
        expect(question(page).locator(".summary")).to_be_visible()


@pytest.mark.parametrize(("width", "zoom"), [(320, "1x"), (1280, "4x")])
def test_nothing_has_to_be_scrolled_sideways(visit: Visit, width: int, zoom: str) -> None:
    """400 % zoom of a window 1280 px wide is a window 320 CSS px wide (WCAG 2.2 SC 1.4.10)."""
    factor = int(zoom[0])
    page = visit("/signup?lang=ja", viewport={"width": width // factor, "height": 640}, device_scale_factor=factor)
    answer(question(page), ("10", "", "x"))
    expect(question(page).locator(".summary")).to_be_visible()
    for inside in (page.locator("html"), question(page).locator("html")):
        assert inside.evaluate("root => root.scrollWidth <= root.clientWidth")


def test_the_keyboard_alone_is_enough(visit: Visit, world: World) -> None:
    page = visit("/signup")
    question(page).locator("#day").wait_for()
    for key in ("Tab", *"5", "Tab", *"4", "Tab", *"1990"):
        page.keyboard.press(key)
    page.keyboard.down("Enter")
    heading(page, THANKS["en"])
    page.keyboard.up("Enter")  # not before: a page that goes away in between may leave the browser without an answer
    page.locator("#email").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/welcome")
    assert len(world.accounts) == 1


def test_a_required_element_keeps_the_form_from_being_sent_in_vain(visit: Visit) -> None:
    page = visit("/signup?lang=ja")
    page.evaluate("document.querySelector('age-gate').toggleAttribute('required', true)")
    form = page.locator("main > form")
    assert form.evaluate("form => form.checkValidity()") is False
    assert page.evaluate("document.querySelector('age-gate').matches(':invalid')")
    answer(question(page), ADULT)
    heard(page)
    assert form.evaluate("form => form.checkValidity()") is True
    value = form.evaluate("form => new FormData(form).get('attestation')")
    assert value == page.evaluate("document.querySelector('age-gate').value") != ""


def test_the_field_has_the_name_that_the_app_gives_it(visit: Visit) -> None:
    page = visit("/signup")
    page.evaluate("document.querySelector('age-gate').setAttribute('name', 'proof')")
    answer(question(page), ADULT)
    heard(page)
    assert page.evaluate("[...new FormData(document.forms[0]).keys()]") == ["proof", "email"]


def test_another_screening_starts_anew(visit: Visit, world: World) -> None:
    page = visit("/signup")
    answer(question(page), ADULT)
    heard(page)
    other = world.live.client().screening().id
    page.evaluate("id => document.querySelector('age-gate').setAttribute('screening', id)", other)
    heading(page, "Your date of birth")
    assert page.evaluate("document.querySelector('age-gate').value") == ""


BUTTON = "getComputedStyle(document.querySelector('form button'))"


def test_it_takes_the_apps_font_and_accent(visit: Visit) -> None:
    page = visit("/signup?look=brand")
    inside = question(page).locator("form button")
    inside.wait_for()
    assert inside.evaluate("b => getComputedStyle(b).backgroundColor") == "rgb(123, 31, 162)"
    assert inside.evaluate("b => getComputedStyle(b).color") == "rgb(255, 255, 255)"
    assert "monospace" in inside.evaluate("b => getComputedStyle(b).fontFamily")
    link = question(page).locator("footer a")
    assert link.evaluate("a => getComputedStyle(a).color") == "rgb(123, 31, 162)"


def test_an_accent_too_pale_to_read_is_used_as_a_ground_only(visit: Visit) -> None:
    page = visit("/signup?look=pale")
    inside = question(page).locator("form button")
    inside.wait_for()
    assert inside.evaluate("b => getComputedStyle(b).backgroundColor") == "rgb(255, 224, 130)"
    assert inside.evaluate("b => getComputedStyle(b).color") == "rgb(0, 0, 0)"
    link = question(page).locator("footer a")
    assert link.evaluate("a => getComputedStyle(a).color") == "rgb(31, 78, 121)"


@pytest.mark.parametrize(
    ("look", "preferred", "ground"),
    [
        ("plain", "dark", "rgb(255, 255, 255)"),
        ("dark", "light", "rgb(22, 24, 26)"),
        ("both", "light", "rgb(255, 255, 255)"),
        ("both", "dark", "rgb(22, 24, 26)"),
    ],
)
def test_it_is_dark_where_the_app_is(visit: Visit, look: str, preferred: str, ground: str) -> None:
    page = visit(f"/signup?look={look}", color_scheme=preferred)
    question(page).locator("form button").wait_for()
    assert question(page).locator("body").evaluate("b => getComputedStyle(b).backgroundColor") == ground


def test_nothing_but_the_gate_is_asked_and_nothing_breaks_the_policy(visit: Visit, world: World) -> None:
    page = visit("about:blank")
    hosts: set[str] = set()
    said: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{world.url}/signup?look=brand")
    answer(question(page), ADULT)
    heard(page)
    assert hosts == {world.url.split("/")[2], world.live.url.split("/")[2]}
    assert said == []


def test_nothing_is_kept_in_the_browser_but_the_gates_cookie(visit: Visit, world: World) -> None:
    page = visit("/signup")
    answer(question(page), ADULT)
    heard(page)
    cookies = [cookie for cookie in page.context.cookies() if cookie["name"] != "session"]
    assert [cookie["name"] for cookie in cookies] == ["__Host-gate"]
    assert cookies[0]["httpOnly"]
    assert cookies[0]["secure"]
    for frame in page.frames:
        assert frame.evaluate(KEPT) == []


KEPT = """async () => {
    const stores = [() => Object.keys(localStorage), () => Object.keys(sessionStorage), () => indexedDB.databases()];
    const found = [];
    for (const store of stores) {
        try {
            found.push(...await store());
        } catch (error) { // this browser gives frames of other sites no storage at all
            if (!["SecurityError", "UnknownError"].includes(error.name)) throw error;
        }
    }
    return found;
}"""


def test_the_element_and_its_styles_weigh_less_than_5_kb() -> None:
    parts = [(resources.files("gate.embed") / "embed.js").read_bytes(), asset("frame.js"), asset("gate.css")]
    assert sum(len(gzip.compress(part, 9, mtime=0)) for part in parts) < 5000
