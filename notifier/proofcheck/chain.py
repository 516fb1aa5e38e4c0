"""The log's chain, written a second time from its law: `hash = sha256(previous ‖ seq as 8 bytes ‖ sha256(body))`.

A proof holds pieces of the chain. In a piece, entries about other people are shown only as `inner`, the sha256 of
their bodies, which is enough to compute the chain. Each piece ends with an entry that is signed (Ed25519 over its
hash).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from notifier.proofcheck.form import NotAProof


@dataclass(frozen=True)
class Entry:
    """An entry that the proof shows, with what it says."""

    seq: int
    said: dict[str, Any]


def signed(keys: Mapping[str, str], key_id: str, signature: str, message: bytes) -> bool:
    """Whether `signature` (hex) is of `message` by the key of that id (hex)."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys[key_id]))
        key.verify(bytes.fromhex(signature), message)
    except (KeyError, ValueError, InvalidSignature):
        return False
    return True


def walk(pieces: list[dict[str, Any]], keys: Mapping[str, str]) -> list[Entry]:
    """The entries shown, in order; raises NotAProof where a piece does not hold."""
    entries: list[Entry] = []
    end = 0
    for piece in pieces:
        if piece["first"] <= end:
            raise NotAProof(f"log entry {piece['first']} stands out of order")
        shown, end, head = _piece(piece)
        if not signed(keys, piece["key_id"], piece["signature"], head):
            raise NotAProof(f"the signature of log entry {end} does not hold")
        entries += shown
    return entries


def _piece(piece: dict[str, Any]) -> tuple[list[Entry], int, bytes]:
    """The entries shown in one piece, its last number and its last hash."""
    seq, previous = piece["first"] - 1, bytes.fromhex(piece["previous"])
    shown = []
    for entry in piece["entries"]:
        seq += 1
        if "body" in entry:
            inner = hashlib.sha256(entry["body"].encode()).digest()
            shown.append(Entry(seq, json.loads(entry["body"])))
        else:
            inner = bytes.fromhex(entry["inner"])
        previous = hashlib.sha256(previous + seq.to_bytes(8, "big") + inner).digest()
    return shown, seq, previous
