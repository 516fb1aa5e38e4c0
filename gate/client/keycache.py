"""The gate's public keys, kept in memory: fetched when first needed and every few minutes; for an unknown `kid` at most
once a minute, whatever is thrown at the app.
"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from gate.attestation import from_jwks
from gate.client.errors import GateDownError
from gate.client.transport import Transport

FRESH = 300.0
"""Seconds after which the keys are fetched again; a new key is published for longer than this before it signs."""
USABLE = 3600.0
"""Seconds for which they are still believed when the gate cannot be reached."""
BETWEEN = 60.0
"""Seconds between two fetches for an unknown `kid`."""
AFTER_FAILURE = 5.0
"""Seconds between two fetches while none succeeds."""
PATH = "/.well-known/jwks.json"
Keys = Mapping[str, Ed25519PublicKey]


class KeyCache:
    """The keys of the gate at `url`, for `verify`. Safe to share between threads; `elapsed` is a steady clock."""

    def __init__(
        self,
        url: str,
        *,
        fetch: Callable[[], Mapping[str, Any]] | None = None,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self.issuer = url.rstrip("/")
        self._fetch = fetch or _fetching(Transport(url))
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._keys: Keys = {}
        self._fetched: float | None = None
        self._tried: float | None = None

    def keys_for(self, kid: str) -> Keys:
        """The issuer's keys by `kid`, fetched anew where that is due. Raises GateDownError when there are none."""
        with self._lock:  # one fetch at a time: whoever waits finds the keys that it brought
            if self._due(kid):
                self._refresh()
            if self._fetched is None or self._elapsed() - self._fetched > USABLE:
                raise GateDownError
            return self._keys

    def _due(self, kid: str) -> bool:
        now = self._elapsed()
        since_try = now - self._tried if self._tried is not None else None
        if since_try is None:
            return True
        if self._fetched is None or now - self._fetched > FRESH:
            return since_try >= AFTER_FAILURE
        return kid not in self._keys and since_try >= BETWEEN

    def _refresh(self) -> None:
        self._tried = self._elapsed()
        try:
            keys = from_jwks(self._fetch())
        except GateDownError:
            return
        self._keys, self._fetched = keys, self._elapsed()


def _fetching(transport: Transport) -> Callable[[], Mapping[str, Any]]:
    def fetch() -> Mapping[str, Any]:
        reply = transport.get(PATH)
        if reply.status != 200 or "keys" not in reply.members:
            raise GateDownError
        return reply.members

    return fetch
