"""One person's screening, remembered in the app's own session: for any framework whose session is a mapping.

The session keeps the screening's id, its address and its end, and nothing about the person. It must be one that the
person cannot write: kept on the server, or signed.
"""

import base64
import json
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any

from gate.client.api import AgeGate, Asked
from gate.client.element import answered, element
from gate.client.errors import REFUSALS, MissingAttestationError
from gate.model import Claims

COOKIE = "age_attestation"
"""The cookie in which an attestation waits between the hosted page and the sign-up."""
COOKIE_SECONDS = 1800
SPARE = timedelta(minutes=5)
"""A remembered screening is used again while it can be answered for this long."""
KEY = "age_gate"
Session = MutableMapping[str, Any]


def screening(gate: AgeGate, session: Session, **wish: str | None) -> Asked:
    """This person's screening: the one that the session remembers, or a new one with this wish (see
    `AgeGate.screening`). The same for every tab, so that none spoils another's.
    """
    known = remembered(session)
    if known is not None and known.expires_at - SPARE > datetime.now(UTC):
        return known
    made = gate.screening(**wish)
    session[KEY] = {"id": made.id, "url": made.url, "expires_at": made.expires_at.isoformat()}
    return made


def question(
    gate: AgeGate,
    session: Session,
    cookies: Mapping[str, str],
    lang: str = "en",
    link: str | None = None,
    **wish: str | None,
) -> str:
    """The question as HTML, for inside the sign-up form; a line that says so once the hosted page has answered it."""
    asked = screening(gate, session, **wish)
    if _waits(cookies.get(COOKIE, ""), asked):
        return answered(lang)
    return element(gate.url, asked, lang, link)


def redeem(gate: AgeGate, session: Session, token: str | None, *, age_over: int | None = None) -> Claims:
    """Use up an attestation of the screening that the session remembers. Call it last, before the account is made.

    Raises what `AgeGate.redeem` raises, and MissingAttestationError where there is no attestation or no screening.
    Whatever comes of it, but for a gate that is away, the person is asked anew next time.
    """
    known = remembered(session)
    if not token or known is None:
        raise MissingAttestationError
    try:
        claims = gate.redeem(token, screening=known.id, age_over=age_over)
    except REFUSALS:
        forget(session)
        raise
    forget(session)
    return claims


def remembered(session: Session) -> Asked | None:
    """The screening that the session remembers."""
    kept: Any = session.get(KEY)
    try:
        return Asked(id=kept["id"], url=kept["url"], expires_at=datetime.fromisoformat(kept["expires_at"]))
    except (TypeError, KeyError, ValueError):
        return None


def forget(session: Session) -> None:
    """Ask anew next time: an attestation is good once, and one that was refused will not become good."""
    session.pop(KEY, None)


def _waits(token: str, asked: Asked) -> bool:
    """Whether a token claims to be this screening's and not to have expired. Proves nothing; `redeem` does."""
    try:
        part = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return bool(claims["sid"] == asked.id and claims["exp"] > datetime.now(UTC).timestamp())
    except (ValueError, LookupError, TypeError, RecursionError):
        return False
