"""What a proof claims, held against the entries of the chain that it shows.

Each function yields (code, ok, where, why): `ok` is None where the log says nothing of it.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from notifier.proofcheck.chain import Entry

Claims = Iterator[tuple[str, bool | None, str, str]]
DIGEST = 8
FIELDS = ("state", "reason", "code", "reply", "queue_id", "server", "language")
MORE = ("address_hash", "message_hash", "message_id", "attempts")
CLEARED = ("reason", "code", "reply", "queue_id")
ANSWERED_ANEW = ("attempt", "result", "late result")


def planned(notice: dict[str, Any], entries: list[Entry]) -> Claims:
    """The words and the policy's texts are those that stood when the notice was planned."""
    said: dict[str, Any] = {}
    words: dict[str, str] = {}
    for entry in entries:
        if entry.said.get("notice") == notice["id"] and entry.said["event"] in ("planned", "words"):
            words |= entry.said["words"]
            said = entry.said if entry.said["event"] == "planned" else said
    yield "planned", bool(said), notice["id"], "" if said else "the log does not say that it was planned"
    for one in notice["words"]:
        name = f"{one['channel']}/{one['language']}"
        digest = hashlib.sha256("\0".join((one["subject"], one["text"], one["html"])).encode()).hexdigest()
        yield "words", digest == one["hash"] == words.get(name), f"{notice['id']} {name}", ""
    digest = hashlib.sha256(compact(notice["content"]).encode()).hexdigest()
    yield "content", digest == said.get("content"), notice["id"], ""


def compact(value: object) -> str:
    """JSON with sorted keys and no spaces, as hashes of it are made."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def member(notice: dict[str, Any], subject: str, entries: list[Entry]) -> Claims:
    """The person stands in the audience at this position, with these channels."""
    one = notice["member"]
    if one is None:
        return
    parts = (one["position"], notice["id"], subject, one["language"], ",".join(one["channels"]), one["reason"] or "")
    found = _listed(entries, "members", notice["id"], one["position"])
    yield "member", found == _digest(*parts), f"{notice['id']} {one['position']}", ""


def delivery(notice: dict[str, Any], one: dict[str, Any], subject: str, entries: list[Entry]) -> Claims:
    """The row was planned for this person and channel, and is what its entries make of it."""
    where = f"delivery {one['delivery']}"
    found = _listed(entries, "deliveries", notice["id"], one["delivery"])
    yield "delivery", found == _digest(one["delivery"], notice["id"], subject, one["channel"]), where, ""
    about = [entry.said for entry in entries if entry.said.get("delivery") == one["delivery"]]
    held = folded(about)
    for name in (*FIELDS, *MORE):
        if name in held and held[name] != one[name]:
            yield "history", False, where, f"{name} is {one[name]}, and the log says {held[name]}"
            return
    yield "history", True, where, str(len(about))
    if one["message"] is not None:
        content = base64.b64decode(one["message"], validate=True)
        yield "message", hashlib.sha256(content).hexdigest() == one["message_hash"], where, ""


def folded(about: list[dict[str, Any]]) -> dict[str, Any]:
    """What a row must hold after these entries."""
    held: dict[str, Any] = {"state": "pending", "attempts": 0} | dict.fromkeys((*CLEARED, "server", *MORE[:3]))
    for said in about:
        if said["event"] == "unused result":
            continue
        if said["event"] in ANSWERED_ANEW:
            held |= dict.fromkeys(CLEARED)
        held |= {name: said[name] for name in (*FIELDS, *MORE) if name in said}
    return held


def address(one: dict[str, Any], known: str) -> Claims:
    """The address that the checker knows is the one whose hash the log holds."""
    where = f"delivery {one['delivery']}"
    if one["address_hash"] is None:
        yield "address", None, where, "nothing was sent"
        return
    digest = hashlib.sha256(bytes.fromhex(one["address_salt"]) + known.encode()).hexdigest()
    yield "address", digest == one["address_hash"], where, ""


def text(notice: dict[str, Any], content: bytes) -> Claims:
    """The policy's text that the checker has is one that the publisher's ledger gave out for this version."""
    digest = hashlib.sha256(content).hexdigest()
    for version in notice["content"]["versions"]:
        for language, one in version["texts"].items():
            if one["sha256"] == digest:
                yield "text", True, f"{notice['id']} {language}", digest
                return
    yield "text", False, notice["id"], digest


def inbox(notice: dict[str, Any], subject: str, entries: list[Entry]) -> Claims:
    """What the person did with the notice in the app."""
    for event, name in (("seen", "seen_at"), ("read", "read_at"), ("archive", "archived_at")):
        at = (notice["inbox"] or {}).get(name)
        if at is not None:
            said = {"event": event, "notice": notice["id"], "subject": subject, "at": at}
            found = any(entry.said == said for entry in entries)
            yield "inbox", found, f"{notice['id']} {event}", ""


def consents(document: dict[str, Any], entries: list[Entry]) -> Claims:
    """Each decision stands in the log as it is told, its record and the words shown by their hashes."""
    subject = document["recipient"]["subject"]
    for one in document["consents"]:
        where = f"{one['decision']} {one['at']}"
        said = [e.said for e in entries if e.said["event"] == "consent" and e.said["consent"] == one["consent"]]
        told = {name: value for name, value in one.items() if name not in ("shown", "receipt")}
        told |= {"event": "consent", "subject": subject}
        told["receipt"] = hashlib.sha256(compact(one["receipt"]).encode()).hexdigest()
        shown = hashlib.sha256(one["shown"].encode()).hexdigest()
        yield "consent", said == [told] and shown == one["shown_hash"], where, ""


def _listed(entries: list[Entry], event: str, notice: str, number: int) -> bytes | None:
    """The digest that the log keeps of row `number`; the last plan counts, earlier ones were discarded."""
    found = None
    for entry in entries:
        said = entry.said
        if said["event"] == event and said["notice"] == notice and said["first"] <= number <= said["last"]:
            start = (number - said["first"]) * DIGEST
            found = base64.b64decode(said["digests"], validate=True)[start : start + DIGEST]
    return found


def _digest(*parts: object) -> bytes:
    return hashlib.sha256("|".join(map(str, parts)).encode()).digest()[:DIGEST]
