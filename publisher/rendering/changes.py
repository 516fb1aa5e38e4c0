"""What a comparison says to a reader: a summary in words, the clauses in order, unchanged ones folded."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from publisher.diffing import BlockChange, Change, Comparison
from publisher.diffing.result import ClauseChange
from publisher.model import BlockKind, Clause, Document, Version
from publisher.parsing import references
from publisher.rendering.changed_blocks import changes_of, heading_html, redline_html, rewritten_html, sides_html
from publisher.rendering.redline import RedlineWriter, shows_other_number
from publisher.rendering.words import Words

_REFERENCE = re.compile(r"\[\]\((#[^)\s]*)\)")

UNCHANGED = "unchanged"
REFERENCES = "references"
FORM = "form"
DEPARTED = "departed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One clause as a changes page shows it, or a run of clauses that did not change.

    `kind` is a word of `Change`, or UNCHANGED, REFERENCES (only the numbers of cross references differ), FORM (only
    the form differs), DEPARTED (where a moved clause was). `name` is how other clauses speak of it, or for a run the
    names of all; `heading` and `body` are HTML; `origin` says in words where it came from or went to; `position` counts
    the entries that a reader jumps between.
    """

    kind: str
    anchor: str
    name: str
    heading: str = ""
    body: str = ""
    origin: str = ""
    change_class: str = ""
    reason: str = ""
    position: int = 0


Body = Callable[[Sequence[BlockChange], ClauseChange, RedlineWriter], str]


def redline_entries(comparison: Comparison, version: Version | None, words: Words) -> list[Entry]:
    """The clauses as one marked text; a clause that was rewritten shows its old and its new text."""
    return _numbered(_folded(_entries(comparison, version, words, _redline), words))


def side_entries(comparison: Comparison, version: Version | None, words: Words) -> list[Entry]:
    """The clauses with old and new side by side."""
    return _numbered(_folded(_entries(comparison, version, words, sides_html), words))


def summary(comparison: Comparison, entries: Sequence[Entry], words: Words) -> str:
    """How many clauses what happened to, in one sentence."""
    parts = [
        words.count(f"count.{change.value}", number)
        for change, number in comparison.counts.items()
        if change is not Change.UNCHANGED
    ]
    if parts:
        return words("summary.changes", parts=words("summary.and").join(parts))
    only = {entry.kind for entry in entries}
    return words("summary.form" if FORM in only else "summary.none")


def _redline(changes: Sequence[BlockChange], change: ClauseChange, writer: RedlineWriter) -> str:
    only_number = change.change is Change.RENUMBERED and not any(map(_shows_change, changes))
    if only_number and not any(shows_other_number(writer, block.pieces) for block in changes):
        return ""
    show = rewritten_html if change.rewritten else redline_html
    return show(changes, change, writer)


def _entries(comparison: Comparison, version: Version | None, words: Words, body: Body) -> Iterator[Entry]:
    writer = RedlineWriter(comparison, words)
    for change in comparison.changes:
        yield _departed(change, comparison, words) if change.departure else _entry(change, writer, version, body)


def _entry(change: ClauseChange, writer: RedlineWriter, version: Version | None, body: Body) -> Entry:
    comparison, words = writer.comparison, writer.words
    changes = changes_of(writer, change) if _may_show_anything(change, writer) else ()
    kind = _kind(change, changes, writer)
    document, clause = _place(change, comparison)
    if kind == UNCHANGED:
        return Entry(kind=kind, anchor=_anchor(clause), name=_name(document, clause, words))
    reason = version.clauses.get(change.id) if version else None
    return Entry(
        kind=kind,
        anchor=_anchor(clause),
        name=_name(document, clause, words),
        heading=heading_html(changes, writer) or _name(document, clause, words),
        body=body(changes, change, writer),
        origin=_origin(change, comparison, words),
        change_class=str(reason.change_class) if reason else "",
        reason=reason.reason.get(words.language, "") if reason else "",
    )


def _may_show_anything(change: ClauseChange, writer: RedlineWriter) -> bool:
    """Whether it is worth looking at the words: not where a text without moving cross references stayed to the byte."""
    if change.change is not Change.UNCHANGED or change.form_changed:
        return True
    return any(writer.refers_elsewhere(target) for target in _REFERENCE.findall(change.segments[0].text))


def _kind(change: ClauseChange, changes: Sequence[BlockChange], writer: RedlineWriter) -> str:
    if change.change is not Change.UNCHANGED:
        return change.change.value
    if any(shows_other_number(writer, block.pieces) for block in changes):
        return REFERENCES
    return FORM if any(block.form_changed for block in changes) else UNCHANGED


def _departed(change: ClauseChange, comparison: Comparison, words: Words) -> Entry:
    clause = change.old or change.new
    name = _name(comparison.old, change.old, words)
    target = words("change.moved-to", name=_name(comparison.new, change.new, words))
    return Entry(kind=DEPARTED, anchor=f"{_anchor(clause)}-was", name=name, origin=target)


def _origin(change: ClauseChange, comparison: Comparison, words: Words) -> str:
    """Where a moved or a split clause came from, or where a merged one went."""
    if change.moved:
        return words("change.moved-from", name=_name(comparison.old, change.old, words))
    apart = change.old is not None and change.new is not None and change.old.id != change.new.id
    if change.change is Change.SPLIT and apart:
        return words("change.split-from", name=_name(comparison.old, change.old, words))
    if change.change is Change.MERGED and apart:
        return words("change.merged-into", name=_name(comparison.new, change.new, words))
    return ""


def _place(change: ClauseChange, comparison: Comparison) -> tuple[Document, Clause | None]:
    """The clause that an entry is about, and its text: the new one, or the old one where it went into another."""
    merged = change.change is Change.MERGED and change.old is not None
    return (comparison.old, change.old) if merged or change.new is None else (comparison.new, change.new)


def _anchor(clause: Clause | None) -> str:
    return clause.id.replace("~", "clause-") if clause else ""


def _name(document: Document, clause: Clause | None, words: Words) -> str:
    if clause is None or not clause.level:
        return words("text.preamble")
    return references.label(document, clause)


def _folded(entries: Iterator[Entry], words: Words) -> Iterator[Entry]:
    """Runs of unchanged clauses as one entry each."""
    for unchanged, group in groupby(entries, key=lambda entry: entry.kind == UNCHANGED):
        if not unchanged:
            yield from group
            continue
        run = list(group)
        names = [entry.name for entry in run]
        name = words("change.run", first=names[0], last=names[-1]) if len(names) > 3 else words("list.and").join(names)
        yield Entry(kind=UNCHANGED, anchor="", name=name)


def _shows_change(block: BlockChange) -> bool:
    return block.block.kind is not BlockKind.HEADING and (block.changed or block.form_changed)


def _numbered(entries: Iterator[Entry]) -> list[Entry]:
    """The entries with an anchor each, the ones that a reader jumps between counted."""
    numbered: list[Entry] = []
    position = 0
    seen: dict[str, int] = {}
    for entry in entries:
        seen[entry.anchor] = seen.get(entry.anchor, 0) + 1
        if entry.anchor and seen[entry.anchor] > 1:
            entry = replace(entry, anchor=f"{entry.anchor}-{seen[entry.anchor]}")
        if entry.kind not in (UNCHANGED, DEPARTED, FORM):
            position += 1
            entry = replace(entry, position=position)
        numbered.append(entry)
    return numbered
