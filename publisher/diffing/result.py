"""The result of a comparison: what happened to each clause, and its words; in Python and in the contract's JSON."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from publisher.diffing.segment import Level, Op, Segment, Segments, has_level, new_text, old_text
from publisher.model import Clause, ClauseId, Document

REWRITTEN_SHARE = 0.6
"""Above this share of changed characters old and new are better read side by side than as one marked text."""


class Change(StrEnum):
    """What happened to a clause. A clause whose form alone changed is `UNCHANGED`."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    MOVED_AND_CHANGED = "moved_and_changed"
    RENUMBERED = "renumbered"
    SPLIT = "split"
    MERGED = "merged"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause, in the place where it stands in one text or in both.

    `segments` are the words of `old` against those of `new`; offsets count from the beginning of either clause. A
    moved clause has two entries with the same segments: where it was (`departure`) and where it is. A clause that was
    split has an entry for each new clause with its part of the old one; one that was merged, for each old clause.
    """

    change: Change
    old: Clause | None
    new: Clause | None
    segments: Segments
    departure: bool = False

    @property
    def id(self) -> ClauseId:
        """The id in the new text, or for what is gone in the old one."""
        clause = self.new or self.old
        if clause is None:
            raise ValueError("a change of no clause")
        return clause.id

    @property
    def moved(self) -> bool:
        """Whether the clause stands elsewhere than before."""
        return self.change in (Change.MOVED, Change.MOVED_AND_CHANGED)

    @property
    def renumbered(self) -> bool:
        """Whether the clause stands in both texts under different numbers."""
        return self.old is not None and self.new is not None and number_key(self.old) != number_key(self.new)

    @property
    def form_changed(self) -> bool:
        """Whether anything changed that is not wording and not the target of a link."""
        return has_level(self.segments, Level.TYPOGRAPHIC)

    @property
    def changed_share(self) -> float:
        """Changed characters of wording below the heading over all that stand there, white space apart; 0 to 1.

        Of a heading alone, over all characters.
        """
        below = [_below(s, _heading_length(self.old)) for s in self.segments]
        changed = sum(_visible(s.text) for s in below if s.level is Level.WORDING)
        kept = sum(2 * _visible(s.text) for s in below if s.op is Op.EQUAL)
        return changed / (changed + kept) if changed else 0.0

    @property
    def rewritten(self) -> bool:
        """Whether so much changed that old and new are better shown side by side than marked in one text."""
        return self.old is not None and self.new is not None and self.changed_share > REWRITTEN_SHARE


@dataclass(frozen=True)
class Comparison:
    """Two texts of one language and what happened to each clause, in an order in which both texts can be read."""

    old: Document
    new: Document
    changes: tuple[ClauseChange, ...]

    @cached_property
    def counts(self) -> Mapping[Change, int]:
        """How many clauses each thing happened to; a split or merged clause counts once."""
        counted = Counter(change.change for change in self.changes if not change.departure)
        for kind in (Change.SPLIT, Change.MERGED):
            whole = {(c.old if kind is Change.SPLIT else c.new) for c in self.changes if c.change is kind}
            counted[kind] = len({clause.start for clause in whole if clause})
        return {change: counted[change] for change in Change if counted[change]}

    @property
    def same(self) -> bool:
        """Whether the texts are the same to the byte."""
        return self.old.source == self.new.source

    @property
    def same_wording(self) -> bool:
        """Whether nothing changed but the form: no clause came, went, moved, was renumbered or changed."""
        return all(change.change is Change.UNCHANGED for change in self.changes)

    def of(self, clause_id: ClauseId) -> tuple[ClauseChange, ...]:
        """What happened to the clause with this id in either text; two entries for a moved one."""
        return tuple(c for c in self.changes if clause_id in {part.id for part in (c.old, c.new) if part})

    def replays(self) -> bool:
        """Whether the changes give back both texts to the byte; asked on every build."""
        entries = self.to_json()["clauses"]
        pieces = [(op, text) for entry in entries for op, text, *_ in entry["segments"]]
        old = "".join(text for op, text in pieces if op != Op.INSERT)
        new = "".join(text for op, text in pieces if op != Op.DELETE)
        return old == self.old.source and new == self.new.source

    def to_json(self) -> dict[str, Any]:
        """The contract's form: `{"clauses": [{"id", "old_number", "new_number", "change", "segments"}]}`.

        A segment is `[op, text, level]`, without the level for `=`. A moved clause stands as `moved_from` where it was
        and as `moved_to`, with its word-level segments as `wording`, where it is. What has only moved is no change of
        wording: the level of those segments is `typographic`.
        """
        return {"clauses": [_entry(change) for change in self.changes]}


def number_key(clause: Clause) -> object:
    """What two clauses have in common that bear the same number, however it is written."""
    return clause.number.key if clause.number else None


def _entry(change: ClauseChange) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": change.id,
        "old_number": change.old.number.label if change.old and change.old.number else None,
        "new_number": change.new.number.label if change.new and change.new.number else None,
        "change": change.change.value,
        "segments": [_segment(segment) for segment in change.segments],
    }
    if change.departure:
        return entry | {"change": "moved_from", "segments": _whole(Op.DELETE, old_text(change.segments))}
    if change.moved:
        moved = {"change": "moved_to", "segments": _whole(Op.INSERT, new_text(change.segments))}
        return entry | moved | {"wording": entry["segments"]}
    return entry


def _whole(op: Op, text: str) -> list[list[str]]:
    return [[op.value, text, Level.TYPOGRAPHIC.value]]


def _segment(segment: Segment) -> list[str]:
    if segment.level is None:
        return [segment.op.value, segment.text]
    return [segment.op.value, segment.text, segment.level.value]


def _visible(text: str) -> int:
    return len(text) - sum(map(text.count, " \t\r\n\u3000"))


def _heading_length(clause: Clause | None) -> int:
    """Where a clause's text begins, counted from its own beginning; 0 where it has none but its heading."""
    if clause is None or not clause.level or len(clause.blocks) == 1:
        return 0
    return clause.blocks[0].end - clause.start


def _below(segment: Segment, start: int) -> Segment:
    """The part of a segment that stands at or after an offset in the old text."""
    spare = max(0, start - segment.old)
    if not spare or segment.op is Op.INSERT:
        return segment if not spare else replace(segment, text="")
    return replace(segment, text=segment.text[spare:])
