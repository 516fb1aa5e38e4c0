"""What Granian runs (RSGI): streams as coroutines on the event loop, everything else in a few threads.

The first page of the inbox, which every client asks for again and again, is answered before Flask builds its objects,
by the very same handler; Flask knows the route too and would give the same answer.
"""

import asyncio
import io
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl

from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope

from notifier.bootstrap import bootstrap
from notifier.web import problems as forms
from notifier.web import routes, streams
from notifier.web.app import create_app
from notifier.web.background import Background
from notifier.web.bodies import MAX_BODY
from notifier.web.context import Context, cors, make_context, preflight, require_listed, user_of
from notifier.web.exchange import Incoming, Outgoing
from notifier.web.problems import ProblemError

THREADS = 4
"""They pass Python's lock around: twice as many answer a tenth fewer requests."""
INBOX = next(route for route in routes.ROUTES if (route.method, route.path) == ("GET", "/v1/inbox"))
_HOP = frozenset({"content-type", "content-length"})
_log = logging.getLogger("notifier.web")


class Server:
    """The RSGI application of one process."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._flask = create_app(context)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="http")
        self._hub = streams.Hub(context.inbox, self._in_thread, context.notifier.settings.web.streams)
        self._background = Background(context.notifier)

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._background.start()

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._background.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _in_thread(self, work: Callable[[], Any]) -> Awaitable[Any]:
        return asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        if scope.proto != "http":
            return
        if scope.path == routes.STREAM:
            await self._stream(scope, protocol)
            return
        body = await _body(scope, protocol)
        if body is None:
            # what is left of the body is not read, so the connection cannot carry another request (RFC 9112, 9.6)
            close = (("connection", "close"),)
            _send(protocol, forms.answer(ProblemError("too_large", f"At most {MAX_BODY} bytes", close)))
            return
        status, headers, content = await self._in_thread(lambda: self._answer(scope, body))
        protocol.response_bytes(status, headers, content)

    def _answer(self, scope: Scope, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        if scope.method == "GET" and scope.path == INBOX.path:
            found = self._direct(_incoming(scope))
            return found.status, found.all_headers(), found.body
        return _through_wsgi(self._flask, scope, body)

    def _direct(self, incoming: Incoming) -> Outgoing:
        try:
            return routes.answer(INBOX, self.context, incoming)
        except Exception as error:  # noqa: BLE001 - the outermost edge, as Flask's error handler is for the others
            _log.error("failed: %s", type(error).__name__, exc_info=error)
            return forms.answer(ProblemError("internal", "Try again, or tell whoever runs this notifier"))

    async def _stream(self, scope: Scope, protocol: HTTPProtocol) -> None:
        incoming = _incoming(scope)
        if scope.method == "OPTIONS":
            _send(protocol, Outgoing(status=204, headers=cors(self.context, incoming) + preflight()))
            return
        try:
            await self._open_stream(incoming, protocol)
        except ProblemError as problem:
            _send(protocol, forms.answer(problem).with_headers(cors(self.context, incoming)))
        except (TimeoutError, ProtocolClosed):
            return  # the reader took nothing, or is gone

    async def _open_stream(self, incoming: Incoming, protocol: HTTPProtocol) -> None:
        if incoming.method != "GET":
            raise ProblemError("method_not_allowed", "A stream is read with GET", (("allow", "GET"),))
        require_listed(self.context, incoming)
        user = user_of(self.context, incoming)
        last = incoming.headers.get("last-event-id")
        try:
            stream = self._hub.enter(user.recipient, last if last is not None else await self._state(user.recipient))
        except streams.TooManyStreams:
            raise ProblemError("too_many_streams", "Poll GET /v1/inbox with If-None-Match instead") from None
        headers = [("content-type", "text/event-stream; charset=utf-8"), ("x-accel-buffering", "no")]
        plain = Outgoing(headers=cors(self.context, incoming)).all_headers()
        headers += [(name, value) for name, value in plain if name not in _HOP]
        transport = protocol.response_stream(200, headers)
        closed = asyncio.ensure_future(protocol.client_disconnect())
        seconds = user.until - self.context.notifier.clock().timestamp()
        heartbeat = self.context.notifier.settings.web.heartbeat.total_seconds()
        await streams.serve(self._hub, stream, transport, closed, heartbeat, seconds)

    async def _state(self, recipient: Any) -> str:
        state: str = (await self._in_thread(lambda: self.context.inbox.summary(recipient)))[0]
        return state


async def _body(scope: Scope, protocol: HTTPProtocol) -> bytes | None:
    """The body, None where it is too large; never more of it than that is held."""
    if scope.method in ("GET", "HEAD", "OPTIONS"):
        return b""
    body = b""
    async for part in protocol:
        body += part
        if len(body) > MAX_BODY:
            return None
    return body


def _send(protocol: HTTPProtocol, found: Outgoing) -> None:
    protocol.response_bytes(found.status, found.all_headers(), found.body)


def _incoming(scope: Scope) -> Incoming:
    query: dict[str, str] = {}
    if scope.query_string:
        query = dict(reversed(parse_qsl(scope.query_string, keep_blank_values=True)))
    return Incoming(
        method=scope.method, path=scope.path, query=query, headers=_headers(scope), peer=_peer(scope.client)
    )


def _headers(scope: Scope) -> Mapping[str, str]:
    return dict(scope.headers.items())


def _peer(client: str) -> str:
    """`127.0.0.1:50000` or `[::1]:50000` without the port."""
    return client.rpartition(":")[0].strip("[]")


def _through_wsgi(app: Any, scope: Scope, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
    """One call of a WSGI application (PEP 3333) whose answer is whole."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
        begun.append((status, headers))

    answered = app(_environ(scope, body), start)
    content = b"".join(answered)
    if hasattr(answered, "close"):
        answered.close()
    status, headers = begun[-1]
    return int(status[:3]), [(name.lower(), value) for name, value in headers], content


def _environ(scope: Scope, body: bytes) -> dict[str, Any]:
    headers = _headers(scope)
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items() if name not in _HOP}
    return environ | {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "CONTENT_TYPE": headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "notifier",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": _peer(scope.client),
        "HTTP_HOST": headers.get("host") or "notifier",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def create() -> Server:
    """The application with settings from the environment; for Granian (`notifier.web.server:create`, a factory)."""
    return Server(make_context(bootstrap(os.environ)))
