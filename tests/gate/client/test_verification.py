"""`verify(token, jwks, audience)` with keys made here: what it accepts, and the reason for each refusal."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gate.attestation import SigningKey, new_key, sign, to_jwks
from gate.client import Claims, ExpiredAttestationError, InvalidAttestationError, KeyCache, verify
from gate.model import Method, Origin, ScreeningId, SiteId

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
KEY = new_key(NOW)
JWKS = to_jwks([KEY])
GOOD = Claims(
    iss="https://gate.example.com",
    aud=SiteId("my-app"),
    jti="j",
    iat=NOW,
    exp=NOW + timedelta(minutes=5),
    sid=ScreeningId("s"),
    age_over=14,
    origin=Origin("https://app.example.com"),
)


def signed(key: SigningKey = KEY, **changes: Any) -> str:
    return sign(replace(GOOD, **changes), key)


def test_a_good_attestation_gives_its_claims() -> None:
    assert verify(signed(), JWKS, "my-app", now=NOW) == GOOD


def test_a_key_cache_knows_the_issuer() -> None:
    cache = KeyCache("https://gate.example.com/", fetch=lambda: JWKS)
    assert verify(signed(), cache, "my-app", now=NOW).iss == "https://gate.example.com"
    with pytest.raises(InvalidAttestationError, match="another issuer"):
        verify(signed(iss="https://evil.example"), cache, "my-app", now=NOW)


def test_by_default_the_machines_clock_counts() -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    assert verify(signed(iat=now, exp=now + timedelta(minutes=5)), JWKS, "my-app").iat == now
    with pytest.raises(ExpiredAttestationError):
        verify(signed(iat=now - timedelta(minutes=6), exp=now - timedelta(minutes=1)), JWKS, "my-app")


@pytest.mark.parametrize(
    ("changes", "wanted", "reason"),
    [
        ({"aud": SiteId("other-app")}, {}, "another site"),
        ({}, {"issuer": "https://other.example"}, "another issuer"),
        ({"sid": ScreeningId("t")}, {"screening": "s"}, "another screening"),
        ({}, {"age_over": 16}, "does not state"),
        ({"sandbox": True}, {}, "sandbox"),
        ({"iat": NOW + timedelta(minutes=2)}, {}, "future"),
        ({"exp": NOW}, {}, "expired"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(
    changes: dict[str, Any], wanted: dict[str, Any], reason: str
) -> None:
    with pytest.raises(InvalidAttestationError, match=reason):
        verify(signed(**changes), JWKS, "my-app", now=NOW, **wanted)


@pytest.mark.parametrize(
    "wanted", [{"screening": "s"}, {"age_over": 14}, {"age_over": 13}, {"issuer": "https://gate.example.com"}]
)
def test_what_fits_is_accepted(wanted: dict[str, Any]) -> None:
    assert verify(signed(), JWKS, "my-app", now=NOW, **wanted) == GOOD


def test_a_sandboxs_attestation_passes_only_where_that_is_said() -> None:
    assert verify(signed(sandbox=True), JWKS, "my-app", now=NOW, allow_sandbox=True).sandbox


def test_the_method_is_handed_on_as_the_gate_states_it() -> None:
    found = verify(signed(method=Method.IDENTITY_DOCUMENT), JWKS, "my-app", now=NOW)
    assert found.method == "identity_document"


@pytest.mark.parametrize("jwks", [{}, {"keys": []}, {"keys": [{"kty": "RSA"}]}, {"keys": "x"}])
def test_without_its_key_an_attestation_is_not_good(jwks: dict[str, Any]) -> None:
    with pytest.raises(InvalidAttestationError, match="key"):
        verify(signed(), jwks, "my-app", now=NOW)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "." * 5000, "é.é.é", "\n.\n.\n"])
def test_what_is_not_a_token_is_refused(token: str) -> None:
    with pytest.raises(InvalidAttestationError):
        verify(token, JWKS, "my-app", now=NOW)


def test_a_time_without_a_zone_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="zone"):
        verify(signed(), JWKS, "my-app", now=NOW.replace(tzinfo=None))
