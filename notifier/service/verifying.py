"""Verifying: the chain of the log, its signatures, and every row of the ledger against what the log says of it."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from notifier.model.ids import DeliveryId, NoticeId
from notifier.model.log import GENESIS, LogEntry, entry_hash
from notifier.ports.log import Log, RowCheck
from notifier.ports.records import EVENTS, Records
from notifier.ports.vault import Vault
from notifier.service.verifying_records import RecordVerifier

BATCH = 2000
DIGEST = 8
_FRESH = {"state": "pending", "attempts": 0, "code": None, "reply": None, "queue_id": None, "reason": None}
_FRESH |= {"address_hash": None, "message_hash": None, "message_id": None, "server": None}
_ABOUT_RECORDS = tuple(f'"event":"{event}"' for event in EVENTS)
_CLEARED = ("code", "reply", "queue_id", "reason")
_ANSWERED_ANEW = ("attempt", "result", "late result")


@dataclass(frozen=True, kw_only=True, slots=True)
class Flaw:
    """Something that is not as the log says: which row or entry, and how."""

    where: str
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """What was looked at; `head` is the hash of the last entry, to be kept elsewhere against a restored old copy."""

    entries: int
    rows: int
    head: str
    records: int
    flaws: tuple[Flaw, ...]


class Verifier:
    """Reads everything once, in bounded memory; stops collecting after `limit` flaws."""

    def __init__(self, log: Log, vault: Vault, records: Records, limit: int = 100) -> None:
        self._log = log
        self._vault = vault
        self._records = RecordVerifier(records)
        self._limit = limit
        self._flaws: list[Flaw] = []
        self._keys = {name: Ed25519PublicKey.from_public_bytes(raw) for name, raw in vault.public_keys().items()}

    def run(self, expected_head: str | None = None) -> Verification:
        """All checks. `expected_head` is one that was written down earlier: it must still be in the chain."""
        plans: list[LogEntry] = []
        entries, about_records, head, seen = 0, 0, GENESIS, expected_head is None
        last: LogEntry | None = None
        for entry in self._chain():
            entries += 1
            head = entry.hash
            seen = seen or entry.hash.hex() == expected_head
            last = entry
            about_records += any(sign in entry.body for sign in _ABOUT_RECORDS)
            if entry.body.find('"digests":') >= 0 or entry.body.find('"discarded"') >= 0:
                plans.append(entry)
        self._check_end(last)
        if not seen:
            self._flaw("log", f"the entry with hash {expected_head} is missing: the log was cut or replaced")
        self._check_plans(plans)
        rows = self._check_rows()
        for where, what in self._records.flaws(about_records, self._limit):
            self._flaw(where, what)
        records = self._records.rows
        return Verification(entries=entries, rows=rows, records=records, head=head.hex(), flaws=tuple(self._flaws))

    def _flaw(self, where: str, what: str) -> None:
        if len(self._flaws) < self._limit:
            self._flaws.append(Flaw(where=where, what=what))

    def _chain(self) -> Iterator[LogEntry]:
        previous, seq = GENESIS, 0
        for batch in self._log.entries(BATCH):
            for entry in batch:
                if entry.seq != seq + 1:
                    self._flaw(f"log {seq + 1}", f"{entry.seq - seq - 1} entries are missing")
                elif entry_hash(previous, entry.seq, entry.body) != entry.hash:
                    self._flaw(f"log {entry.seq}", "the entry or the one before it was altered")
                self._check_signature(entry)
                previous, seq = entry.hash, entry.seq
                yield entry

    def _check_signature(self, entry: LogEntry) -> None:
        if entry.signature is None:
            return
        key = self._keys.get(entry.key_id or "")
        if key is None:
            self._flaw(f"log {entry.seq}", f"signed with the key {entry.key_id}, which is not in NOTIFIER_KEYS")
            return
        try:
            key.verify(entry.signature, entry.hash)
        except InvalidSignature:
            self._flaw(f"log {entry.seq}", "the signature does not hold")

    def _check_end(self, last: LogEntry | None) -> None:
        """The last entry is signed and is the head; otherwise the end was cut off."""
        seq, known = self._log.known_head()
        if (last.seq if last else 0, last.hash if last else GENESIS) != (seq, known):
            self._flaw(f"log {seq}", "the log does not end at its head: entries at the end are missing")
        elif last and last.signature is None:
            self._flaw(f"log {last.seq}", "the last entry is not signed: entries after it are missing")

    def _check_plans(self, plans: list[LogEntry]) -> None:
        """Every planned row is there and is what it was; rows of a discarded plan are gone."""
        bodies = [json.loads(entry.body) for entry in plans]
        discarded = set(self._until_discarded(bodies))
        for number, body in enumerate(bodies):
            if (number in discarded) or body["event"] == "discarded":
                continue
            digests = base64.b64decode(body["digests"])
            if body["event"] == "deliveries":
                self._compare_deliveries(body, digests)
            elif body["event"] == "members":
                self._compare_members(body, digests)

    def _until_discarded(self, bodies: list[dict[str, Any]]) -> Iterator[int]:
        """Numbers of the plans that a later entry discards."""
        end: dict[str, int] = {}
        for number, body in enumerate(bodies):
            if body["event"] == "discarded":
                end[body["notice"]] = number
        for number, body in enumerate(bodies):
            if number < end.get(body["notice"], -1):
                yield number

    def _compare_deliveries(self, body: dict[str, Any], digests: bytes) -> None:
        found = self._log.planned(DeliveryId(body["first"]), DeliveryId(body["last"]))
        for i, delivery in enumerate(range(body["first"], body["last"] + 1)):
            self._compare(f"delivery {delivery}", found.get(DeliveryId(delivery)), digests, i)

    def _compare_members(self, body: dict[str, Any], digests: bytes) -> None:
        found = self._log.members(NoticeId(body["notice"]), body["first"], body["last"])
        for i, position in enumerate(range(body["first"], body["last"] + 1)):
            self._compare(f"audience {body['notice']} {position}", found.get(position), digests, i)

    def _compare(self, where: str, found: bytes | None, digests: bytes, i: int) -> None:
        if found is None:
            self._flaw(where, "the row was removed")
        elif found != digests[i * DIGEST : (i + 1) * DIGEST]:
            self._flaw(where, "the row's recipient, notice or channel was altered")

    def _check_rows(self) -> int:
        rows = 0
        for batch in self._log.rows(BATCH):
            rows += len(batch)
            for check in batch:
                self._check_row(check)
        return rows

    def _check_row(self, check: RowCheck) -> None:
        expected = fold(check.bodies)
        for name, value in expected.items():
            actual = getattr(check.delivery, name)
            if actual != value:
                self._flaw(
                    f"delivery {check.delivery.id}",
                    f"{name} is {actual}, and the log says {value}: the row was altered",
                )


def fold(bodies: tuple[str, ...]) -> dict[str, Any]:
    """What a row must hold after the entries about it."""
    expected: dict[str, Any] = dict(_FRESH)
    for text in bodies:
        body = json.loads(text)
        if body["event"] == "unused result":
            continue
        if body["event"] in _ANSWERED_ANEW:
            expected |= dict.fromkeys(_CLEARED)
        expected |= {name: body[name] for name in (*_FRESH, "language") if name in body}
    return expected
