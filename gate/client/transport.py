"""JSON over HTTPS to the gate: bounded in time and size, no redirects, no proxies, connections kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import urllib3

from gate.client.errors import GateDownError

TIMEOUT = 5.0
"""Seconds for one call, connecting included."""
_MOST_BYTES = 64 * 1024
_LONGEST_WAIT = 3600


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer of the gate: its status, the members of its JSON body, and seconds to wait where it says so."""

    status: int
    members: Mapping[str, object]
    retry_after: int | None = None

    def text(self, name: str) -> str:
        """A member that must be text; raises GateDownError where what answers cannot be a gate."""
        value = self.members.get(name)
        if not isinstance(value, str):
            raise GateDownError
        return value


class Transport:
    """Calls to one gate, from any number of threads."""

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        self.url = url.rstrip("/")
        limits = urllib3.Timeout(total=timeout)
        self._pool = urllib3.PoolManager(maxsize=10, timeout=limits, retries=False)

    def get(self, path: str) -> Reply:
        """GET; raises GateDownError where no answer comes."""
        return self._send("GET", path, None, {})

    def post(self, path: str, body: Mapping[str, object], headers: Mapping[str, str]) -> Reply:
        """POST a JSON object; raises GateDownError where no answer comes."""
        return self._send("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        try:
            answer = self._pool.request(
                method, self.url + path, body=body, headers=headers, redirect=False, preload_content=False
            )
            try:
                raw = answer.read(_MOST_BYTES + 1)
            finally:
                answer.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise GateDownError from error
        return Reply(
            status=answer.status, members=_object(raw), retry_after=_seconds(answer.headers.get("Retry-After"))
        )


def _object(raw: bytes) -> dict[str, object]:
    try:
        found = json.loads(raw) if len(raw) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {}


def _seconds(text: str | None) -> int | None:
    return min(int(text), _LONGEST_WAIT) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
