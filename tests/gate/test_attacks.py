"""What somebody might try: tampered tokens, foreign forms, forged headers, odd bodies. Each case has a name."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from gate.addresses import client_address, coarse
from gate.attestation import from_jwks, verify
from gate.browser import COOKIE
from gate.model import InvalidAttestationError
from gate.settings import from_environment
from gate.strict import MalformedError, json_object
from tests.gate import tables
from tests.gate.support import ADULT, APP, CHILD, RETURN, URL, Running, attestation_in, refused

BODIES = tables.grouped("bodies.yml")
ADDRESSES = tables.flat("addresses.yml")
Header = dict[str, Any]
Claims = dict[str, Any]


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Forger:
    """Takes a good attestation apart and puts it together otherwise."""

    def __init__(self, gate: Running) -> None:
        self.gate = gate
        self.token = gate.attestation()
        self.key = gate.store.keys.ring().keys[0]
        self.header: Header = jwt.get_unverified_header(self.token)
        self.claims: Claims = jwt.decode(self.token, options={"verify_signature": False})

    def signed(
        self, header: Header | None = None, claims: Claims | None = None, key: Ed25519PrivateKey | None = None
    ) -> str:
        """A token that is signed as it should be, with other contents or by another key."""
        parts = [
            encoded(json.dumps(part).encode())
            for part in ({**self.header, **(header or {})}, {**self.claims, **(claims or {})})
        ]
        signature = (key or self.key.private).sign(".".join(parts).encode())
        return ".".join([*parts, encoded(signature)])

    def without(self, *names: str) -> str:
        """A token that is signed as it should be and lacks claims."""
        for name in names:
            del self.claims[name]
        return self.signed()

    def hmac(self, secret: bytes, **header: Any) -> str:
        """A token signed with a public key as if it were a shared secret."""
        parts = [encoded(json.dumps(part).encode()) for part in (self.header | {"alg": "HS256"} | header, self.claims)]
        return ".".join([*parts, encoded(hmac.digest(secret, ".".join(parts).encode(), hashlib.sha256))])

    def unsigned(self, algorithm: str, tail: str = "") -> str:
        parts = [encoded(json.dumps(part).encode()) for part in (self.header | {"alg": algorithm}, self.claims)]
        return ".".join([*parts, tail])

    @property
    def jwk(self) -> dict[str, str]:
        other = Ed25519PrivateKey.generate().public_key()
        return {"kty": "OKP", "crv": "Ed25519", "x": encoded(other.public_bytes_raw()), "kid": self.key.kid}

    def pem(self) -> bytes:
        return self.key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


OTHER = Ed25519PrivateKey.generate()
TOKENS: dict[str, Callable[[Forger], str]] = {
    "alg none": lambda f: f.unsigned("none"),
    "alg None": lambda f: f.unsigned("None"),
    "alg none with the old signature": lambda f: f.unsigned("none", f.token.split(".")[2]),
    "no alg": lambda f: f.signed({"alg": None}),
    "HS256 with the public key's bytes": lambda f: f.hmac(f.key.public.public_bytes_raw()),
    "HS256 with the public key's PEM": lambda f: f.hmac(f.pem()),
    "HS256 with an empty secret": lambda f: f.hmac(b""),
    "RS256 in name": lambda f: f.signed({"alg": "RS256"}),
    "ES256 in name": lambda f: f.signed({"alg": "ES256"}),
    "signed by another key": lambda f: f.signed(key=OTHER),
    "a foreign kid": lambda f: f.signed({"kid": "foreign"}),
    "a foreign kid and its key": lambda f: f.signed({"kid": "foreign"}, key=OTHER),
    "a path for a kid": lambda f: f.signed({"kid": "../../dev/null"}),
    "SQL for a kid": lambda f: f.signed({"kid": "' OR 1=1 --"}),
    "no kid": lambda f: f.signed({"kid": None}),
    "its own jwk": lambda f: f.signed({"jwk": f.jwk}, key=OTHER),
    "a jku": lambda f: f.signed({"jku": "https://evil.example/jwks.json"}, key=OTHER),
    "an x5u": lambda f: f.signed({"x5u": "https://evil.example/c.pem"}),
    "an x5c": lambda f: f.signed({"x5c": ["MII"]}),
    "crit": lambda f: f.signed({"crit": ["b64"], "b64": False}),
    "typ JWT": lambda f: f.signed({"typ": "JWT"}),
    "typ in capitals": lambda f: f.signed({"typ": "AGE-ATTESTATION+JWT"}),
    "another typ": lambda f: f.signed({"typ": "at+jwt"}),
    "another site": lambda f: f.signed(claims={"aud": "other"}),
    "a list of sites": lambda f: f.signed(claims={"aud": ["my-app", "other"]}),
    "another issuer": lambda f: f.signed(claims={"iss": "https://evil.example"}),
    "an issuer with a slash": lambda f: f.signed(claims={"iss": URL + "/"}),
    "a later expiry": lambda f: f.signed(claims={"exp": f.claims["exp"] + 3600}, key=OTHER),
    "text for an expiry": lambda f: f.signed(claims={"exp": "tomorrow"}),
    "an endless expiry": lambda f: f.signed(claims={"exp": 10**30}),
    "a fractional expiry": lambda f: f.signed(claims={"exp": f.claims["exp"] + 0.5}),
    "from the future": lambda f: f.signed(claims={"iat": f.claims["iat"] + 60}),
    "another screening": lambda f: f.signed(claims={"sid": f.gate.screening()}),
    "another jti": lambda f: f.signed(claims={"jti": "0" * 22}),
    "a higher age": lambda f: f.signed(claims={"age_over": 18}, key=OTHER),
    "text for an age": lambda f: f.signed(claims={"age_over": "14"}),
    "true for an age": lambda f: f.signed(claims={"age_over": True}),
    "another method": lambda f: f.signed(claims={"method": "passport"}),
    "another origin, by another key": lambda f: f.signed(claims={"origin": "https://evil.example"}, key=OTHER),
    "another typ among the claims": lambda f: f.signed(claims={"typ": "JWT"}),
    "no typ among the claims": lambda f: f.without("typ"),
    "no jti": lambda f: f.without("jti"),
    "no exp": lambda f: f.without("exp"),
    "no sid": lambda f: f.without("sid"),
    "no aud": lambda f: f.without("aud"),
    "no origin": lambda f: f.without("origin"),
    "from a sandbox": lambda f: f.signed(claims={"sandbox": True}),
    "one signature bit turned": lambda f: f.token[:-2] + ("A" if f.token[-2] != "A" else "B") + f.token[-1],
    "another spelling of the signature": lambda f: f.token + "=",
    "a space before": lambda f: " " + f.token,
    "a fourth part": lambda f: f.token + ".x",
    "two parts": lambda f: ".".join(f.token.split(".")[:2]),
    "the payload only": lambda f: f.token.split(".")[1],
    "a payload that is a list": lambda f: ".".join([f.token.split(".")[0], encoded(b"[]"), f.token.split(".")[2]]),
    "duplicate claims": lambda f: ".".join(
        [f.token.split(".")[0], encoded(b'{"age_over":14,"age_over":99}'), f.token.split(".")[2]]
    ),
}


@pytest.mark.parametrize("name", TOKENS)
def test_a_tampered_attestation_is_refused_by_the_gate_and_by_the_verifier(gate: Running, name: str) -> None:
    forger = Forger(gate)
    token = TOKENS[name](forger)
    answer = gate.redeem(token)
    assert answer.status_code == 403
    assert answer.json["code"] in ("attestation_invalid", "attestation_expired")
    jwks = gate.app.test_client().get("/.well-known/jwks.json", base_url=URL).json
    if name not in ("another screening", "another jti"):  # well signed: only the gate knows that it never issued them
        with pytest.raises(InvalidAttestationError):
            verify(token, from_jwks(jwks), issuer=URL, audience="my-app", now=gate.clock())
    assert gate.redeem(forger.token).status_code == 200


def test_a_good_attestation_is_accepted_by_the_verifier(gate: Running) -> None:
    token = gate.attestation()
    jwks = gate.app.test_client().get("/.well-known/jwks.json", base_url=URL).json
    claims = verify(token, from_jwks(jwks), issuer=URL, audience="my-app", now=gate.clock())
    assert (claims.age_over, claims.method, claims.origin) == (14, "self_declared", APP)


@given(st.text(max_size=300))
def test_the_verifier_raises_nothing_but_its_own_error(token: str) -> None:
    with pytest.raises(InvalidAttestationError):
        verify(token, {}, issuer=URL, audience="my-app", now=datetime(2026, 1, 1, tzinfo=UTC))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_a_jwk_set_of_any_shape_is_read_without_an_exception(value: Any) -> None:
    assert from_jwks({"keys": value}) == {}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_read_strictly(gate: Running, name: str) -> None:
    case = BODIES[name]
    path = "/v1/screenings" if name.startswith("screenings") else "/v1/attestations/redeem"
    body = tables.unfolded(case["body"]).replace("LONG", "x" * 5000)
    headers = {"Authorization": f"Bearer {gate.secret}", "Content-Type": "application/json"}
    answer = gate.app.test_client().post(
        path, data=body.encode("utf-8", "surrogatepass"), headers=headers, base_url=URL
    )
    assert (answer.status_code, answer.json.get("code")) == (case["status"], case.get("code"))
    if answer.status_code >= 400:
        assert answer.mimetype == "application/problem+json"
        assert answer.json["status"] == case["status"]


@given(st.binary(max_size=200))
def test_whatever_the_bytes_the_strict_reader_gives_an_object_or_refuses(body: bytes) -> None:
    try:
        assert isinstance(json_object(body), dict)
    except MalformedError:
        return


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/json-patch+json"])
def test_only_json_is_json(gate: Running, kind: str) -> None:
    headers = {"Authorization": f"Bearer {gate.secret}", "Content-Type": kind}
    answer = gate.app.test_client().post("/v1/screenings", data="{}", headers=headers, base_url=URL)
    assert (answer.status_code, answer.json["code"]) == (415, "not_json")


SECRETS = {
    "none": {},
    "another scheme": {"Authorization": "Basic Z2F0ZTpnYXRl"},
    "an empty one": {"Authorization": "Bearer "},
    "an unknown one": {"Authorization": "Bearer gate_live_unknown"},
    "a longer one": {"Authorization": "Bearer gate_live_for_testsX"},
    "two": {"Authorization": "Bearer gate_live_for_tests gate_live_for_tests"},
    "SQL": {"Authorization": "Bearer ' OR '1'='1"},
    "strange characters": {"Authorization": "Bearer \xff\xfe"},
}


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("path", ["/v1/screenings", "/v1/attestations/redeem"])
def test_without_the_sites_secret_nothing_is_done(gate: Running, path: str, name: str) -> None:
    answer = gate.app.test_client().post(path, json={}, headers=SECRETS[name], base_url=URL)
    assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


FORGED = {
    "another origin": {"Origin": "https://evil.example"},
    "the app's origin": {"Origin": APP},
    "a sibling's origin": {"Origin": "https://other.example.com"},
    "a parent's origin": {"Origin": "https://example.com"},
    "the origin null": {"Origin": "null"},
    "the gate's origin without encryption": {"Origin": "http://gate.example.com"},
    "the gate's origin on another port": {"Origin": "https://gate.example.com:8443"},
    "a cross-site request": {"Sec-Fetch-Site": "cross-site"},
    "a same-site request": {"Sec-Fetch-Site": "same-site"},
    "a request from nowhere": {"Sec-Fetch-Site": "none"},
    "a forwarded host": {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example", "Host": "evil.example"},
}


@pytest.mark.parametrize("name", FORGED)
def test_a_form_from_elsewhere_is_not_an_answer(gate: Running, name: str) -> None:
    browser, screening = gate.browser(), gate.screening()
    browser.open(screening)
    fields = {"form": browser.gate_token(screening), "year": "2020", "month": "1", "day": "1"}
    forged = gate.app.test_client(use_cookies=False)
    cookie = browser.client.get_cookie(COOKIE, domain="gate.example.com")
    assert cookie is not None
    headers = {"Sec-Fetch-Site": "same-origin", "Cookie": f"{COOKIE}={cookie.value}"} | FORGED[name]
    answer = forged.post(f"/s/{screening}", data=fields, headers=headers, base_url=URL)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert attestation_in(browser.answer(screening, *ADULT))


FIELDS: dict[str, dict[str, str]] = {
    "no token": {"year": "1990", "month": "4", "day": "5"},
    "an empty token": {"form": "", "year": "1990", "month": "4", "day": "5"},
    "a wrong token": {"form": "AAAAAAAAAAAAAAAA", "year": "1990", "month": "4", "day": "5"},
    "a token of another script": {"form": "トークン", "year": "1990", "month": "4", "day": "5"},
    "an unknown field": {"form": "TOKEN", "year": "1990", "month": "4", "day": "5", "age": "40"},
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_form_that_is_not_the_pages_own_is_not_an_answer(gate: Running, name: str) -> None:
    browser, screening = gate.browser(), gate.screening()
    browser.open(screening)
    fields = {k: v.replace("TOKEN", browser.gate_token(screening)) for k, v in FIELDS[name].items()}
    assert browser.send(screening, fields).status_code == 403


def test_a_token_of_another_screenings_form_is_not_good(gate: Running) -> None:
    browser, screening, other = gate.browser(), gate.screening(), gate.screening()
    browser.open(screening)
    fields = {"form": browser.gate_token(other), "year": "1990", "month": "4", "day": "5"}
    assert browser.send(screening, fields).status_code == 403


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("form=TOKEN&year=1990&year=2020&month=4&day=5", "application/x-www-form-urlencoded"),
        ("form=TOKEN&year=%ff&month=4&day=5", "application/x-www-form-urlencoded"),
        ('{"form": "TOKEN", "year": "1990", "month": "4", "day": "5"}', "application/json"),
        ("form=TOKEN&year=1990&month=4&day=5", "text/plain"),
        ("&".join(f"a{i}=1" for i in range(50)), "application/x-www-form-urlencoded"),
    ],
)
def test_a_form_is_read_strictly(gate: Running, body: str, kind: str) -> None:
    browser, screening = gate.browser(), gate.screening()
    browser.open(screening)
    headers = {"Content-Type": kind, "Origin": URL, "Sec-Fetch-Site": "same-origin"}
    text = body.replace("TOKEN", browser.gate_token(screening))
    assert browser.client.post(f"/s/{screening}", data=text, headers=headers, base_url=URL).status_code == 403
    assert gate.store.screenings.find(screening) is not None  # type: ignore[arg-type]


def test_a_browser_without_cookies_gets_no_answer(gate: Running) -> None:
    screening = gate.screening()
    stranger = gate.browser()
    fields = {"form": stranger.gate_token(screening), "year": "1990", "month": "4", "day": "5"}
    answer = stranger.send(screening, fields)
    assert answer.status_code == 400
    assert attestation_in(answer) is None
    assert gate.store.screenings.find(screening) is not None  # type: ignore[arg-type]


COOKIES = ["", "x", "A" * 48, "A" * 52, "=" * 52, "../../etc/passwd", "é"]


@pytest.mark.parametrize("value", COOKIES)
def test_a_forged_cookie_counts_as_none(gate: Running, value: str) -> None:
    screening = gate.screening()
    headers = {"Cookie": f"{COOKIE}={value}", "Origin": URL}
    fields = {"form": gate.browser().gate_token(screening), "year": "1990", "month": "4", "day": "5"}
    answer = gate.app.test_client(use_cookies=False).post(f"/s/{screening}", data=fields, headers=headers, base_url=URL)
    assert answer.status_code == 400


SCREENINGS = ["x", "A" * 48, "A" * 100, "..%2f", "%00", "'%20OR%201=1", "<script>"]


@pytest.mark.parametrize("name", SCREENINGS)
def test_an_id_that_the_gate_did_not_make_is_unknown(gate: Running, name: str) -> None:
    assert gate.browser().open(name).status_code == 404


def test_a_changed_id_is_unknown(gate: Running) -> None:
    screening = gate.screening()
    for i in range(0, len(screening), 5):
        changed = screening[:i] + ("A" if screening[i] != "A" else "B") + screening[i + 1 :]
        assert gate.browser().open(changed).status_code == 404


def test_only_the_sites_origins_may_frame_and_only_the_embedded_page(gate: Running) -> None:
    plain, framed = gate.browser().open(gate.screening(), ""), gate.browser().open(gate.screening(), "embed")
    assert "frame-ancestors 'none'" in plain.headers["Content-Security-Policy"]
    assert plain.headers["X-Frame-Options"] == "DENY"
    assert f"frame-ancestors {APP}" in framed.headers["Content-Security-Policy"].split("; ")
    assert "X-Frame-Options" not in framed.headers


def test_the_attestation_names_its_one_exact_target(gate: Running) -> None:
    done = gate.browser().answer(gate.screening(return_url=None), *ADULT, query="embed")
    assert f'data-origin="{APP}"' in done.text
    assert "*" not in done.text


def test_every_answer_is_closed_by_policy(gate: Running) -> None:
    browser = gate.browser()
    answers = [
        browser.open(gate.screening()),
        browser.answer(gate.screening(), *ADULT),
        browser.answer(gate.screening(), "x", "y", "z"),
        browser.answer(gate.screening(), *CHILD),
        gate.call("/v1/screenings", {}),
        gate.call("/v1/screenings", {}, secret=None),
        *(
            browser.client.get(path, base_url=URL)
            for path in ("/docs", "/openapi.json", "/nothing", "/healthz", "/embed.js")
        ),
        browser.client.options("/v1/screenings", base_url=URL),
        browser.client.delete("/s/x", base_url=URL),
    ]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Strict-Transport-Security"]
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_form_may_go_to_the_gate_and_to_the_return_address_only(gate: Running) -> None:
    done = gate.browser().answer(gate.screening(return_url=RETURN), *ADULT)
    assert f"form-action 'self' {APP}" in done.headers["Content-Security-Policy"].split("; ")
    asked = gate.browser().open(gate.screening())
    assert "form-action 'self'" in asked.headers["Content-Security-Policy"].split("; ")


@pytest.mark.parametrize("name", ADDRESSES)
def test_only_trusted_proxies_are_believed(name: str) -> None:
    case = ADDRESSES[name]
    settings = from_environment({"GATE_TRUSTED_PROXIES": case.get("trusted", "")})
    found = client_address(case["peer"], case.get("forwarded"), settings.trusted_proxies)
    assert (None if found is None else str(found)) == case["is"]


def test_addresses_are_coarse() -> None:
    def network(text: str) -> str:
        return coarse(client_address(text, None, ()))

    assert network("203.0.113.7") == network("203.0.113.250") != network("203.0.114.7")
    assert network("2001:db8:1:2::3") == network("2001:db8:1:ffff::9") != network("2001:db8:2::1")
    assert "203.0.113.7" not in network("203.0.113.7")


def test_another_host_name_changes_nothing(gate: Running) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Authorization": f"Bearer {gate.secret}"}
    made = gate.app.test_client().post("/v1/screenings", json={}, headers=headers)
    assert made.json["url"].startswith(URL + "/s/")


def test_the_expected_screening_must_match(gate: Running) -> None:
    first, second = gate.screening(), gate.screening()
    token = attestation_in(gate.browser().answer(first, *ADULT)) or ""
    assert gate.redeem(token, screening=second).status_code == 403
    assert gate.redeem(token, screening=first).status_code == 200


def test_a_refused_browser_cannot_use_an_id_that_somebody_else_answered(gate: Running) -> None:
    screening, child = gate.screening(), gate.browser()
    child.answer(gate.screening(), *CHILD)
    gate.browser().answer(screening, *ADULT)
    assert refused(child.open(screening))
