"""The guided tour, step by step as its first page tells it: in Japanese and in English, over real SMTP."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from demo.journey import ADULT, CHILD, Visitor
from demo.running.revision import PLACE
from tests.e2e.running import PATIENCE, ROOT, Running, running, visiting

pytestmark = pytest.mark.browser
EMAIL = "hana@example.com"
TITLE = {"ja": "個人情報取扱方針の改定のお知らせ", "en": "Revision of the Privacy Policy"}
STATE = {"ja": "完了", "en": "Done"}


@pytest.mark.parametrize("lang", ["ja", pytest.param("en", marks=pytest.mark.slow)])
def test_a_stranger_walks_through_the_whole_tour(browser: Browser, tmp_path: Path, lang: str) -> None:
    with running(tmp_path) as demo, visiting(browser, demo, lang) as (visitor, watch):
        signs_up_and_agrees(visitor)
        is_refused_as_a_child(visitor)
        reads_the_policy(visitor, demo)
        publishes(visitor)
        sees_the_notice_and_the_mail(visitor, demo)
        reads_what_changed_and_answers(visitor, demo)
        downloads_and_checks_the_proof(visitor, tmp_path)
        visitor.open()
        expect(visitor.page.locator(".step.done")).to_have_count(10, timeout=PATIENCE)
        assert watch.complaints == []
        assert watch.hosts <= {url.removeprefix("http://") for url in map(demo.url, demo.ports)}
        begins_anew(visitor)


def step(visitor: Visitor, name: str) -> Locator:
    """The word that says that a step is done."""
    return visitor.page.locator(f"#{name} .state")


def ticked(visitor: Visitor, name: str) -> None:
    """The tour's first page says that a step is done."""
    visitor.open()
    expect(step(visitor, name)).to_have_text(STATE[visitor.lang], timeout=PATIENCE)


def signs_up_and_agrees(visitor: Visitor) -> None:
    visitor.sign_up(EMAIL)
    visitor.decide("agree")
    visitor.open("room")
    visitor.page.locator("#title").wait_for()
    ticked(visitor, "adult")


def is_refused_as_a_child(visitor: Visitor) -> None:
    visitor.open()
    visitor.button("log out").click()
    visitor.answer(CHILD)
    visitor.gate.get_by_role("heading", name=visitor.word("refusal")).wait_for()
    expect(visitor.button("sign up")).to_be_hidden()
    visitor.page.evaluate("document.querySelector('age-gate').form.submit()")  # as somebody who knows how to
    visitor.allow("child@example.com")  # the service's server makes no account all the same
    visitor.page.wait_for_url("**/signup?again=1")
    visitor.gate.get_by_role("heading", name=visitor.word("refusal")).wait_for()
    visitor.log_in(EMAIL)
    visitor.page.wait_for_url("**/home")
    visitor.open()
    visitor.button("seen").click()
    ticked(visitor, "child")


def reads_the_policy(visitor: Visitor, demo: Running) -> None:
    visitor.open()
    visitor.page.locator("#read a.button").click()
    visitor.page.wait_for_url(f"{demo.url('site')}/{visitor.lang}/privacy/")
    ticked(visitor, "read")


def publishes(visitor: Visitor) -> None:
    visitor.open("publish")
    assert visitor.page.locator(".findings li").count() == open_places()
    visitor.publish()
    assert visitor.page.locator("ol .step.done").count() == 5
    bell = visitor.page.locator("policy-inbox .n")
    expect(bell).to_have_text("1", timeout=PATIENCE)  # live: nobody has asked for the page again
    ticked(visitor, "publish")


def open_places() -> int:
    """How many places of the draft in `content/` a lawyer has to complete."""
    paths = (ROOT / "content" / "privacy" / "draft").iterdir()
    return sum(len(PLACE.findall(path.read_text(encoding="utf-8"))) for path in paths)


def sees_the_notice_and_the_mail(visitor: Visitor, demo: Running) -> None:
    assert TITLE[visitor.lang] in visitor.ring().inner_text()
    expect(step(visitor, "inbox")).to_have_text(STATE[visitor.lang], timeout=PATIENCE)  # ticked while one looks
    visitor.open("mail")
    mine = visitor.page.locator(".letters").first.locator("a")
    assert mine.count() == 1
    mine.click()
    text = visitor.page.locator(".letter").inner_text()
    assert f"{demo.url('site')}/{visitor.lang}/privacy/" in text
    assert len(list((demo.folder / "mail").glob("*.eml"))) == 13
    ticked(visitor, "mail")


def reads_what_changed_and_answers(visitor: Visitor, demo: Running) -> None:
    visitor.open()
    visitor.page.locator("#changes a.button").click()
    visitor.page.wait_for_url(f"{demo.url('site')}/{visitor.lang}/privacy/*/changes/")
    assert visitor.page.locator(".change").count() > 10
    ticked(visitor, "changes")
    visitor.open("home")
    visitor.ring().get_by_role("button").filter(has_text="同意の確認" if visitor.lang == "ja" else "consent").click()
    visitor.page.wait_for_url("**/consents")
    visitor.decide("agree")
    ticked(visitor, "decide")


def downloads_and_checks_the_proof(visitor: Visitor, folder: Path) -> None:
    proof = folder / "proof.json"
    visitor.download_proof().save_as(proof)
    told = json.loads(proof.read_text(encoding="utf-8"))
    assert [one["decision"] for one in told["consents"]][-1] == "accepted"
    assert told["notices"][0]["deliveries"][0]["reply"].startswith("2.0.0 kept as")
    shown = visitor.page.locator("main pre").last.inner_text()
    visitor.check_proof(proof)
    visitor.heading("holds").wait_for()
    checks_it_without_the_demo(shown, proof)
    forged = folder / "forged.json"
    forged.write_bytes(proof.read_bytes().replace(b"accepted", b"refused!", 1))
    visitor.check_proof(forged)
    visitor.heading("fails").wait_for()
    ticked(visitor, "check")


def checks_it_without_the_demo(shown: str, proof: Path) -> None:
    """The command that the page shows, as it stands there, in a place that knows nothing of the demo."""
    program, *arguments = shown.split()
    path = Path(sys.executable).with_name(program)
    words = [
        str(path),
        *(str(proof) if word.startswith("proof-") and word.endswith(".json") else word for word in arguments),
    ]
    done = subprocess.run(words, capture_output=True, text=True, cwd=proof.parent, env={"LANG": "C.UTF-8"}, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def begins_anew(visitor: Visitor) -> None:
    visitor.open()
    visitor.button("anew").click()
    expect(visitor.page.locator("#steps .step")).to_have_count(10, timeout=PATIENCE)
    assert visitor.page.locator(".step.done").count() == 0
    visitor.open("signup")  # a browser that was locked before is as good as new
    visitor.answer(ADULT)
    visitor.gate.get_by_role("heading", name=visitor.word("thanks")).wait_for()
