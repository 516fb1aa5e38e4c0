"""A request and an answer as plain values, so that what answers knows no framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

JSON = "application/json"
CLOSED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_FIXED = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("content-security-policy", CLOSED),
)
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One request. `headers` by lower-case name; `query` holds the first value of each argument; `peer` an address."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    peer: str = ""

    @property
    def media_type(self) -> str:
        """The Content-Type without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def bearer(self) -> str | None:
        """The credential of `Authorization: Bearer …` (RFC 6750)."""
        scheme, _, credential = self.headers.get("authorization", "").partition(" ")
        return credential.strip() or None if scheme.lower() == "bearer" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One answer. `cache` is its Cache-Control; a user's data is never stored by a shared cache."""

    status: int = 200
    body: bytes = b""
    media_type: str = JSON
    cache: str = "no-store"
    headers: Headers = ()

    def with_headers(self, more: Headers) -> "Outgoing":
        return replace(self, headers=self.headers + more)

    def all_headers(self) -> list[tuple[str, str]]:
        """Every header, with those that each answer carries; a 304 and a 204 have no body to describe."""
        found = [("cache-control", self.cache), *_FIXED, *self.headers]
        if self.status not in (204, 304):
            found += [("content-type", self.media_type), ("content-length", str(len(self.body)))]
        return found
