"""Pieces of the log for a proof: each entry that is shown, then only the hashes of those about other people, up to a
signed one."""

import hashlib
from collections.abc import Iterable

from notifier.model.log import LogEntry
from notifier.ports.evidence import Evidence

Piece = dict[str, object]


def pieces(evidence: Evidence, numbers: Iterable[int]) -> list[Piece]:
    """The pieces that show the entries `numbers` (in rising order)."""
    wanted = list(numbers)
    shown = set(wanted)
    found: list[Piece] = []
    end = 0
    for number in wanted:
        if number > end:
            previous, entries = evidence.around(number)
            end = entries[-1].seq
            found.append(_piece(number, previous, entries, shown))
    return found


def _piece(first: int, previous: bytes, entries: list[LogEntry], shown: set[int]) -> Piece:
    last = entries[-1]
    return {
        "first": first,
        "previous": previous.hex(),
        "entries": [
            {"body": one.body} if one.seq in shown else {"inner": hashlib.sha256(one.body.encode()).hexdigest()}
            for one in entries
        ],
        "key_id": last.key_id or "",
        "signature": (last.signature or b"").hex(),
    }
