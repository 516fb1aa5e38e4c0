"""Delivery status notifications (RFC 3464), and the two older forms that are still met: qmail's and Exim's."""

import email
import re
from dataclasses import dataclass
from email.message import Message

from notifier.model.bounce import ReturnKind

_STATUS = re.compile(r"\b([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
_ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"]+@[^\s<>()\[\]:;,\"]+")
_ACTIONS = {
    "failed": ReturnKind.FAILED,
    "delayed": ReturnKind.DELAYED,
    "delivered": ReturnKind.DELIVERED,
    "relayed": ReturnKind.DELIVERED,
    "expanded": ReturnKind.DELIVERED,
}
_BY_CLASS = {"5": ReturnKind.FAILED, "4": ReturnKind.DELAYED, "2": ReturnKind.DELIVERED}
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a report says as a whole."""

    kind: ReturnKind
    status: str | None = None
    diagnostic: str | None = None


def read_report(message: Message) -> Verdict | None:
    """The verdict of a `multipart/report; report-type=delivery-status`; None where the message is none."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return None
    if str(message.get_param("report-type", "")).lower() != "delivery-status":
        return None
    groups = [group for part in _parts(message) for group in _groups(part)]
    verdicts = [found for group in groups if (found := _verdict(group))]
    return _joint(verdicts)


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    parts = payload if isinstance(payload, list) else []
    return [part for part in parts if isinstance(part, Message) and _is_status(part)]


def _is_status(part: Message) -> bool:
    return part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")


def _groups(part: Message) -> list[Message]:
    """The groups of fields, one a recipient; some servers encode them, which RFC 3464 does not allow."""
    payload = part.get_payload()
    if isinstance(payload, list):
        groups = [one for one in payload if isinstance(one, Message)]
        if any("Action" in one or "Status" in one for one in groups):
            return groups
    decoded = part.get_payload(decode=True)
    text = decoded.decode("utf-8", "replace") if isinstance(decoded, bytes) else ""
    return [email.message_from_string(block) for block in re.split(r"\r?\n\r?\n", text)]


def _verdict(group: Message) -> Verdict | None:
    found = _STATUS.search(str(group.get("Status", "")))
    status = found[1] if found else None
    action = str(group.get("Action", "")).strip().lower()
    kind = _ACTIONS.get(action) or (_BY_CLASS[status[0]] if status and not action else None)
    if kind is None:
        return None
    if status and _contradicts(kind, status[0]):
        kind = ReturnKind.UNCLEAR
    return Verdict(kind, status, without_addresses(str(group.get("Diagnostic-Code", ""))))


def _contradicts(kind: ReturnKind, klass: str) -> bool:
    """A failure may end a temporary trouble (4.4.7); it cannot be a success, nor a success a failure."""
    return (kind is ReturnKind.FAILED and klass == "2") or (kind is ReturnKind.DELIVERED and klass == "5")


def _joint(verdicts: list[Verdict]) -> Verdict:
    """A message of ours has one recipient: where an alias had several, it failed only where all did."""
    kinds = {one.kind for one in verdicts}
    if len(kinds) == 1:
        return verdicts[0]
    return Verdict(ReturnKind.UNCLEAR, None, without_addresses("; ".join(one.diagnostic or "" for one in verdicts)))


def read_older(message: Message, text: str) -> Verdict | None:
    """qmail's words (QSBMF) or Exim's header, where a permanent status stands in them; None otherwise."""
    qmail = text.lstrip().startswith("Hi. This is the ")
    if not qmail and "X-Failed-Recipients" not in message:
        return None
    found = _STATUS.search(text)
    if found is None or found[1][0] != "5":
        return Verdict(ReturnKind.UNCLEAR, None, without_addresses(text))
    return Verdict(
        ReturnKind.FAILED, found[1], without_addresses(text[found.start() - 80 if found.start() > 80 else 0 :])
    )


def without_addresses(text: str) -> str | None:
    """One line without anything that looks like an address, or None where nothing is left."""
    return _ADDRESS.sub("…", " ".join(text.split()))[:LONGEST] or None
