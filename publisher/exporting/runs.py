"""Runs: stretches of text of one look, each kept, inserted or deleted."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from publisher.diffing import Op, Piece, PieceKind
from publisher.model import Block, BlockKind, ClauseId, Document
from publisher.parsing.references import label

_CLOSED = re.compile(r"[・．、）①-⑳㉑-㉟]\Z")
BULLETS = frozenset("-*+")
"""The markers that Word draws."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. `target` is an address or `#clause-id`; `footnote` the label of a footnote instead of text."""

    op: Op
    text: str
    strong: bool = False
    emphasis: bool = False
    target: str = ""
    footnote: str = ""


def marker(old: Block, new: Block) -> list[Run]:
    """The marker of an item in both texts."""
    before, after = lead(old, Op.EQUAL), lead(new, Op.EQUAL)
    if before == after:
        return before
    return [*lead(old, Op.DELETE), *lead(new, Op.INSERT)]


def lead(block: Block, op: Op) -> list[Run]:
    """The marker of an item as text; a bullet is drawn."""
    if block.kind is not BlockKind.ITEM or block.marker in BULLETS:
        return []
    return [Run(op, block.marker + ("" if _CLOSED.search(block.marker) else " "))]


def defined(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs of a definition: what closes the term, `]:`, is a tab, once on either side."""
    done: set[Op] = set()
    for run in runs:
        sides = {Op.DELETE, Op.INSERT} if run.op is Op.EQUAL else {run.op}
        term, mark, rest = ("", "", run.text) if sides <= done else run.text.partition("]:")
        yield replace(run, text=term, strong=True)
        if mark:
            done |= sides
            yield Run(run.op, "\t")
            rest = rest.lstrip()
        yield replace(run, text=rest)


def run_of(piece: Piece, op: Op) -> Run:
    """A piece of visible text, a footnote's mark or code as a run."""
    if piece.kind is PieceKind.FOOTNOTE:
        return Run(op, "", footnote=piece.text)
    return Run(op, piece.text.replace("\\|", "|"), piece.strong, piece.emphasis, piece.target)


def reference(piece: Piece, document: Document) -> str:
    """What a cross reference shows in a text."""
    clause = document.clause(ClauseId(piece.target[1:]))
    return label(document, clause) if clause else piece.target


def trimmed(runs: Iterable[Run]) -> list[Run]:
    """The runs of a cell without the blanks at its edges."""
    kept = list(joined(runs))
    while kept and not kept[-1].footnote and kept[-1].text != kept[-1].text.rstrip():
        last = kept.pop()
        kept.extend([replace(last, text=last.text.rstrip())] if last.text.strip() else [])
    while kept and not kept[0].footnote and kept[0].text != kept[0].text.lstrip():
        first = kept.pop(0)
        kept[:0] = [replace(first, text=first.text.lstrip())] if first.text.strip() else []
    return kept


def joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbours of one look as one run."""
    shown = (run for run in runs if run.text or run.footnote)
    for _, group in groupby(shown, key=lambda r: (r.op, r.strong, r.emphasis, r.target, r.footnote)):
        same = list(group)
        yield replace(same[0], text="".join(run.text for run in same))
