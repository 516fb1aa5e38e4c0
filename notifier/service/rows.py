"""From the text fields of a row to a recipient, each field checked by name."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from notifier.model.address import parse_address
from notifier.model.channel import Channel
from notifier.model.errors import NotifierError
from notifier.model.ids import Language, RecipientId
from notifier.model.recipient import Contact, Recipient, RecipientStatus

COLUMNS = (
    "id",
    "email",
    "language",
    "channels",
    "time_zone",
    "status",
    "name",
    "postal",
    "fax",
    "signed_up_at",
)
"""What a source may have; only `id` must be there."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_FAX = re.compile(r"\+?[0-9][0-9() -]{4,30}")
_LONGEST = {"id": 255, "email": 320, "name": 200, "postal": 1000}


class BadField(NotifierError):
    """{field}: {reason}"""


def read_recipient(
    fields: Mapping[str, object], languages: Sequence[Language], *, default_zone: str = "Asia/Tokyo"
) -> Recipient:
    """The recipient of one row; raises BadField or an address's error. The first language is the default."""
    email = _text(fields, "email")
    contact = Contact(
        email=parse_address(email).wire if email else None,
        name=_text(fields, "name") or None,
        postal=_postal(fields.get("postal")),
        fax=_fax(_text(fields, "fax")),
    )
    return Recipient(
        id=RecipientId(_required(fields, "id")),
        language=_language(_text(fields, "language"), languages),
        channels=_channels(fields.get("channels"), contact),
        time_zone=_zone(_text(fields, "time_zone") or default_zone),
        status=_status(_text(fields, "status")),
        contact=contact,
        signed_up_at=_instant(fields.get("signed_up_at")),
    )


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    text = "" if value is None else str(value).strip()
    if _CONTROL.search(text):
        raise BadField(field=name, reason="has a control character")
    if len(text) > _LONGEST.get(name, 255):
        raise BadField(field=name, reason=f"longer than {_LONGEST.get(name, 255)} characters")
    return text


def _required(fields: Mapping[str, object], name: str) -> str:
    text = _text(fields, name)
    if not text or text.startswith("erased-"):
        raise BadField(field=name, reason="is empty" if not text else "may not start with erased-")
    return text


def _language(text: str, languages: Sequence[Language]) -> Language:
    code = re.split("[-_]", text.lower())[0] or languages[0]
    if code not in languages:
        raise BadField(field="language", reason=f"{text!r} is not one of {', '.join(languages)}")
    return Language(code)


def _channels(value: object, contact: Contact) -> tuple[Channel, ...]:
    words = [str(one) for one in value] if isinstance(value, list | tuple) else re.split(r"[\s;,|]+", str(value or ""))
    try:
        chosen = tuple(dict.fromkeys(Channel(word.strip()) for word in words if word.strip()))
    except ValueError as problem:
        known = ", ".join(Channel)
        raise BadField(field="channels", reason=f"{value!r} is not made of {known}") from problem
    return chosen or tuple(channel for channel in Channel if contact.reaches(channel))


def _zone(text: str) -> str:
    if text not in _KNOWN_ZONES:
        try:
            ZoneInfo(text)
        except (KeyError, ValueError, OSError) as problem:
            raise BadField(field="time_zone", reason=f"{text!r} is not a zone such as Asia/Tokyo") from problem
        _KNOWN_ZONES.add(text)
    return text


_KNOWN_ZONES: set[str] = set()


def _status(text: str) -> RecipientStatus:
    try:
        return RecipientStatus(text.lower() or "active")
    except ValueError as problem:
        raise BadField(field="status", reason=f"{text!r} is not one of {', '.join(RecipientStatus)}") from problem


def _postal(value: object) -> tuple[str, ...]:
    lines = [str(one) for one in value] if isinstance(value, list | tuple) else str(value or "").split("|")
    kept = tuple(line.strip() for line in lines if line.strip())
    if any(_CONTROL.search(line) for line in kept) or sum(map(len, kept)) > _LONGEST["postal"]:
        raise BadField(field="postal", reason="has a control character, or is longer than 1000 characters")
    return kept


def _fax(text: str) -> str | None:
    if text and not _FAX.fullmatch(text):
        raise BadField(field="fax", reason=f"{text!r} is not a number such as +81-3-1234-5678")
    return text or None


def _instant(value: object) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
    except ValueError as problem:
        raise BadField(
            field="signed_up_at", reason=f"{value!r} is not a time such as 2026-01-31T09:00+09:00"
        ) from problem
    if instant.tzinfo is None:
        raise BadField(field="signed_up_at", reason=f"{value!r} has no time zone; write 2026-01-31T09:00+09:00")
    return instant
