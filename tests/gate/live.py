"""A real gate with sites of its own, a person who answers over HTTP, and app servers beside it."""

import contextlib
import json
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from gate.client import AgeGate
from tests.gate.processes import GATE, Served, serving
from tests.gate.support import ADULT, attestation_in_text

APP = "https://app.example.com"
UNHURRIED = 60.0
"""Seconds that a client waits for the gate: how soon it answers says only how busy the machine is."""


@dataclass
class Live:
    """A running gate and the secrets of its sites."""

    served: Served
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.served.url

    def add_site(self, name: str, *origins: str, **options: str) -> str:
        """Add a site as an operator does; its secret."""
        command = [*GATE, "site", "add", name, "--format", "json"]
        for origin in origins or (APP,):
            command += ["--origin", origin]
        for option, value in options.items():
            command += [f"--{option.replace('_', '-')}", value]
        done = subprocess.run(command, env=self.served.environment, capture_output=True, check=True, timeout=120)
        self.secrets[name] = str(json.loads(done.stdout)["secret"])
        return self.secrets[name]

    def client(self, site: str = "my-app", **options: Any) -> AgeGate:
        """What the site's server uses."""
        return AgeGate(self.url, site, self.secrets[site], **({"timeout": UNHURRIED} | options))

    def answer(self, screening: str, born: tuple[str, str, str] = ADULT) -> str | None:
        """Answer a screening; the attestation, if there is one."""
        return attestation_in_text(self.served.answer(screening, *born).text)

    def attestation(self, site: str = "my-app") -> tuple[str, str]:
        """A fresh attestation of an adult, and its screening."""
        asked = self.client(site).screening(return_url=f"{APP}/x")
        token = self.answer(asked.id)
        assert token
        return token, asked.id


@contextlib.contextmanager
def live_gate(folder: Path, **settings: str) -> Iterator[Live]:
    """A gate of its own over SQLite, without limits that a test could meet."""
    chosen = {"address_limit": "1000000", "site_limit": "1000000", "screening_limit": "1000"} | settings
    with serving(f"sqlite:///{folder / 'gate.db'}", folder, **chosen) as served:
        yield Live(served)


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def wsgi_server(application: Any, port: int = 0, host: str = "127.0.0.1") -> Iterator[int]:
    """Serve a WSGI app over HTTP; its port."""
    server = make_server(host, port, application, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def losing_answers(target: int, lose: int) -> Iterator[tuple[int, list[bytes]]]:
    """A proxy on a port of its own that passes requests on to `target`, and cuts the first `lose` answers off.

    Gives its port and the requests that it has seen.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    seen: list[bytes] = []

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                with client:
                    _pass_on(client, target, seen, lose)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], seen
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=10)


def _pass_on(client: socket.socket, target: int, seen: list[bytes], lose: int) -> None:
    client.settimeout(20)
    request = _message(client)
    if not request:
        return
    seen.append(request)
    with socket.create_connection(("127.0.0.1", target), timeout=20) as server:
        server.sendall(request)
        answer = _message(server)
    if len(seen) > lose:
        client.sendall(answer.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))


def _message(connection: socket.socket) -> bytes:
    """One whole HTTP message with a Content-Length."""
    data = b""
    while True:
        head, mark, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        if mark and len(body) >= int(length[1] if length else 0):
            return data
        more = connection.recv(65536)
        if not more:
            return data
        data += more
