"""The server in front of the application: slow, cut-off, chunked and oversized bodies; headers as they come."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gate.server import MAX_BODY, Server
from tests.gate.live import Live, live_gate


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder: Path = tmp_path_factory.mktemp("server")
    with live_gate(folder) as running:
        running.add_site("my-app")
        yield running


def opened(live: Live, text: str) -> socket.socket:
    """A connection on which `text` has been sent."""
    connection = socket.create_connection(("127.0.0.1", live.served.port), timeout=20)
    connection.sendall(text.encode())
    return connection


def head(live: Live, path: str, *more: str) -> str:
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    lines += [f"Authorization: Bearer {live.secrets['my-app']}", *more]
    return "\r\n".join(lines) + "\r\n\r\n"


@pytest.mark.parametrize("path", ["/v1/screenings", "/v1/attestations/redeem", "/s/AAAA", "/nothing"])
def test_half_sent_bodies_keep_nobody_waiting(live: Live, path: str) -> None:
    half = head(live, path, "Content-Length: 100") + '{"a":'
    connections = [opened(live, half) for _ in range(30)]
    try:
        assert live.client().screening().id
        assert live.served.send("GET", "/healthz").status == 200
    finally:
        for connection in connections:
            connection.close()
    assert live.client().screening().id


def status_of(connection: socket.socket) -> int:
    with connection, connection.makefile("rb") as answer:
        return int(answer.readline().split()[1])


def test_a_body_in_chunks_is_a_body(live: Live) -> None:
    text = head(live, "/v1/screenings", "Transfer-Encoding: chunked") + "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
    assert status_of(opened(live, text)) == 201


def test_chunks_without_end_are_cut_off(live: Live) -> None:
    chunk = f"{MAX_BODY:x}\r\n{' ' * MAX_BODY}\r\n"
    text = head(live, "/v1/screenings", "Transfer-Encoding: chunked") + chunk * 2
    assert status_of(opened(live, text)) == 413


@pytest.mark.parametrize("length", [MAX_BODY + 1, 10**9, 10**30, "0" * 20 + "1"])
def test_a_body_that_announces_too_much_is_not_waited_for(live: Live, length: int | str) -> None:
    assert status_of(opened(live, head(live, "/v1/screenings", f"Content-Length: {length}"))) in (400, 413)


@dataclass
class Request:
    """A request as Granian hands it on (RSGI 1.6): scope and protocol in one."""

    headers: Any = field(default_factory=lambda: Headers())
    parts: tuple[bytes, ...] = ()
    stalls: bool = False
    method: str = "POST"
    path: str = "/"
    query_string: str = ""
    scheme: str = "http"
    http_version: str = "1.1"
    authority: str | None = None
    server: str = "127.0.0.1:8100"
    client: str = "203.0.113.7:5000"
    answer: tuple[int, list[tuple[str, str]], bytes] | None = None

    async def __call__(self) -> bytes:
        return b"".join([part async for part in self])

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            yield part
        if self.stalls:
            await asyncio.Event().wait()

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answer = status, headers, body


class Headers(list[tuple[str, str]]):
    """Headers in order, repeated ones too."""

    def items(self) -> "Headers":
        return self

    def get(self, name: str) -> str | None:
        return dict(self).get(name)


def shown(environ: dict[str, Any], start: Any) -> list[bytes]:
    """A WSGI application that shows what it was asked."""
    seen = {name: value for name, value in environ.items() if isinstance(value, str)}
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(seen | {"body": environ["wsgi.input"].read().decode()}).encode()]


def asked(request: Request, threads: int = 1) -> tuple[int, dict[str, Any]]:
    server = Server(shown, threads, body_seconds=0.05)
    asyncio.run(server.__rsgi__(request, request))
    assert request.answer is not None
    return request.answer[0], json.loads(request.answer[2])


@pytest.mark.parametrize("announced", [[], [("content-length", "100")]], ids=["in chunks", "announced"])
def test_a_body_that_stops_half_way_is_given_up(announced: list[tuple[str, str]]) -> None:
    status, problem = asked(Request(headers=Headers(announced), parts=(b"{",), stalls=True))
    assert (status, problem["code"]) == (408, "too_slow")


@pytest.mark.parametrize("announced", [[], [("content-length", "2")]], ids=["in chunks", "announced"])
@pytest.mark.parametrize("threads", [1, 3])
def test_the_application_gets_the_whole_request(threads: int, announced: list[tuple[str, str]]) -> None:
    headers = Headers([("host", "gate.example.com"), ("content-type", "text/plain"), ("x-a", "1"), ("x-a", "2")])
    headers += announced
    request = Request(headers=headers, parts=(b"a", b"b"), path="/s/あ", query_string="lang=ja")
    status, seen = asked(request, threads)
    assert status == 200
    assert (seen["body"], seen["CONTENT_LENGTH"], seen["CONTENT_TYPE"]) == ("ab", "2", "text/plain")
    assert (seen["PATH_INFO"].encode("latin-1").decode(), seen["QUERY_STRING"]) == ("/s/あ", "lang=ja")
    assert (seen["HTTP_HOST"], seen["HTTP_X_A"], seen["REMOTE_ADDR"]) == ("gate.example.com", "1,2", "203.0.113.7")


def test_a_header_with_underscores_is_not_taken_for_the_one_that_a_proxy_sets() -> None:
    headers = Headers(
        [("x_forwarded_for", "198.51.100.1"), ("x-forwarded-for", "203.0.113.9"), ("authorization_", "x")]
    )
    _, seen = asked(Request(headers=headers))
    assert seen["HTTP_X_FORWARDED_FOR"] == "203.0.113.9"
    assert "HTTP_AUTHORIZATION_" not in seen


def test_two_cookie_headers_are_one() -> None:
    _, seen = asked(Request(headers=Headers([("cookie", "a=1"), ("cookie", "b=2")])))
    assert seen["HTTP_COOKIE"] == "a=1; b=2"


def test_an_ipv6_client_is_known_by_its_address() -> None:
    _, seen = asked(Request(client="[2001:db8::1]:5000"))
    assert seen["REMOTE_ADDR"] == "2001:db8::1"
