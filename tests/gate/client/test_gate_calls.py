"""The client against a real gate: screenings, redemption once, lost answers, a gate that is away."""

import json
import re
from typing import Any

import pytest

from gate.client import (
    AgeGate,
    AlreadyRedeemedError,
    ExpiredAttestationError,
    GateDownError,
    GateMisconfiguredError,
    InvalidAttestationError,
    redeem,
)
from tests.gate.live import APP, Live, losing_answers, wsgi_server
from tests.gate.support import CHILD
from tests.support.processes import free_port


def test_a_screening_has_an_id_an_address_and_an_end(live: Live) -> None:
    asked = live.client().screening(return_url=f"{APP}/x", state="s", locale="ja", jurisdiction="JP", origin=APP)
    assert asked.url == f"{live.url}/s/{asked.id}?lang=ja"
    assert asked.expires_at.tzinfo is not None


def test_an_attestation_verifies_and_redeems_once(live: Live) -> None:
    client = live.client()
    token, screening = live.attestation()
    assert client.verify(token, screening=screening).sid == screening
    claims = client.redeem(token, screening=screening, age_over=14)
    assert (claims.aud, claims.method) == ("my-app", "self_declared")
    with pytest.raises(AlreadyRedeemedError):
        client.redeem(token, screening=screening)


def test_a_script_redeems_in_one_call(live: Live) -> None:
    token, screening = live.attestation()
    assert redeem(token, live.url, "my-app", live.secrets["my-app"], screening=screening).sid == screening


def test_a_refused_child_brings_nothing(live: Live) -> None:
    assert live.answer(live.client().screening().id, CHILD) is None


def test_another_sites_attestation_is_not_good(live: Live) -> None:
    asked = live.client("other-app").screening(return_url="https://other.example.com/x")
    token = live.answer(asked.id)
    assert token
    with pytest.raises(InvalidAttestationError):
        live.client().redeem(token)
    with pytest.raises(InvalidAttestationError, match="another site"):
        live.client().verify(token)
    assert live.client("other-app").redeem(token).aud == "other-app"


def test_another_persons_screening_is_not_good_and_costs_nobody_the_attestation(live: Live) -> None:
    token, screening = live.attestation()
    with pytest.raises(InvalidAttestationError):
        live.client().redeem(token, screening=live.client().screening().id)
    assert live.client().redeem(token, screening=screening).sid == screening


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "a.b.\x00", "x" * 5000, ".."])
def test_what_is_not_a_token_is_refused(live: Live, token: str) -> None:
    with pytest.raises(InvalidAttestationError):
        live.client().redeem(token)


def test_a_wrong_secret_is_the_operators_fault_and_nobody_passes(live: Live) -> None:
    token, _ = live.attestation()
    stranger = AgeGate(live.url, "my-app", "gate_live_wrong")
    with pytest.raises(GateMisconfiguredError, match="unauthorized"):
        stranger.redeem(token)
    with pytest.raises(GateMisconfiguredError, match="unauthorized"):
        stranger.screening()


def test_the_secret_of_another_site_is_noticed(live: Live) -> None:
    token, _ = live.attestation()
    confused = AgeGate(live.url, "the-app", live.secrets["my-app"])
    with pytest.raises(GateMisconfiguredError, match="my-app"):
        confused.redeem(token)


@pytest.mark.parametrize("wish", [{"origin": "https://evil.example"}, {"jurisdiction": "XX"}, {"locale": "tlh"}])
def test_a_wish_that_is_not_granted_says_what_is_wrong(live: Live, wish: dict[str, str]) -> None:
    with pytest.raises(GateMisconfiguredError, match=next(iter(wish))):
        live.client().screening(**wish)


def test_no_secret_shows_in_what_may_be_logged(live: Live) -> None:
    secret = live.secrets["my-app"]
    assert secret not in repr(live.client())
    with pytest.raises(GateMisconfiguredError) as caught:
        live.client().screening(jurisdiction="XX")
    assert secret not in str(caught.value)


@pytest.mark.parametrize("lost", [1, 2])
def test_a_redemption_whose_answer_was_lost_is_repeated_with_the_same_key(live: Live, lost: int) -> None:
    token, screening = live.attestation()
    pauses: list[float] = []
    with losing_answers(live.served.port, lost) as (port, seen):
        client = AgeGate(f"http://127.0.0.1:{port}", "my-app", live.secrets["my-app"], sleep=pauses.append)
        assert client.redeem(token, screening=screening).sid == screening
    keys = {re.search(rb"(?i)idempotency-key: *(\S+)", request) for request in seen}
    assert len(seen) == len(pauses) + 1 == lost + 1
    assert len({key[1] for key in keys if key}) == 1
    with pytest.raises(AlreadyRedeemedError):
        live.client().redeem(token)


def test_two_redemptions_never_share_a_key(live: Live) -> None:
    """Otherwise a replay would count as a repetition, and pass."""
    with losing_answers(live.served.port, 0) as (port, seen):
        for _ in range(2):
            token, _ = live.attestation()
            AgeGate(f"http://127.0.0.1:{port}", "my-app", live.secrets["my-app"]).redeem(token)
    keys = [re.search(rb"(?i)idempotency-key: *(\S+)", request) for request in seen]
    assert len({key[1] for key in keys if key}) == 2


def test_while_the_gate_is_away_nobody_passes(live: Live) -> None:
    token, _ = live.attestation()
    nobody = AgeGate(f"http://127.0.0.1:{free_port()}", "my-app", "x", sleep=lambda _: None)
    for call in (lambda: nobody.redeem(token), lambda: nobody.verify(token), nobody.screening):
        with pytest.raises(GateDownError):
            call()


def answering(status: str, body: bytes, **headers: str) -> Any:
    def application(_environ: Any, start_response: Any) -> list[bytes]:
        start_response(status, [(name.replace("_", "-"), value) for name, value in headers.items()])
        return [body]

    return application


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("503 Service Unavailable", b'{"code": "unavailable"}'),
        ("429 Too Many Requests", b'{"code": "too_many"}'),
        ("500 Internal Server Error", b""),
        ("502 Bad Gateway", b"<html>"),
        ("302 Found", b""),
        ("404 Not Found", b"<html>"),
    ],
)
def test_whatever_is_no_answer_of_a_gate_lets_nobody_pass(live: Live, status: str, body: bytes) -> None:
    token, _ = live.attestation()
    with wsgi_server(answering(status, body, Retry_After="7", Location="/x")) as port:
        client = AgeGate(f"http://127.0.0.1:{port}", "my-app", "x", sleep=lambda _: None)
        with pytest.raises(GateDownError) as caught:
            client.redeem(token)
        assert caught.value.retry_after == 7


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b'{"sid": "x"}', b"\xff", b'{"ok": true}' * 10_000])
def test_an_answer_without_claims_lets_nobody_pass(live: Live, body: bytes) -> None:
    token, _ = live.attestation()
    with wsgi_server(answering("200 OK", body)) as port, pytest.raises(InvalidAttestationError):
        AgeGate(f"http://127.0.0.1:{port}", "my-app", "x").redeem(token)


def test_the_gates_own_words_for_an_expired_attestation_are_understood(live: Live) -> None:
    token, _ = live.attestation()
    body = json.dumps({"code": "attestation_expired"}).encode()
    with wsgi_server(answering("403 Forbidden", body)) as port, pytest.raises(ExpiredAttestationError):
        AgeGate(f"http://127.0.0.1:{port}", "my-app", "x").redeem(token)


def test_a_sandboxs_claims_are_refused_by_an_app_that_is_not_under_test(live: Live) -> None:
    token, screening = live.attestation()
    claims = live.client().redeem(token).as_json() | {"sandbox": True}
    with wsgi_server(answering("200 OK", json.dumps(claims).encode())) as port:
        address = f"http://127.0.0.1:{port}"
        with pytest.raises(GateMisconfiguredError, match="sandbox"):
            AgeGate(address, "my-app", "x").redeem(token)
        assert AgeGate(address, "my-app", "x", sandbox=True).redeem(token).sid == screening
