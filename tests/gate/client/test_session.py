"""One person's screening in the app's session: the same for every tab, forgotten when it has served."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gate.client import AgeGate, AlreadyRedeemedError, GateDownError, InvalidAttestationError, MissingAttestationError
from gate.client import session as sessions
from tests.gate.live import APP, Live
from tests.support.processes import free_port

BACK = f"{APP}/back"


def token_saying(**claims: Any) -> str:
    """What looks like a token to whoever does not verify it."""
    return f"x.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.x"


def test_every_tab_of_one_session_gets_the_same_screening(live: Live) -> None:
    session: dict[str, Any] = {}
    first = sessions.screening(live.client(), session, return_url=BACK)
    assert sessions.screening(live.client(), session, return_url=BACK) == first
    assert sessions.screening(live.client(), {}, return_url=BACK) != first
    assert session.keys() == {"age_gate"}


def test_a_screening_near_its_end_is_replaced(live: Live) -> None:
    session: dict[str, Any] = {}
    first = sessions.screening(live.client(), session)
    session["age_gate"]["expires_at"] = (datetime.now(UTC) + timedelta(minutes=4)).isoformat()
    assert sessions.screening(live.client(), session).id != first.id


@pytest.mark.parametrize("kept", [None, "x", {}, {"id": 1}, {"id": "a", "url": "b", "expires_at": "soon"}])
def test_a_session_that_holds_something_else_is_no_harm(live: Live, kept: Any) -> None:
    assert sessions.screening(live.client(), {"age_gate": kept}).id


def test_redeeming_forgets_the_screening_whatever_comes_of_it(live: Live) -> None:
    client, session = live.client(), dict[str, Any]()
    token = live.answer(sessions.screening(client, session, return_url=BACK).id)
    before = dict(session)
    sessions.redeem(client, session, token)
    assert session == {}
    with pytest.raises(AlreadyRedeemedError):
        sessions.redeem(client, before, token)
    assert before == {}
    with pytest.raises(MissingAttestationError):
        sessions.redeem(client, before, token)


def test_anothers_attestation_is_refused(live: Live) -> None:
    session: dict[str, Any] = {}
    sessions.screening(live.client(), session)
    with pytest.raises(InvalidAttestationError):
        sessions.redeem(live.client(), session, live.attestation()[0])


def test_while_the_gate_is_away_the_screening_is_kept(live: Live) -> None:
    session: dict[str, Any] = {}
    token = live.answer(sessions.screening(live.client(), session, return_url=BACK).id)
    away = AgeGate(f"http://127.0.0.1:{free_port()}", "my-app", "x", sleep=lambda _: None)
    with pytest.raises(GateDownError):
        sessions.redeem(away, session, token)
    assert sessions.redeem(live.client(), session, token).aud == "my-app"


def test_the_question_is_the_element_with_a_link_inside_and_escapes_what_it_is_given(live: Live) -> None:
    html = sessions.question(live.client(), {}, {}, "ja", link="<生年月日>", return_url=BACK)
    assert f'<script src="{live.url}/embed.js" async></script>' in html
    assert "&lt;生年月日&gt;</a></age-gate>" in html
    assert "?lang=ja" in html
    assert "<a href=" in sessions.question(live.client(), {}, {}, "fr", return_url=BACK)


def test_an_answer_that_waits_in_the_cookie_is_said_to_be_there(live: Live) -> None:
    client, session = live.client(), dict[str, Any]()
    token = live.answer(sessions.screening(client, session, return_url=BACK).id) or ""
    assert "<age-gate" not in sessions.question(client, session, {"age_attestation": token}, "ja")
    assert "済んでいます" in sessions.question(client, session, {"age_attestation": token}, "ja-JP")
    sessions.redeem(client, session, token)
    assert "<age-gate" in sessions.question(client, session, {"age_attestation": token})


def test_a_cookie_that_will_not_do_does_not_hide_the_question(live: Live) -> None:
    client, session = live.client(), dict[str, Any]()
    asked = sessions.screening(client, session, return_url=BACK)
    now = datetime.now(UTC).timestamp()
    late = token_saying(sid=asked.id, exp=now - 1)
    other = token_saying(sid="other", exp=now + 100)
    for cookie in ("", "x", "a.b.c", "..", late, other, token_saying(), token_saying(sid=asked.id, exp="x"), "a.é.b"):
        assert "<age-gate" in sessions.question(client, session, {"age_attestation": cookie}), cookie
