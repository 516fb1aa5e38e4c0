"""The chain of entries: each holds the hash of the one before, so that none can be changed, removed or moved unseen."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from publisher.ledger.entry import Entry
from publisher.ledger.problem import Problem, restore
from publisher.ledger.signing import is_signed_by
from publisher.messages import _
from publisher.model import PolicyId, VersionId


@dataclass(frozen=True)
class Chain:
    """The entries that could be read, oldest first."""

    entries: tuple[Entry, ...] = ()

    @property
    def head(self) -> str | None:
        """The hash of the last entry, which stands for everything before it; None for an empty ledger."""
        return self.entries[-1].hash if self.entries else None

    def entry(self, version: VersionId) -> Entry | None:
        """The entry of a version, or None if it was never published."""
        return next((entry for entry in self.entries if entry.version == version), None)

    def knows(self, head: str) -> bool:
        """Whether `head`, kept from an earlier look, is the hash of one of the entries."""
        return any(hmac.compare_digest(entry.hash, head) for entry in self.entries)


def read_chain(text: str, path: PurePath, policy: PolicyId) -> tuple[Chain, tuple[Problem, ...]]:
    """Read `ledger.jsonl`: the entries that are well formed, and every way in which the chain does not hold."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    lines = text.split("\n")
    if lines.pop():
        problems.append(Problem(path, len(lines) + 1, _("the last line is cut off"), restore()))
    for number, line in enumerate(lines, 1):
        try:
            entry = Entry.parse(line)
        except (ValueError, RecursionError) as error:
            problems.append(Problem(path, number, _("this line was changed: {error}", error=error), restore()))
            continue
        problems += [Problem(path, number, what, restore()) for what in _faults(entry, entries, number, policy)]
        entries.append(entry)
    return Chain(tuple(entries)), tuple(problems)


def _faults(entry: Entry, before: list[Entry], number: int, policy: PolicyId) -> Iterator[str]:
    last = before[-1] if before else None
    if entry.previous != (last.hash if last else None) or entry.number != number:
        yield _(
            "entry {number} does not follow the line before it: a line was removed, added or moved", number=entry.number
        )
    if last and entry.published_at < last.published_at:
        yield _("entry {number} is older than the one before it", number=entry.number)
    if entry.policy != policy:
        yield _("this is an entry of the policy {policy}", policy=entry.policy)
    if any(entry.version == other.version for other in before):
        yield _("version {version} is recorded twice", version=entry.version)
    if bool(entry.key) != bool(entry.signature) or (entry.key and not is_signed_by(entry, entry.key)):
        yield _("the signature does not fit the entry")
