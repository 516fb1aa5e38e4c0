"""WSGI and ASGI middleware in front of an app that would take anybody: one set of cases, run through both."""

import asyncio
import io
import json
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

import pytest

from gate.client import AgeGate
from gate.client.asgi import RequireAttestation as Asgi
from gate.client.wsgi import RequireAttestation as Wsgi
from tests.gate.live import Live
from tests.support.processes import free_port

FORM = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> Any:
        return json.loads(self.body)["code"]


Send = Callable[..., Answer]


def seen_by_app(claims: Any, body: bytes) -> bytes:
    return json.dumps({"sid": claims.sid if claims else None, "body": body.decode("latin-1")}).encode()


def through_wsgi(gate: AgeGate, **options: Any) -> Send:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        start_response("201 Created", [])
        return [seen_by_app(environ.get("gate.claims"), environ["wsgi.input"].read(length))]

    wrapped = Wsgi(app, gate, ["/signup", "/api/accounts"], **options)

    def send(path: str, body: bytes = b"", kind: str = FORM, method: str = "POST", **headers: str) -> Answer:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote(path),
            "SCRIPT_NAME": "",
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "gate.claims": "forged",
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        started: list[Any] = []
        content = b"".join(wrapped(environ, lambda status, found: started.extend((status, found))))
        return Answer(int(started[0][:3]), dict(started[1]), content)

    return send


def through_asgi(gate: AgeGate, **options: Any) -> Send:
    async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        await send({"type": "http.response.start", "status": 201, "headers": []})
        await send({"type": "http.response.body", "body": seen_by_app(scope.get("gate.claims"), body)})

    wrapped = Asgi(app, gate, ["/signup", "/api/accounts"], **options)

    def send(path: str, body: bytes = b"", kind: str = FORM, method: str = "POST", **headers: str) -> Answer:
        named = {"content-type": kind} | {name.replace("_", "-"): value for name, value in headers.items()}
        scope = {
            "type": "http",
            "method": method,
            "path": unquote(path),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            "gate.claims": "forged",
        }
        half = len(body) // 2
        parts = [{"type": "http.request", "body": body[:half], "more_body": True}]
        parts.append({"type": "http.request", "body": body[half:], "more_body": False})
        sent: list[Any] = []

        async def receive() -> Any:
            return parts.pop(0)

        async def take(message: Any) -> None:
            sent.append(message)

        asyncio.run(wrapped(scope, receive, take))
        found = {name.decode().title(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], found, sent[1]["body"])

    return send


@pytest.fixture(params=[through_wsgi, through_asgi], ids=["wsgi", "asgi"])
def through(request: pytest.FixtureRequest) -> Callable[..., Send]:
    return request.param  # type: ignore[no-any-return]


def as_form(token: str, **more: str) -> bytes:
    return urlencode({"email": "a@example.com", "attestation": token} | more).encode()


def test_a_form_with_an_attestation_passes_once_and_reaches_the_app_whole(through: Any, live: Live) -> None:
    send = through(live.client())
    token, screening = live.attestation()
    body = as_form(token, name="歌子")
    first = send("/signup", body)
    assert first.status == 201
    assert json.loads(first.body) == {"sid": screening, "body": body.decode()}
    again = send("/signup", body)
    assert (again.status, again.code) == (403, "already_redeemed")


@pytest.mark.parametrize("how", ["json", "header", "header beside a photo"])
def test_json_and_the_header_do_too(through: Any, live: Live, how: str) -> None:
    send = through(live.client())
    token, screening = live.attestation()
    answer = {
        "json": lambda: send("/signup", json.dumps({"attestation": token}).encode(), "application/json; charset=utf-8"),
        "header": lambda: send("/signup", b"x", "text/plain", age_attestation=token),
        "header beside a photo": lambda: send("/signup", b"\xff" * 10, "image/png", age_attestation=token),
    }[how]()
    assert answer.status == 201
    assert json.loads(answer.body)["sid"] == screening


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", FORM),
        (b"email=a", FORM),
        (b"attestation=", FORM),
        (b"{}", "application/json"),
        (b'{"attestation": null}', "application/json"),
        (b'{"attestation": ["x"]}', "application/json"),
        (b"[]", "application/json"),
        (b"\xff", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"&" * 2000, FORM),
        (b"", ""),
    ],
)
def test_without_an_attestation_nobody_passes(through: Any, live: Live, body: bytes, kind: str) -> None:
    answer = through(live.client())("/signup", body, kind)
    assert (answer.status, answer.code) == (403, "attestation_missing")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"


def test_two_different_attestations_count_as_none(through: Any, live: Live) -> None:
    send = through(live.client())
    one, _ = live.attestation()
    other, _ = live.attestation()
    twice = [
        send("/signup", urlencode([("attestation", one), ("attestation", other)]).encode()),
        send("/signup", f'{{"attestation": "{one}", "attestation": "{other}"}}'.encode(), "application/json"),
        send("/signup", as_form(one), age_attestation=other),
    ]
    assert {answer.code for answer in twice} == {"attestation_missing"}
    assert send("/signup", as_form(one)).status == 201


@pytest.mark.parametrize(
    "path",
    [
        "/signup",
        "/signup/",
        "//signup",
        "/SignUp",
        "/./signup",
        "/x/../signup",
        "/signup;a=b",
        "/%73ignup",
        "/signup%2F",
        "/\\signup",
        "/signup/step/2",
        "/api//accounts",
        "/api/accounts/",
    ],
)
def test_no_spelling_of_the_path_leads_past_the_gate(through: Any, live: Live, path: str) -> None:
    assert through(live.client())(path).code == "attestation_missing"


@pytest.mark.parametrize(
    ("path", "method"),
    [("/signups", "POST"), ("/", "POST"), ("/api", "POST"), ("/signup", "GET"), ("/signup", "HEAD")],
)
def test_what_makes_no_account_is_left_alone_and_no_claims_can_be_smuggled_in(
    through: Any, live: Live, path: str, method: str
) -> None:
    answer = through(live.client())(path, b"x=1", method=method)
    assert answer.status == 201
    assert json.loads(answer.body) == {"sid": None, "body": "x=1"}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "post", "PROPFIND"])
def test_every_method_that_changes_something_is_guarded(through: Any, live: Live, method: str) -> None:
    assert through(live.client())("/signup", method=method).code == "attestation_missing"


def test_the_attestation_must_be_of_the_screening_that_was_made_for_the_person(through: Any, live: Live) -> None:
    token, screening = live.attestation()
    assert through(live.client(), screening=lambda _: None)("/signup", as_form(token)).code == "attestation_missing"
    other = through(live.client(), screening=lambda _: live.client().screening().id)
    assert other("/signup", as_form(token)).code == "attestation_invalid"
    assert through(live.client(), screening=lambda _: screening)("/signup", as_form(token)).status == 201


def test_an_app_may_ask_for_more(through: Any, live: Live) -> None:
    token, _ = live.attestation()
    assert through(live.client(), age_over=99)("/signup", as_form(token)).code == "attestation_invalid"


def test_while_the_gate_is_away_nobody_passes(through: Any, live: Live) -> None:
    token, _ = live.attestation()
    nobody = AgeGate(f"http://127.0.0.1:{free_port()}", "my-app", "x", sleep=lambda _: None)
    answer = through(nobody)("/signup", as_form(token))
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "gate_unavailable", "5")


def test_a_large_body_needs_the_header(through: Any, live: Live) -> None:
    send = through(live.client())
    token, screening = live.attestation()
    large = as_form(token, photo="x" * 1_100_000)
    assert send("/signup", large).code == "attestation_missing"
    answer = send("/signup", large, age_attestation=token)
    assert json.loads(answer.body) == {"sid": screening, "body": large.decode()}


def test_a_guard_that_guards_nothing_is_a_mistake(live: Live) -> None:
    for kind in (Wsgi, Asgi):
        with pytest.raises(ValueError, match="path"):
            kind(lambda *_: None, live.client(), [])  # type: ignore[arg-type]


def test_other_scopes_than_http_go_through(live: Live) -> None:
    met: list[str] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        met.append(scope["type"])

    asyncio.run(Asgi(app, live.client(), ["/"])({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert met == ["lifespan"]


def test_mounted_apps_are_guarded_by_either_reading_of_the_path(live: Live) -> None:
    def app(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("201 Created", [])
        return [b""]

    guard = Wsgi(app, live.client(), ["/app/signup"])
    environ = {"REQUEST_METHOD": "POST", "SCRIPT_NAME": "/app", "PATH_INFO": "/signup"}
    started: list[str] = []
    guard(environ, lambda status, _: started.append(status))
    assert started == ["403 Forbidden"]
