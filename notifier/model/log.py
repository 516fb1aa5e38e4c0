"""The hash-chained log: each entry's hash covers the entry before it, so that nothing can be changed unnoticed.

The law: `hash = sha256(previous hash ‖ sequence number as 8 bytes ‖ sha256(body))`, the first entry's previous hash
being 32 zero bytes. The body is canonical JSON without anything that names a person: a recipient appears as
`subject`, a keyed hash. The last entry of each transaction is signed (Ed25519 over its hash), so that rewriting the
chain needs the key and not only the database."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GENESIS = bytes(32)
_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class LogEntry:
    """One line of the log as stored."""

    seq: int
    body: str
    hash: bytes
    key_id: str | None = None
    signature: bytes | None = None


def canonical(body: Mapping[str, object]) -> str:
    """`body` as JSON that is the same bytes everywhere: sorted keys, no spaces, UTF-8."""
    return _JSON.encode(body)


def entry_hash(previous: bytes, seq: int, body: str) -> bytes:
    """The hash of entry `seq` after an entry with hash `previous`."""
    inner = hashlib.sha256(body.encode()).digest()
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + inner).digest()


def chain(previous: bytes, seq: int, bodies: Iterable[str]) -> list[LogEntry]:
    """The entries for `bodies`, continuing after entry `seq` with hash `previous`."""
    entries = []
    for body in bodies:
        seq += 1
        previous = entry_hash(previous, seq, body)
        entries.append(LogEntry(seq=seq, body=body, hash=previous))
    return entries
