"""A request and an answer as plain values, so that what answers knows no framework.

The hot operations are answered on them straight from WSGI (`gate.web.direct`); Flask routes everything (`gate.app`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

Headers = tuple[tuple[str, str], ...]
CLOSED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
HTML = "text/html; charset=utf-8"
JSON = "application/json"
HSTS = ("Strict-Transport-Security", "max-age=31536000")
_FIXED: Headers = (
    ("X-Content-Type-Options", "nosniff"),
    # Not no-referrer: browsers would then send `Origin: null` with the form, and nobody could tell whose page it
    # came from.
    ("Referrer-Policy", "strict-origin"),
)
_UNFRAMED = ("X-Frame-Options", "DENY")


def _arguments(text: str) -> dict[str, str]:
    try:
        return dict(reversed(parse_qsl(text, keep_blank_values=True, max_num_fields=20)))
    except ValueError:
        return {}


_USUAL = len("lang=ja&embed")
_usual = lru_cache(maxsize=64)(_arguments)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One request: its WSGI environment (PEP 3333) and its whole body."""

    environ: Mapping[str, Any]
    body: bytes = b""

    @property
    def method(self) -> str:
        """GET, POST, …"""
        return str(self.environ["REQUEST_METHOD"])

    @property
    def peer(self) -> str | None:
        """The address at the other end of the connection."""
        found: str | None = self.environ.get("REMOTE_ADDR")
        return found

    @property
    def media_type(self) -> str:
        """The Content-Type without parameters, in lower case."""
        return str(self.environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()

    def header(self, name: str) -> str | None:
        """A header by its name in WSGI's spelling, `ACCEPT_LANGUAGE`."""
        found: str | None = self.environ.get(f"HTTP_{name}")
        return found

    def query(self) -> dict[str, str]:
        """The first value of each argument of the query; a malformed query has none."""
        text = str(self.environ.get("QUERY_STRING", ""))
        return _usual(text) if len(text) <= _USUAL else _arguments(text)

    def cookie(self, name: str) -> str | None:
        """The first cookie of that name."""
        for part in str(self.environ.get("HTTP_COOKIE", "")).split(";"):
            found, _, value = part.strip().partition("=")
            if found == name:
                return value
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One answer. `policy` is its content security policy, `cache` its Cache-Control."""

    status: int = 200
    body: bytes
    media_type: str = JSON
    policy: str = CLOSED
    cache: str = "no-store"
    headers: Headers = ()

    def all_headers(self, https: bool) -> list[tuple[str, str]]:
        """Every header, with those that each answer carries."""
        found = [
            ("Content-Type", self.media_type),
            ("Content-Length", str(len(self.body))),
            ("Content-Security-Policy", self.policy),
            ("Cache-Control", self.cache),
            *_FIXED,
            *self.headers,
        ]
        if "frame-ancestors 'none'" in self.policy:
            found.append(_UNFRAMED)
        if https:
            found.append(HSTS)
        return found
