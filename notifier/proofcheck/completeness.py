"""Checking a proof of completeness: lines of JSON, a head, one line a person and one a delivery, and a signed end.

| line | members |
|---|---|
| head | format, made_at, notice, members, log (pieces of the chain), keys |
| person | m: position, s: subject, l: language, c: channels, r: reason, f: fate, d: [[number, channel, state]] |
| end | counts by fate, sha256 of all lines before it, signature (key_id, value) over that hash and the counts |

Every position of the audience and every delivery must be there and have the digest that the log keeps of it.
"""

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from notifier.proofcheck.chain import signed, walk
from notifier.proofcheck.claims import DIGEST, compact
from notifier.proofcheck.form import NotAProof

FORMAT = "policypress-completeness/1"
LONGEST_LINE = 256 * 1024 * 1024
FATES = ("told", "waiting", "ambiguous", "failed", "excluded")

Findings = Iterator[tuple[str, bool | None, str, str]]


def is_one(path: Path) -> bool:
    """Whether the file begins as one."""
    with path.open("rb") as file:
        return file.read(40).startswith(b'{"format":"policypress-completeness/')


def head(path: Path) -> dict[str, Any]:
    """The first line."""
    with path.open("rb") as file:
        try:
            found = json.loads(file.readline(LONGEST_LINE))
        except ValueError:
            return {}
    return found if isinstance(found, dict) else {}


def end_to_sign(lines: bytes, counts: Mapping[str, int]) -> bytes:
    """What the end's signature is over: the hash of the lines before it and the counts."""
    return hashlib.sha256(lines + compact(counts).encode()).digest()


def fate(in_app: bool, states: set[str]) -> str:
    """What became of one person, from the states of their deliveries."""
    if not states:
        return "told" if in_app else "excluded"
    order = (("accepted", "told"), ("pending", "waiting"), ("in_flight", "waiting"), ("ambiguous", "ambiguous"))
    for state, what in order:
        if state in states:
            return what
    return "failed" if states - {"excluded"} else "excluded"


def check(path: Path, pinned: Mapping[str, str] | None) -> Findings:
    """Check the file line by line, in memory that grows with the number of people by some bytes each."""
    try:
        yield from _Check(path, pinned).run()
    except NotAProof as problem:
        yield "form", False, "", str(problem)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as problem:
        yield "form", False, "", f"a member is missing or of another kind: {problem!r}"


class _Check:
    def __init__(self, path: Path, pinned: Mapping[str, str] | None) -> None:
        self.path = path
        self.pinned = pinned
        self.lines = hashlib.sha256()
        self.next_member = 0
        self.counts: Counter[str] = Counter()
        self.said: dict[str, list[tuple[int, bytearray]]] = {"members": [], "deliveries": []}

    def run(self) -> Findings:
        with self.path.open("rb") as file:
            top = self._line(file.readline(LONGEST_LINE))
            keys = top["keys"] if self.pinned is None else self.pinned
            self._expect(top, walk(top["log"], keys))
            yield "chain", True, str(len(top["log"])), ""
            yield "keys", None if self.pinned is None else True, ", ".join(sorted(top["keys"])), ""
            end, before = self._people(file)
        mark = end["signature"]
        message = end_to_sign(before, end["counts"])
        yield "signature", signed(keys, mark["key_id"], mark["value"], message), mark["key_id"], ""
        yield from self._sums(end)

    def _people(self, file: BinaryIO) -> tuple[dict[str, Any], bytes]:
        """Check each person's line; returns the end and the hash of the lines before it."""
        while raw := file.readline(LONGEST_LINE):
            before = self.lines.digest()
            one = self._line(raw)
            if "m" in one:
                self._member(one)
            elif file.read(1):
                break
            else:
                return one, before
        raise NotAProof("the end is missing, or something stands after it")

    def _line(self, raw: bytes) -> dict[str, Any]:
        one = json.loads(raw)
        if not isinstance(one, dict) or (compact(one) + "\n").encode() != raw:
            raise NotAProof("a line is not in the form that proofs have: the file was altered")
        self.lines.update(raw)
        return one

    def _expect(self, top: dict[str, Any], entries: list[Any]) -> None:
        """The digests that the log keeps, from the entries of the plan that counts."""
        self.notice = top["notice"]["id"]
        self.members = top["members"]
        for entry in entries:
            if entry.said.get("notice") == self.notice and entry.said["event"] in self.said:
                digests = bytearray(base64.b64decode(entry.said["digests"], validate=True))
                self.said[entry.said["event"]].append((entry.said["first"], digests))
        planned = [e.said for e in entries if e.said["event"] == "planned" and e.said["notice"] == self.notice]
        if not planned or planned[-1]["members"] != self.members:
            raise NotAProof("the log does not say how many people the audience has")

    def _use(self, event: str, number: int, *parts: object) -> bool:
        """Whether the log keeps this digest of the row, and it was not used before; it is used up by this."""
        digest = hashlib.sha256("|".join(map(str, (number, self.notice, *parts))).encode()).digest()[:DIGEST]
        for first, digests in self.said[event]:
            place = slice((number - first) * DIGEST, (number - first + 1) * DIGEST)
            if number >= first and digests[place] == digest:
                digests[place] = bytes(DIGEST)
                return True
        return False

    def _member(self, one: dict[str, Any]) -> None:
        if one["m"] != self.next_member or not self._use(
            "members", one["m"], one["s"], one["l"], one["c"], one["r"] or ""
        ):
            raise NotAProof(f"position {one['m']} of the audience is not the one that was planned")
        self.next_member += 1
        for number, channel, _ in one["d"]:
            if not self._use("deliveries", number, one["s"], channel):
                raise NotAProof(f"delivery {number} is not the one that was planned")
        what = fate("in_app" in one["c"].split(","), {state for _, _, state in one["d"]})
        if what != one["f"]:
            raise NotAProof(f"position {one['m']} is said to be {one['f']}, and is {what}")
        self.counts[what] += 1

    def _sums(self, end: dict[str, Any]) -> Findings:
        left = sum(any(digests) for _, digests in self.said["deliveries"])
        yield "people", self.next_member == self.members, str(self.members), ""
        yield "deliveries", not left, "", "deliveries that were planned are missing" if left else ""
        counts = {name: self.counts[name] for name in FATES}
        yield "counts", counts == end["counts"] and sum(counts.values()) == self.members, compact(counts), ""
