"""From the app's call to the redeemed attestation, and what happens to somebody who is refused."""

import re
import threading
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from gate.browser import COOKIE
from tests.gate.support import ADULT, APP, CHILD, RETURN, URL, Running, add_site, attestation_in, form_token, refused


def test_an_adult_gets_an_attestation_that_redeems_once(any_gate: Running) -> None:
    screening = any_gate.screening(state="session 7")
    done = any_gate.browser().answer(screening, *ADULT)
    assert done.status_code == 200
    assert f'action="{RETURN}"' in done.text
    assert 'name="state" value="session 7"' in done.text
    token = attestation_in(done)
    assert token is not None
    first = any_gate.redeem(token)
    assert first.status_code == 200
    assert first.json["sid"] == screening
    assert any_gate.redeem(token).json["code"] == "already_redeemed"


def test_the_attestation_is_exactly_as_the_contract_says(gate: Running) -> None:
    screening = gate.screening()
    token = attestation_in(gate.browser().answer(screening, *ADULT)) or ""
    kid = gate.store.keys.ring().keys[0].kid
    assert jwt.get_unverified_header(token) == {"alg": "EdDSA", "typ": "age-attestation+jwt", "kid": kid}
    claims = jwt.decode(token, options={"verify_signature": False})
    jti = claims.pop("jti")
    now = int(gate.clock().timestamp())
    assert re.fullmatch("[A-Za-z0-9_-]{20,}", jti)
    assert claims == {
        "iss": URL,
        "aud": "my-app",
        "iat": now,
        "exp": now + 300,
        "sid": screening,
        "age_over": 14,
        "method": "self_declared",
        "typ": "age-attestation+jwt",
        "origin": APP,
    }


def test_a_child_gets_the_kind_page_and_no_attestation(any_gate: Running) -> None:
    answer = any_gate.browser().answer(any_gate.screening(), *CHILD)
    assert answer.status_code == 200
    assert refused(answer)
    assert attestation_in(answer) is None


def test_a_refused_child_leaves_no_row(any_gate: Running) -> None:
    screening = any_gate.screening()
    assert any_gate.store.screenings.find(screening) is not None
    any_gate.browser().answer(screening, *CHILD)
    assert any_gate.store.screenings.find(screening) is None


@pytest.mark.parametrize("born", [("2021", "11", "23"), ("2012", "11", "24"), ("2026", "11", "23")])
def test_the_refusal_is_the_same_for_every_age(gate: Running, born: tuple[str, str, str]) -> None:
    pages = []
    for one in (born, CHILD):
        browser, screening = gate.browser(), gate.screening()
        for answer in (browser.settle(screening, *one), browser.open(screening)):
            headers = sorted((name, value) for name, value in answer.headers if name not in ("Set-Cookie", "Date"))
            shown = f"{answer.status} {headers} {len(answer.headers.get('Set-Cookie', ''))} {answer.text}"
            pages.append(shown.replace(screening, "ID"))
    assert pages[:2] == pages[2:]


def test_the_answer_to_the_form_is_the_same_for_everybody_but_for_what_the_cookie_says(gate: Running) -> None:
    screening, other = gate.screening(), gate.screening()
    adult, child = gate.browser().settle(screening, *ADULT), gate.browser().settle(other, *CHILD)
    assert (adult.status_code, child.status_code) == (303, 303)
    assert adult.location.replace(screening, "ID") == child.location.replace(other, "ID")
    assert adult.data == child.data == b""


def test_going_back_and_reloading_do_not_help(gate: Running) -> None:
    browser, screening = gate.browser(), gate.screening()
    browser.answer(screening, *CHILD)
    assert refused(browser.open(screening))
    assert refused(browser.answer(screening, *ADULT))


def test_a_second_screening_in_the_same_browser_does_not_help(gate: Running) -> None:
    browser = gate.browser()
    browser.answer(gate.screening(), *CHILD)
    second = gate.screening()
    assert refused(browser.open(second))
    assert refused(browser.answer(second, *ADULT))
    assert refused(gate.browser().answer(second, *ADULT))


def test_another_browser_cannot_answer_a_refused_screening_anew(gate: Running) -> None:
    screening = gate.screening()
    gate.browser().answer(screening, *CHILD)
    assert refused(gate.browser().answer(screening, *ADULT))


def test_the_lock_ends_after_its_time_and_not_before(gate: Running) -> None:
    browser = gate.browser()
    browser.answer(gate.screening(), *CHILD)
    gate.clock.forward(seconds=gate.settings.lock_seconds - 1)
    assert refused(browser.answer(gate.screening(), *ADULT))
    gate.clock.forward(seconds=1)
    assert attestation_in(browser.answer(gate.screening(), *ADULT))


def test_trying_again_does_not_make_the_lock_longer(gate: Running) -> None:
    browser = gate.browser()
    browser.answer(gate.screening(), *CHILD)
    gate.clock.forward(seconds=gate.settings.lock_seconds // 2)
    browser.answer(gate.screening(), *CHILD)
    gate.clock.forward(seconds=gate.settings.lock_seconds // 2)
    assert attestation_in(browser.answer(gate.screening(), *ADULT))


def test_another_browser_on_the_same_network_is_not_locked(gate: Running) -> None:
    gate.browser().answer(gate.screening(), *CHILD)
    assert attestation_in(gate.browser().answer(gate.screening(), *ADULT))


@pytest.mark.parametrize(
    "slip", [("", "", ""), ("10", "1", "1"), ("2010", "2", "30"), ("2030", "1", "1"), ("x", "y", "z")]
)
def test_a_slip_locks_nothing_and_settles_nothing(gate: Running, slip: tuple[str, str, str]) -> None:
    browser, screening = gate.browser(), gate.screening()
    answer = browser.answer(screening, *slip)
    assert answer.status_code == 422
    assert "Set-Cookie" not in answer.headers
    assert attestation_in(browser.answer(screening, *ADULT))


def test_what_was_typed_comes_back_in_its_field_after_a_slip_and_nowhere_else(gate: Running) -> None:
    answer = gate.browser().answer(gate.screening(), "1987", "13", "21")
    assert 'value="1987"' in answer.text
    assert answer.text.count("1987") == 1
    assert answer.text.count('aria-invalid="true"') == 1


def test_what_was_typed_is_escaped(gate: Running) -> None:
    answer = gate.browser().answer(gate.screening(), '"><script>alert(1)</script>', "1", "1")
    assert "<script>alert" not in answer.text


def test_repeated_submits_get_the_same_attestation(gate: Running) -> None:
    browser, screening = gate.browser(), gate.screening()
    first = attestation_in(browser.answer(screening, *ADULT))
    gate.clock.forward(seconds=60)
    assert attestation_in(browser.answer(screening, *ADULT)) == first
    assert attestation_in(browser.answer(screening, *CHILD)) == first
    assert attestation_in(browser.open(screening)) == first


def test_parallel_submits_get_one_answer(any_gate: Running) -> None:
    for _ in range(3):
        screening = any_gate.screening()
        browsers = [any_gate.browser() for _ in range(8)]
        token = form_token(browsers[0].open(screening).text) or ""
        for browser in browsers:
            browser.open(screening)
        answers = []

        def send(i: int, screening: str, token: str, browsers: list, answers: list) -> None:  # type: ignore[type-arg]
            year, month, day = ADULT if i % 2 else CHILD
            fields = {"form": token, "year": year, "month": month, "day": day}
            answers.append(attestation_in(browsers[i].send(screening, fields)))

        threads = [threading.Thread(target=send, args=(i, screening, token, browsers, answers)) for i in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert len(answers) == 8
        assert len(set(answers)) == 1


def test_a_screening_cannot_be_answered_after_its_time(gate: Running) -> None:
    browser, screening = gate.browser(), gate.screening()
    token = form_token(browser.open(screening).text) or ""
    gate.clock.forward(seconds=gate.settings.screening_seconds)
    fields = {"form": token, "year": "1990", "month": "1", "day": "1"}
    assert browser.send(screening, fields).status_code == 410
    assert browser.open(screening).status_code == 410


def test_an_attestation_cannot_be_redeemed_after_its_time(gate: Running) -> None:
    token = gate.attestation()
    gate.clock.forward(seconds=gate.settings.attestation_seconds)
    assert gate.redeem(token).json["code"] == "attestation_expired"


def test_an_attestation_that_is_too_old_to_redeem_is_not_handed_on(gate: Running) -> None:
    browser, screening = gate.browser(), gate.screening()
    browser.answer(screening, *ADULT)
    gate.clock.forward(seconds=gate.settings.attestation_seconds)
    assert browser.open(screening).status_code == 410


def test_a_cookie_is_renewed_before_it_ends_and_a_lock_is_not(gate: Running) -> None:
    visitor, child = gate.browser(), gate.browser()
    assert "Set-Cookie" in visitor.open(gate.screening()).headers
    assert "Set-Cookie" not in visitor.open(gate.screening()).headers
    child.answer(gate.screening(), *CHILD)
    gate.clock.forward(seconds=gate.settings.lock_seconds // 2)
    assert "Set-Cookie" in visitor.open(gate.screening()).headers
    assert "Set-Cookie" not in child.open(gate.screening()).headers


def test_expired_screenings_are_swept_away(gate: Running) -> None:
    old = gate.screening()
    gate.clock.forward(hours=3)
    gate.screening()
    assert gate.store.screenings.find(old) is None


def test_a_repetition_with_the_same_idempotency_key_gets_the_same_claims(any_gate: Running) -> None:
    token = any_gate.attestation()
    first = any_gate.redeem(token, key="a")
    assert any_gate.redeem(token, key="a").json == first.json
    assert any_gate.redeem(token, key="b").status_code == 409
    assert any_gate.redeem(token).status_code == 409


def test_an_idempotency_key_is_good_for_one_attestation(any_gate: Running) -> None:
    any_gate.redeem(any_gate.attestation(), key="a")
    other = any_gate.attestation()
    assert any_gate.redeem(other, key="a").json["code"] == "idempotency_key_reused"
    assert any_gate.redeem(other, key="c").status_code == 200


def test_two_sites_may_use_the_same_idempotency_key(gate: Running) -> None:
    add_site(gate.store, "other", "gate_live_other")
    gate.redeem(gate.attestation(), key="a")
    made = gate.call("/v1/screenings", {}, secret="gate_live_other")
    token = attestation_in(gate.browser().answer(made.json["id"], *ADULT, query="embed")) or ""
    assert gate.redeem(token, secret="gate_live_other", key="a").status_code == 200


def test_one_site_cannot_redeem_anothers_attestation(gate: Running) -> None:
    add_site(gate.store, "other", "gate_live_other")
    token = gate.attestation()
    assert gate.redeem(token, secret="gate_live_other").json["code"] == "attestation_invalid"
    assert gate.redeem(token).status_code == 200


def test_an_attestation_of_another_persons_screening_is_refused(gate: Running) -> None:
    token = gate.attestation()
    answer = gate.redeem(token, screening=gate.screening())
    assert answer.json["code"] == "attestation_invalid"


def test_rotated_keys_overlap(any_gate: Running) -> None:
    token = any_gate.attestation()
    any_gate.store.keys.rotate(any_gate.clock())
    keys = any_gate.store.keys.ring()
    old, new = (key.kid for key in sorted(keys.keys, key=lambda key: key.signs_from))
    now = any_gate.clock()
    assert {key.kid for key in keys.published(now)} == {old, new}
    assert keys.current(now).kid == old
    assert keys.current(now + timedelta(minutes=15)).kid == new
    assert keys.find(old, now + timedelta(minutes=74)) is not None
    assert keys.find(old, now + timedelta(minutes=75)) is None
    assert any_gate.redeem(token).status_code == 200


def test_a_leaked_key_is_void_at_once(any_gate: Running) -> None:
    any_gate.store.keys.rotate(any_gate.clock(), at_once=True)
    (only,) = any_gate.store.keys.ring().published(any_gate.clock())
    assert any_gate.store.keys.ring().current(any_gate.clock()).kid == only.kid


def test_a_jurisdiction_raises_the_threshold(gate: Running) -> None:
    fifteen = ("2011", "11", "23")
    assert refused(gate.browser().answer(gate.screening(jurisdiction="DE"), *fifteen))
    token = attestation_in(gate.browser().answer(gate.screening(jurisdiction="FR"), *fifteen)) or ""
    assert gate.redeem(token).json["age_over"] == 15


def test_midnight_in_tokyo_decides(gate: Running) -> None:
    gate.clock.at = datetime(2027, 5, 2, 14, 59, 59, tzinfo=UTC)
    assert refused(gate.browser().answer(gate.screening(), "2013", "5", "3"))
    gate.clock.at = datetime(2027, 5, 2, 15, 0, 0, tzinfo=UTC)
    assert attestation_in(gate.browser().answer(gate.screening(), "2013", "5", "3"))


def test_the_cookie_says_nothing_of_the_person(gate: Running) -> None:
    browser = gate.browser()
    opened = browser.open(gate.screening()).headers["Set-Cookie"]
    locked = browser.settle(gate.screening(), *CHILD).headers["Set-Cookie"]
    for cookie in (opened, locked):
        assert cookie.startswith(f"{COOKIE}=")
        assert "; Path=/; Secure; HttpOnly; SameSite=None; Partitioned" in cookie
        assert "Domain" not in cookie
    assert len(opened) == len(locked)
    assert opened.split(";")[1:] == locked.split(";")[1:]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_fields_stand_in_the_order_of_the_language(gate: Running, language: str) -> None:
    page = gate.browser().open(gate.screening(), f"lang={language}").text
    order = re.findall('autocomplete="bday-([a-z]+)"', page)
    assert order == {"ja": ["year", "month", "day"], "en": ["day", "month", "year"]}[language]


def test_the_browsers_language_counts_where_none_is_asked_for(gate: Running) -> None:
    browser = gate.browser(**{"Accept-Language": "fr;q=0.9, ja-JP;q=0.8, en;q=0.7"})
    assert '<html lang="ja">' in browser.open(gate.screening(), "").text
