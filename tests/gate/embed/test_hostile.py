"""What a page, a neighbour or an extension can try against the element; and what the app's server says to it."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from gate.web.rendering import asset
from tests.gate.embed.conftest import Visit, World, answer, heard, question, until
from tests.gate.support import ADULT, CHILD

pytestmark = pytest.mark.browser
GOOD = {"source": "age-gate", "type": "attestation", "attestation": "forged"}


def framing(url: str) -> str:
    return f'<iframe src="{url}"></iframe>'


def test_a_page_of_an_origin_that_is_not_listed_cannot_show_the_question(visit: Visit, world: World) -> None:
    asked = world.live.client().screening()
    element = f'<script src="{world.live.url}/embed.js"></script><age-gate screening="{asked.id}"></age-gate>'
    page = visit("about:blank")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(world.page("unlisted", element, host="unlisted.localhost"))
    expect(page.locator("age-gate iframe")).to_be_visible()
    until(page, "document.querySelector('iframe').contentDocument === null")
    assert question(page).locator("#year").count() == 0
    assert any("frame-ancestors" in text for text in refused)
    page.goto(world.page("unlisted", element))
    expect(question(page).locator("#year")).to_be_visible()


def test_a_page_above_the_app_cannot_hold_the_question_either(visit: Visit, world: World) -> None:
    """Clickjacking from two levels up: every ancestor must be listed, not the nearest alone."""
    inner = world.page("inner", framing(world.live.client().screening().url + "?embed"))
    page = visit("about:blank")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(world.page("outer", framing(inner), host="evil.localhost"))
    assert page.frame_locator("iframe").frame_locator("iframe").locator("#year").count() == 0
    assert any("frame-ancestors" in text for text in refused)
    page.goto(inner)
    expect(page.frame_locator("iframe").locator("#year")).to_be_visible()


def test_the_hosted_page_itself_cannot_be_framed_by_anybody(visit: Visit, world: World) -> None:
    page = visit("about:blank")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(world.page("frames", framing(world.live.client().screening().url)))
    assert page.frame_locator("iframe").locator("#year").count() == 0
    assert any("frame-ancestors" in text for text in refused)


FRAMES = """addresses => Promise.all(addresses.map((src) => {
  const frame = document.createElement("iframe");
  frame.src = src;
  document.body.append(frame);
  return new Promise((done) => { frame.onload = done; });
}))"""
FORGE = """good => {
  postMessage(good, location.origin);
  dispatchEvent(new MessageEvent("message", { data: good }));
  for (const frame of document.querySelectorAll("body > iframe")) frame.contentWindow.postMessage("go", "*");
}"""


def test_messages_from_the_page_and_from_siblings_are_not_believed(visit: Visit, world: World) -> None:
    page = visit("/signup?careless")
    good = GOOD | {"screening": page.locator("age-gate").get_attribute("screening")}
    shout = f"<script>onmessage = () => parent.postMessage({json.dumps(good)}, '*')</script>"
    # A sibling of the gate's own origin stands for another screening's frame that somebody took over.
    taken_over = f"{world.live.url}/taken-over"
    page.route(taken_over, lambda route: route.fulfill(body=shout, content_type="text/html"))
    question(page).locator("#year").wait_for()
    page.evaluate(FRAMES, [world.page("s", shout), world.page("s", shout, host="sibling.localhost"), taken_over])
    page.evaluate(FORGE, good)
    page.wait_for_function("messages.filter(message => message.data.attestation).length >= 5")
    arrived = page.evaluate("messages.filter(message => message.data.attestation).map(message => message.origin)")
    assert {world.url, world.live.url, ""} < set(arrived)
    assert any("sibling.localhost" in origin for origin in arrived)
    assert page.evaluate("heard") == []
    assert page.evaluate("document.querySelector('age-gate').value") == ""


def test_malformed_messages_from_the_gates_own_frame_do_no_harm(visit: Visit) -> None:
    page = visit("/signup")
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    question(page).locator("#year").wait_for()
    question(page).locator("html").evaluate(
        """(_, holder) => {
             const bad = [null, 5, "x", {}, { source: "age-gate" }, { source: "age-gate", type: "height", height: -1 },
               { source: "age-gate", type: "height", height: 1e9 }, { source: "age-gate", type: "height", height: "9" },
               { source: "age-gate", type: "attestation", screening: "another", attestation: "x" },
               { source: "age-gate", type: "attestation" }];
             for (const data of bad) parent.postMessage(data, holder);
           }""",
        page.evaluate("location.origin"),
    )
    page.wait_for_timeout(300)
    assert failures == []
    assert page.evaluate("heard") == []
    assert page.locator("iframe").evaluate("frame => frame.clientHeight") <= 4000


def test_the_frame_listens_to_nobody(visit: Visit) -> None:
    """Its parents and siblings can send what they like: there is nothing in it that would take a message."""
    page = visit("/signup")
    question(page).locator("#year").fill("1990")
    page.evaluate(
        """() => { for (const data of ["submit", { source: "age-gate", type: "height" }, { year: 1 }])
             document.querySelector("iframe").contentWindow.postMessage(data, "*"); }"""
    )
    page.wait_for_timeout(200)
    assert question(page).locator("#year").input_value() == "1990"
    for name in ("frame.js", "return.js"):
        assert b"onmessage" not in asset(name)
        assert b'"message"' not in asset(name)


def test_no_message_is_ever_for_everybody(visit: Visit, world: World) -> None:
    """A holder that asks for `*`, or that is not who it says, hears nothing."""
    page = visit("/signup")
    answer(question(page), ADULT)
    heard(page)
    screening = page.locator("age-gate").get_attribute("screening")
    for to in ("*", "/", "null", "data:x", "http://evil.localhost:1"):
        page.evaluate("messages.length = 0")
        page.evaluate(
            """src => { const frame = document.createElement("iframe"); frame.src = src;
                 document.querySelector("age-gate").replaceChildren(frame);
                 return new Promise(done => { frame.onload = done; }); }""",
            f"{world.live.url}/s/{screening}?embed#to={to}",
        )
        page.wait_for_timeout(300)
        got = page.evaluate("messages.map(message => message.data.type)")
        assert got == ["attestation"], to  # to the origin that the gate names, whatever the holder says


FAKE = """(() => {
  customElements.define("age-gate", class extends HTMLElement {
    connectedCallback() {
      const input = Object.assign(document.createElement("input"), { name: "attestation", type: "hidden" });
      input.value = FORGED;
      this.append(input);
      const detail = { screening: this.getAttribute("screening"), attestation: input.value };
      setTimeout(() => this.dispatchEvent(new CustomEvent("age-gate", { bubbles: true, detail })), 0);
    }
  });
})();"""


@pytest.mark.parametrize("forged", ["ok", "", "eyJhbGciOiJub25lIn0.eyJhZ2Vfb3ZlciI6MTR9.", "good but another person's"])
def test_a_fake_that_fires_success_at_once_convinces_the_page_and_not_the_server(
    visit: Visit, world: World, forged: str
) -> None:
    if forged.startswith("good"):
        forged = world.live.answer(world.live.client().screening(return_url=f"{world.url}/x").id) or ""
        assert forged
    page = visit("about:blank")
    fake = FAKE.replace("FORGED", json.dumps(forged))
    page.route("**/embed.js", lambda route: route.fulfill(body=fake, content_type="text/javascript"))
    page.goto(world.url + "/signup")
    heard(page)
    page.locator("main > form button").click()
    page.get_by_text('"status": 403').wait_for()
    assert world.accounts == []


PUT = """value => document.querySelector("age-gate").replaceWith(
  Object.assign(document.createElement("input"), { name: "attestation", value }))"""


def test_an_attestation_cannot_be_carried_to_another_browser(visit: Visit, world: World) -> None:
    adult = visit("/signup")
    answer(question(adult), ADULT)
    heard(adult)
    token = adult.evaluate("heard[0].attestation")
    child = visit("/signup")
    child.evaluate(PUT, token)
    child.locator("main > form button").click()
    child.get_by_text("attestation_invalid").wait_for()
    assert world.accounts == []


def test_a_return_from_elsewhere_is_not_taken(visit: Visit, world: World) -> None:
    page = visit("/signup")
    form = f'<form method="post" action="{world.url}/signup/age?lang=en"><input name="attestation"><button>go</button>'
    page.goto(world.page("elsewhere", form, host="evil.localhost"))
    page.locator("button").click()
    page.get_by_text("attestation_missing").wait_for()
    assert [cookie["name"] for cookie in page.context.cookies(world.url)] == ["session"]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_without_javascript_the_link_leads_to_the_hosted_page_and_back(visit: Visit, world: World, lang: str) -> None:
    page = visit(f"/signup?lang={lang}", java_script_enabled=False)
    page.locator("age-gate a").click()
    page.wait_for_url(f"{world.live.url}/s/**")
    answer(page, ADULT)
    page.locator("#return button").click()
    page.wait_for_url(f"{world.url}/signup**")
    assert page.locator("age-gate").count() == 0
    page.locator("main > form button").click()
    page.wait_for_url("**/welcome")
    assert world.accounts == [("uta@example.com", "self_declared")]


def test_without_javascript_a_child_is_refused_and_stays_so(visit: Visit, world: World) -> None:
    page = visit("/signup", java_script_enabled=False)
    page.locator("age-gate a").click()
    answer(page, CHILD)
    expect(page.locator("h1")).to_have_text("Sorry, an account cannot be made right now")
    page.go_back()
    expect(page.locator("#year")).to_have_count(0)
    page.context.clear_cookies(name="session")
    page.goto(world.url + "/signup")
    page.locator("age-gate a").click()
    expect(page.locator("h1")).to_have_text("Sorry, an account cannot be made right now")


def test_with_javascript_the_hosted_page_leads_back_by_itself(visit: Visit, world: World) -> None:
    page = visit("about:blank")
    page.route("**/embed.js", lambda route: route.abort())  # the script could not be loaded: the link is there
    page.goto(world.url + "/signup")
    page.locator("age-gate a").click()
    answer(page, ADULT)
    page.wait_for_url(f"{world.url}/signup**")
    page.locator("main > form button").click()
    page.wait_for_url("**/welcome")
    assert len(world.accounts) == 1


def test_the_same_person_gets_the_same_by_element_and_by_hosted_page(visit: Visit, world: World) -> None:
    def claims(token: str) -> dict[str, Any]:
        found = world.live.client().redeem(token).as_json()
        return {name: found[name] for name in ("iss", "aud", "age_over", "method", "origin")}

    framed = visit("/signup")
    answer(question(framed), ADULT)
    heard(framed)
    hosted = visit(world.live.client().screening(return_url=f"{world.url}/x").url, java_script_enabled=False)
    answer(hosted, ADULT)
    token = hosted.locator("#return input[name=attestation]").get_attribute("value") or ""
    assert claims(framed.evaluate("heard[0].attestation")) == claims(token)
