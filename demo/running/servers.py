"""The servers that run inside this process: the built site, and the service with its tour."""

import threading
from collections.abc import Callable, Iterable
from socketserver import BaseServer
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from demo.running.options import HOST

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Quiet(WSGIRequestHandler):
    """Prints no line for each request: who reads what is nobody's business."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


class Curtain:
    """A WSGI application that can be exchanged while its server runs."""

    def __init__(self) -> None:
        self.shown: Wsgi = waiting

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return self.shown(environ, start_response)


def waiting(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """What is shown while the parts start: a page that looks again by itself, without a script."""
    page = (
        '<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<meta http-equiv="refresh" content="1; url=/"><title>準備しています · Getting ready</title>'
        "<main><h1>準備しています</h1><p>数秒でページが開きます。</p>"
        '<p lang="en">Getting ready: the page opens in a few seconds.</p></main></html>'
    ).encode()
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(page))),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
        ("Cache-Control", "no-store"),
        ("Retry-After", "1"),
    ]
    start_response("503 Service Unavailable", headers)
    return [page]


def app_server(application: Wsgi, port: int) -> BaseWSGIServer:
    """A server for a WSGI application, one thread for each request; bound, not yet running."""
    return make_server(HOST, port, application, threaded=True, request_handler=Quiet)


def in_background(server: BaseServer) -> None:
    """Serve until `shutdown`."""
    threading.Thread(target=server.serve_forever, daemon=True).start()
