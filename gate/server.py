"""What Granian runs: takes in a request's whole body, within a time, before anything waits for it; then calls the WSGI
application.

Granian's own WSGI face hands a request to one of few threads as soon as its headers are there, and has no time limit
for bodies: a client that sends half of one would keep a thread for as long as it likes. Here a half-sent body costs a
coroutine, and ends after BODY_SECONDS.
"""

import asyncio
import io
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from granian.rsgi import ProtocolClosed

from gate import events
from gate.app import create as create_app
from gate.settings import from_environment
from gate.web.direct import MAX_BODY
from gate.web.exchange import Outgoing
from gate.web.problems import ProblemError
from gate.web.problems import answer as problem_answer

BODY_SECONDS = 10.0
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
Answer = tuple[int, list[tuple[str, str]], bytes]
_DIGITS = len(str(MAX_BODY))
_CLOSE = (("Connection", "close"),)
_LIKE_VARIABLES = ("content-type", "content-length")


class Server:
    """An RSGI application around a WSGI one. With one thread it runs in the event loop itself, which costs least."""

    def __init__(self, application: Application, threads: int = 1, body_seconds: float = BODY_SECONDS) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self._body_seconds = body_seconds

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        try:
            body = b"" if scope.method in ("GET", "HEAD") else await self._body(scope, protocol)
        except TimeoutError:
            protocol.response_bytes(*_refusal("too_slow", "Send the whole body at once"))
            return
        except ProtocolClosed:  # the client has gone away
            return
        if body is None:
            protocol.response_bytes(*_refusal("too_large", f"A body has at most {MAX_BODY} bytes"))
            return
        environ = _environment(scope, body)
        if self._pool is None:
            answer = self._run(environ)
        else:
            answer = await asyncio.get_running_loop().run_in_executor(self._pool, self._run, environ)
        protocol.response_bytes(*answer)

    async def _body(self, scope: Any, protocol: Any) -> bytes | None:
        """The whole body; None where it is too large. Raises TimeoutError."""
        length = scope.headers.get("content-length")
        async with asyncio.timeout(self._body_seconds):
            if length is None:
                return await _chunked(protocol)
            if not (length.isascii() and length.isdigit()) or len(length) > _DIGITS or int(length) > MAX_BODY:
                return None
            return bytes(await protocol())

    def _run(self, environ: dict[str, Any]) -> Answer:
        status = 500
        headers: list[tuple[str, str]] = []

        def start(line: str, found: list[tuple[str, str]], _error: object = None) -> None:
            nonlocal status, headers
            status, headers = int(line[:3]), found

        body = self._application(environ, start)
        try:
            return status, headers, b"".join(body)
        finally:
            close = getattr(body, "close", None)
            if close is not None:
                close()


async def _chunked(protocol: Any) -> bytes | None:
    parts: list[bytes] = []
    size = 0
    async for part in protocol:
        parts.append(bytes(part))
        size += len(part)
        if size > MAX_BODY:
            return None
    return b"".join(parts)


def _refusal(code: str, detail: str) -> Answer:
    answer: Outgoing = problem_answer(ProblemError(code, detail, _CLOSE))
    return answer.status, answer.all_headers(https=False), answer.body


def _environment(scope: Any, body: bytes) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of a request whose body is at hand."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.authority:  # HTTP/2 has no Host
        environ["HTTP_HOST"] = scope.authority
    for name, value in scope.headers.items():
        _add_header(environ, name, value)
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))  # a body in chunks had none
    return environ


def _add_header(environ: dict[str, Any], name: str, value: str) -> None:
    if "_" in name:  # would pass for the header that is spelt with hyphens, and that a proxy has set
        return
    variable = name.upper().replace("-", "_")
    if name not in _LIKE_VARIABLES:
        variable = f"HTTP_{variable}"
    if variable in environ and name != "host":
        value = f"{environ[variable]}{'; ' if name == 'cookie' else ','}{value}"
    environ[variable] = value


def create() -> Server:
    """The application with settings from the environment; for Granian (`gate.server:create`, a factory)."""
    settings = from_environment()
    server = Server(create_app(), settings.threads)
    events.event("started", url=settings.url)
    return server
