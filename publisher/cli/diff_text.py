"""A comparison as lines for a terminal or a pager: what went in [-…-], what came in {+…+}, the rest folded."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from publisher.cli.output import coloured
from publisher.diffing import (
    BlockChange,
    Change,
    ClauseChange,
    Comparison,
    Level,
    Op,
    Piece,
    PieceKind,
    block_changes,
    cells,
    with_their_spaces,
)
from publisher.model import BlockKind, Clause, ClauseId, Document
from publisher.parsing import references
from publisher.rendering.words import Words

_MARKS = {Op.DELETE: ("[-", "-]", "deleted"), Op.INSERT: ("{+", "+}", "inserted")}
_SIGNS = {Change.ADDED: "+", Change.REMOVED: "-", Change.UNCHANGED: " "}
_CLOSING_MARKERS = ("、", "．", "）")


def lines(comparison: Comparison, title: str, words: Words, *, typographic: bool) -> Iterator[str]:
    """The whole comparison: what is compared, a summary, then clause by clause."""
    yield coloured(title, "title")
    writer = _Writer(comparison, words, typographic)
    counted = [words.count(f"count.{c.value}", n) for c, n in comparison.counts.items() if c is not Change.UNCHANGED]
    if counted:
        yield words("summary.changes", parts=words("summary.and").join(counted))
    else:
        formal = any(change.form_changed for change in comparison.changes)
        yield words("summary.form" if formal else "summary.none")
    yield ""
    for quiet, group in groupby(comparison.changes, key=writer.is_quiet):
        changes = list(group)
        yield from [writer.folded(changes)] if quiet else (line for change in changes for line in writer.clause(change))


class _Writer:
    def __init__(self, comparison: Comparison, words: Words, typographic: bool) -> None:
        self.comparison, self.words, self.typographic = comparison, words, typographic

    def is_quiet(self, change: ClauseChange) -> bool:
        """Whether a clause has nothing to show."""
        if change.change is not Change.UNCHANGED:
            return False
        return not (self.typographic and change.form_changed) and not self._refers_elsewhere(change)

    def folded(self, run: Sequence[ClauseChange]) -> str:
        """A run of unchanged clauses on one line."""
        names = [self._name(change) for change in run]
        shown = self.words("list.and").join(names)
        if len(names) > 3:
            shown = self.words("change.run", first=names[0], last=names[-1])
        return coloured(f"  {shown}  {self.words('change.unchanged')}", "quiet")

    def clause(self, change: ClauseChange) -> Iterator[str]:
        """The lines of one clause."""
        name, sign = self._name(change), _SIGNS.get(change.change, "~")
        if change.departure:
            target = references.label(self.comparison.new, change.new) if change.new else ""
            yield coloured(f"  {name}  {self.words('change.moved-to', name=target)}", "quiet")
            return
        blocks = block_changes(self.comparison, change)
        headings = [block for block in blocks if block.block.kind is BlockKind.HEADING]
        heading = self._words(headings[0], number=True) if headings else name
        label = self.words(f"change.{'form' if change.change is Change.UNCHANGED else change.change.value}")
        origin = self._origin(change)
        yield f"{sign} {coloured(label, 'title')}{origin}  {heading}"
        yield from self._body([block for block in blocks if block not in headings[:1]])
        yield ""

    def _body(self, blocks: Sequence[BlockChange]) -> Iterator[str]:
        """The blocks that changed; those between them as one sign of omission."""
        runs = [(shown, list(group)) for shown, group in groupby(blocks, key=self._shows)]
        for shown, run in runs if any(shown for shown, _ in runs) else ():
            if shown:
                yield from (f"    {'  ' * block.block.depth}{self._words(block)}" for block in run)
            else:
                yield coloured("    …", "quiet")

    def _shows(self, block: BlockChange) -> bool:
        markers = {part.marker for part in (block.old, block.new) if part}
        if block.changed or (self.typographic and (block.form_changed or len(markers) > 1)):
            return True
        return any(self._labels(piece)[0] != self._labels(piece)[1] for piece in block.pieces)

    def _words(self, block: BlockChange, *, number: bool = False) -> str:
        """A block's words with what changed marked; `number` shows a changed number of a heading, which is form."""
        texts = [self._run(cell, number) for cell in cells(block.pieces)]
        text = " | ".join(texts) if block.block.kind is BlockKind.TABLE_ROW else "".join(texts)
        marker = block.block.marker if block.block.kind is BlockKind.ITEM else ""
        gap = "" if not marker or marker.endswith(_CLOSING_MARKERS) else " "
        return marker + gap + text

    def _run(self, pieces: Sequence[Piece], number: bool) -> str:
        shown = (part for piece in with_their_spaces(pieces) for part in self._parts(piece, number))
        runs = groupby(shown, key=lambda part: part[0])
        return "".join(_marked(op, "".join(text for _, text in run)) for op, run in runs)

    def _parts(self, piece: Piece, number: bool) -> Iterator[tuple[Op, str]]:
        """What a piece shows, with its mark."""
        before, after = self._labels(piece)
        if piece.op is Op.EQUAL and before != after:
            yield from ((Op.DELETE, before), (Op.INSERT, after))
        elif piece.op is not Op.EQUAL and piece.level is Level.TYPOGRAPHIC and not (self.typographic or number):
            yield from [(Op.EQUAL, after)] if piece.op is Op.INSERT else []
        else:
            yield piece.op, before if piece.op is Op.DELETE else after
        if piece.op is Op.EQUAL and piece.level is Level.LINK:
            yield from ((Op.DELETE, f" <{piece.old_target}>"), (Op.INSERT, f" <{piece.target}>"))

    def _labels(self, piece: Piece) -> tuple[str, str]:
        """What a piece reads as in the old text and in the new one; they differ for a cross reference."""
        if piece.kind is PieceKind.FOOTNOTE:
            return f"[{piece.text}]", f"[{piece.text}]"
        if piece.kind is not PieceKind.REFERENCE:
            return piece.text, piece.text
        return _reference(piece, self.comparison.old), _reference(piece, self.comparison.new)

    def _refers_elsewhere(self, change: ClauseChange) -> bool:
        if not any("](#" in segment.text for segment in change.segments):
            return False
        pieces = (piece for block in block_changes(self.comparison, change) for piece in block.pieces)
        return any(self._labels(piece)[0] != self._labels(piece)[1] for piece in pieces)

    def _origin(self, change: ClauseChange) -> str:
        if not change.moved or change.old is None:
            return ""
        return " " + self.words("change.moved-from", name=references.label(self.comparison.old, change.old))

    def _name(self, change: ClauseChange) -> str:
        document = self.comparison.new if change.new and not change.departure else self.comparison.old
        clause: Clause | None = change.old if change.departure else change.new or change.old
        if clause is None or not clause.level:
            return self.words("text.preamble")
        return references.label(document, clause)


def _marked(op: Op, text: str) -> str:
    if op is Op.EQUAL or not text:
        return text
    opening, closing, role = _MARKS[op]
    return coloured(f"{opening}{text}{closing}", role)


def _reference(piece: Piece, document: Document) -> str:
    clause = document.clause(ClauseId(piece.target.lstrip("#")))
    return references.label(document, clause) if clause else piece.target
