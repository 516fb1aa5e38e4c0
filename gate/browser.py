"""What the gate gives to a browser, sealed with a secret of the gate: screening ids, the one cookie, the form's token.

None of it says anything about the person: the cookie of a browser that was refused looks like any other browser's.
"""

import base64
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gate.model import ScreeningId, UnknownScreeningError

COOKIE = "__Host-gate"
LOCAL_COOKIE = "gate"
"""Beside COOKIE where the gate is reached without https."""
_TICKET = struct.Struct(">II2sB")
_NONCE, _TAG = 12, 16
_FORM = 12
_STATE = struct.Struct(">BIQ")
_OPEN, _LOCKED = 0, 1


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What a screening id says without any store: whose it is, until when, under which law, for which origin."""

    site: int
    expires_at: datetime
    jurisdiction: str | None = None
    origin: int = 0


@dataclass(frozen=True, kw_only=True)
class BrowserState:
    """What the cookie says: this browser has kept a cookie since then, and until when, if at all, it is locked."""

    since: datetime
    locked_until: datetime | None = None

    def locked(self, now: datetime) -> bool:
        """Whether the lock holds at `now`."""
        return self.locked_until is not None and now < self.locked_until


class Seal:
    """Seals and opens with one secret of 32 bytes, from which a key for each use is derived."""

    def __init__(self, secret: bytes) -> None:
        ids, self._forms, cookies = (
            hmac.digest(secret, purpose, hashlib.sha256) for purpose in (b"screening id", b"form", b"cookie")
        )
        self._ids, self._cookies = AESGCM(ids), AESGCM(cookies)

    def new_screening_id(self, ticket: Ticket) -> ScreeningId:
        """A fresh id: the ticket, its expiry in whole seconds, encrypted and authenticated under 96 random bits."""
        code = (ticket.jurisdiction or "").encode("ascii")
        plain = _TICKET.pack(int(ticket.expires_at.timestamp()), ticket.site, code, ticket.origin)
        nonce = secrets.token_bytes(_NONCE)
        return ScreeningId(base64.urlsafe_b64encode(nonce + self._ids.encrypt(nonce, plain, None)).decode())

    def ticket(self, screening: str) -> Ticket:
        """What the id says; raises UnknownScreeningError when this gate did not make it."""
        raw = _unpadded(screening)
        if raw is None or len(raw) != _NONCE + _TICKET.size + _TAG:
            raise UnknownScreeningError
        try:
            expires, site, code, origin = _TICKET.unpack(self._ids.decrypt(raw[:_NONCE], raw[_NONCE:], None))
        except InvalidTag:
            raise UnknownScreeningError from None
        return Ticket(
            site=site,
            expires_at=datetime.fromtimestamp(expires, UTC),
            jurisdiction=code.rstrip(b"\0").decode("ascii") or None,
            origin=origin,
        )

    def form_token(self, screening: ScreeningId) -> str:
        """The hidden field that shows that the form came from the gate's own page for this screening."""
        mac = hmac.digest(self._forms, screening.encode(), hashlib.sha256)[:_FORM]
        return base64.urlsafe_b64encode(mac).decode()

    def form_token_holds(self, screening: ScreeningId, token: str) -> bool:
        """Whether `token` is this screening's, compared in constant time."""
        return hmac.compare_digest(self.form_token(screening).encode(), token.encode())

    def cookie(self, state: BrowserState) -> str:
        """The cookie's value: encrypted, of one length, different each time."""
        until = int(state.locked_until.timestamp()) if state.locked_until else 0
        nonce = secrets.token_bytes(_NONCE)
        plain = _STATE.pack(_LOCKED if state.locked_until else _OPEN, int(state.since.timestamp()), until)
        return base64.urlsafe_b64encode(nonce + self._cookies.encrypt(nonce, plain, None)).decode()

    def browser_state(self, cookie: str | None) -> BrowserState | None:
        """What the cookie says, or None where there is none of ours."""
        raw = _unpadded(cookie or "")
        if raw is None or len(raw) != _NONCE + _STATE.size + _TAG:
            return None
        try:
            kind, since, until = _STATE.unpack(self._cookies.decrypt(raw[:_NONCE], raw[_NONCE:], None))
        except InvalidTag:
            return None
        return BrowserState(
            since=datetime.fromtimestamp(since, UTC),
            locked_until=datetime.fromtimestamp(until, UTC) if kind == _LOCKED else None,
        )


def _unpadded(text: str) -> bytes | None:
    try:
        raw = base64.urlsafe_b64decode(text)
    except ValueError:
        return None
    # Only the one canonical spelling counts, so that an id is also a key.
    return raw if base64.urlsafe_b64encode(raw).decode() == text else None
