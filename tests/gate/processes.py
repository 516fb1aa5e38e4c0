"""Real `gate serve` processes and plain HTTP to them."""

import contextlib
import http.client
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.gate.support import form_token
from tests.support.processes import free_port, server

GATE = [sys.executable, "-c", "from gate.cli import main; main()"]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running gate: its port, its address, and the environment of its commands."""

    port: int
    url: str
    environment: dict[str, str]
    log: Path

    def send(
        self, method: str, path: str, body: str | bytes | None = None, headers: dict[str, str] | None = None
    ) -> Reply:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Reply(status=response.status, headers=names, body=response.read())
        finally:
            connection.close()

    def api(self, path: str, body: object, secret: str, **headers: str) -> Reply:
        """A call by an app's server."""
        sent = {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send("POST", path, json.dumps(body), sent)

    def screening(self, secret: str, **wish: Any) -> str:
        """A new screening's id."""
        return str(self.api("/v1/screenings", {"return_url": "https://app.example.com/x"} | wish, secret).json["id"])

    def answer(self, screening: str, year: str, month: str, day: str) -> Reply:
        """Open the question and answer it, with a cookie as a browser would."""
        path = f"/s/{screening}?lang=ja"
        opened = self.send("GET", path)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": opened.headers.get("set-cookie", "").split(";")[0],
            "Origin": self.url,
            "Sec-Fetch-Site": "same-origin",
        }
        fields = {"form": form_token(opened.text) or "", "year": year, "month": month, "day": day}
        answered = self.send("POST", path, urlencode(fields), headers)
        if answered.status != 303:
            return answered
        cookie = answered.headers.get("set-cookie", headers["Cookie"]).split(";")[0]
        return self.send("GET", answered.headers["location"], headers={"Cookie": cookie})


@contextlib.contextmanager
def serving(database: str, folder: Path, **settings: str) -> Iterator[Served]:
    """Run `gate serve` over a database; its own output goes to a file in `folder`."""
    port = free_port()
    url = f"http://localhost:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GATE_")} | {
        "GATE_DATABASE": database,
        "GATE_URL": url,
        "GATE_PORT": str(port),
        "GATE_ACCESS_LOG": str(folder / f"access-{port}.jsonl"),
        "LANG": "C.UTF-8",
    }
    environment |= {f"GATE_{name.upper()}": value for name, value in settings.items()}
    log = folder / f"serve-{port}.log"
    with server([*GATE, "serve"], port, log, env=environment):
        yield Served(port=port, url=url, environment=environment, log=log)
