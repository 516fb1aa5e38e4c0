"""From parts that a reader handed over to finished ones: title, headings, items, and what stayed unstructured."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from publisher.importing import headings, marks
from publisher.importing.marks import Opening
from publisher.importing.part import Part, PartKind
from publisher.importing.report import Note, NoteCode
from publisher.model import BlockKind
from publisher.parsing.lines import classify

_DEEPEST_ITEM = 2
_FEWEST_CELLS = 3
_DATED_OR_CLOSING = re.compile(
    r"[0-9０-９元]\s*年\s*[0-9０-９]{1,2}\s*月|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|"
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|\A以\s*上\Z"
)


def structure(parts: tuple[Part, ...], guess: bool, flat: bool) -> tuple[tuple[Part, ...], tuple[Note, ...]]:
    """Decide what each paragraph is. `guess` is false for a format whose paragraphs are known to be paragraphs;
    `flat` says that the format knows no tables, so that lines may be the cells of one."""
    notes: tuple[Note, ...] = ()
    if guess:
        parts, notes = headings.find_headings(headings.find_title(parts))
        parts = tuple(_items(parts))
        notes = (*notes, *(_unstructured(parts) if flat else _lines_in_a_row(parts)))
    if not any(part.level == 1 for part in parts):
        notes = (Note(code=NoteCode.NO_TITLE), *notes)
    return parts, notes


def _items(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts with items and rules told from paragraphs; the depth of an item follows the markers around it."""
    styles: list[str] = []
    for part in parts:
        opening = marks.opening(part.line_text) if part.kind is PartKind.PARAGRAPH else None
        if opening is not None and opening.marker and marks.bare(part.line_text) == part.line_text:
            depth = _depth(styles, opening)
            text = part.text if part.generated else opening.rest
            yield replace(part, kind=PartKind.ITEM, marker=opening.marker, text=text, depth=depth)
            continue
        if part.kind is not PartKind.ITEM:
            styles.clear()
        rule = (
            part.kind is PartKind.PARAGRAPH and classify(part.line_text, 0, len(part.line_text)).kind is BlockKind.RULE
        )
        yield replace(part, kind=PartKind.RULE) if rule else part


def _depth(styles: list[str], opening: Opening) -> int:
    """How deep an item stands: as deep as the last of its style, else inside the item before it.

    A list begins with its first number. A later one goes on with a list whose marks are wider or narrower, or else
    with one that other lines cut off, which nothing around it can be inside of.
    """
    style, later = opening.style, (opening.value or 0) > 1
    alike = [s for s in styles if s == style or (later and _same_marks(s, style))]
    if alike:
        del styles[styles.index(alike[-1]) + 1 :]
    elif later:
        styles[:] = [style]
    else:
        styles.append(style)
    return min(len(styles) - 1, _DEEPEST_ITEM)


def _same_marks(one: str, other: str) -> bool:
    return unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)


def _unstructured(parts: Sequence[Part]) -> Iterator[Note]:
    """Notes on what looks like something more than the paragraph that it stays."""
    for index, end in _loose_runs(parts):
        run = parts[index:end]
        if len(run) >= _FEWEST_CELLS:
            yield _table_note(run)
        else:
            leads = end < len(parts) and parts[end].kind is not PartKind.HEADING
            for part in run:
                heads = leads and part is run[-1] and marks.reads_as_title(part.line_text)
                code = NoteCode.POSSIBLE_HEADING if heads else NoteCode.UNSTRUCTURED
                yield Note(code=code, line=part.line, detail=part.line_text)


def _lines_in_a_row(parts: Sequence[Part]) -> Iterator[Note]:
    """The same for a format that has tables: only lines that were forced apart inside one paragraph."""
    runs = (parts[index:end] for index, end in _loose_runs(parts))
    yield from (_table_note(run) for run in runs if len(run) >= _FEWEST_CELLS and not any(p.apart for p in run[1:]))


def _table_note(run: Sequence[Part]) -> Note:
    detail = f"{run[0].line}–{run[-1].line}: {run[0].line_text} … {run[-1].line_text}"
    return Note(code=NoteCode.POSSIBLE_TABLE, line=run[0].line, detail=detail)


def _loose_runs(parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """The runs of neighbouring lines that end no sentence; a blank line ends one where its other lines stand close."""
    start: int | None = None
    for index, part in enumerate(parts):
        if start is not None and (
            not _is_loose(part) or (part.apart and index - start > 1 and not parts[index - 1].apart)
        ):
            yield start, index
            start = None
        if start is None and _is_loose(part):
            start = index
    if start is not None:
        yield start, len(parts)


def _is_loose(part: Part) -> bool:
    plain_line = part.kind is PartKind.PARAGRAPH and not marks.ends_sentence(part.line_text)
    return plain_line and _DATED_OR_CLOSING.search(part.line_text) is None
