"""From the bytes of one message to what it is evidence of. Never raises for what they are."""

import email
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from notifier.model.bounce import Returned, ReturnKind
from notifier.returns.dsn import Verdict, read_older, read_report
from notifier.returns.marks import Check, find_mark

LONGEST = 1024 * 1024
"""Bytes of a message that are looked at."""
DEEPEST = 20
_ENVELOPE = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To", "Cc", "In-Reply-To", "References")
_AUTOMATIC = re.compile(
    r"^(?:auto(?:matic)?[ -]?(?:reply|response)|auto:|out of (?:the )?office|自動(?:応答|返信)|不在)", re.IGNORECASE
)
_NESTING = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)


def read_returned(content: bytes, check: Check, envelope_to: str = "") -> Returned:
    """Read one message; `envelope_to` is the address that it was delivered to, where that is known from outside."""
    content = content[:LONGEST]
    message = _parsed(content)
    texts = list(_texts(message)) if message else []
    mark = find_mark(_places(message, envelope_to, content, texts), check)
    if mark.delivery is None:
        kind = ReturnKind.FORGED if mark.seen else ReturnKind.STRANGER
        return Returned(fingerprint=_fingerprint(content), kind=kind)
    found = _verdict(message, texts[0] if texts else "") if message else Verdict(ReturnKind.UNCLEAR)
    return Returned(
        fingerprint=_fingerprint(content),
        kind=found.kind,
        delivery=mark.delivery,
        status=found.status,
        diagnostic=found.diagnostic,
        reported_at=_date(message),
    )


def _parsed(content: bytes) -> Message | None:
    """None where the message nests deeper than any honest one does: the parser would go as deep."""
    if len(_NESTING.findall(content)) > DEEPEST:
        return None
    return email.message_from_bytes(content)  # the old policy: it never raises for a broken header


def _verdict(message: Message, text: str) -> Verdict:
    report = read_report(message)
    if report is not None:
        return report
    if message.get_content_type() == "multipart/report":  # a receipt (RFC 8098) or a complaint (RFC 5965)
        receipt = str(message.get_param("report-type", "")).lower() == "disposition-notification"
        return Verdict(ReturnKind.AUTO_REPLY if receipt else ReturnKind.UNCLEAR)
    older = read_older(message, text)
    if older is not None:
        return older
    return Verdict(ReturnKind.AUTO_REPLY if _automatic(message) else ReturnKind.UNCLEAR)


def _automatic(message: Message) -> bool:
    """RFC 3834 §5: Auto-Submitted with any value but `no`; older programs say it in other ways."""
    submitted = _header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    precedence = _header(message, "Precedence").strip().lower()
    older = any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-From"))
    subject = bool(_AUTOMATIC.match(_subject(message)))
    return (submitted not in ("", "no")) or precedence == "auto_reply" or older or subject


def _subject(message: Message) -> str:
    try:
        return str(email.header.make_header(email.header.decode_header(_header(message, "Subject")))).strip()
    except (ValueError, LookupError, UnicodeError):
        return ""


def _header(message: Message, name: str) -> str:
    return str(message.get(name, ""))


def _places(message: Message | None, envelope_to: str, content: bytes, texts: list[str]) -> Iterator[str]:
    """Where marks are looked for: the envelope's address first, the words of the message last."""
    yield envelope_to
    for name in _ENVELOPE if message else ():
        yield from (str(value) for value in message.get_all(name, ()))  # type: ignore[union-attr]
    yield content.decode("utf-8", "replace")
    yield from texts


def _texts(message: Message) -> Iterator[str]:
    """The words of the text parts, decoded."""
    for part in message.walk():
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield payload.decode("utf-8", "replace")


def _fingerprint(content: bytes) -> str:
    """The same for the same message wherever it is read: headers that a mailbox adds do not count."""
    head, _, body = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    found = re.search(rb"^message-id:\s*(\S+)", head, re.IGNORECASE | re.MULTILINE)
    return hashlib.sha256((found[1] if found else head) + b"\0" + body.rstrip(b"\n")).hexdigest()


def _date(message: Message | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(_header(message, "Date")) if message else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found and found.tzinfo else None
