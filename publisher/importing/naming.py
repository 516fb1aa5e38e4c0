"""Clause ids for headings: kept where the clause is known, proposed from the heading where it is new."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from publisher.importing import slugs
from publisher.importing.cleaning import visible
from publisher.importing.part import Part, PartKind
from publisher.importing.report import Note, NoteCode
from publisher.model import Clause, Document, NumberKind, Table
from publisher.parsing import split_heading, visible_text
from publisher.parsing.document import CLAUSE_ID


@dataclass(frozen=True, kw_only=True)
class Known:
    """Texts whose clauses already have ids: `same` in the language that is imported (the draft's or the text in force),
    latest first; `other` in another language of the draft; `tables` the draft's tables of data."""

    same: tuple[Document, ...] = ()
    other: Document | None = None
    tables: Mapping[str, Table] = field(default_factory=dict)


def name_headings(parts: Sequence[Part], known: Known) -> tuple[tuple[Part, ...], tuple[Note, ...]]:
    """Give every clause heading an id.

    In this order: the id that the source wrote; that of the clause with the same heading in `known.same`; that of the
    clause in the same place of `known.other`; one suggested by the heading's words; `c` and the place.
    """
    headings = [part for part in parts if part.kind is PartKind.HEADING and part.level > 1]
    ids = _written(headings)
    for document in known.same:
        _by_title(headings, document, ids)
    notes = list(_by_place(headings, known.other, ids))
    notes.extend(_suggested(headings, ids))
    named = iter(ids)
    found = (
        replace(part, id=next(named)) if part.kind is PartKind.HEADING and part.level > 1 else part for part in parts
    )
    return tuple(found), tuple(notes)


def _written(headings: Sequence[Part]) -> list[str]:
    seen: Counter[str] = Counter(part.id for part in headings)
    return [part.id if CLAUSE_ID.fullmatch(part.id) and seen[part.id] == 1 else "" for part in headings]


def _by_title(headings: Sequence[Part], document: Document, ids: list[str]) -> None:
    """Take the ids of clauses of the same level whose heading occurs once on both sides."""
    clauses = [clause for clause in document.clauses if clause.level and clause.explicit]
    theirs = Counter(map(_clause_key, clauses))
    ours = Counter(map(_heading_key, headings))
    taken = set(ids)
    by_key = {_clause_key(clause): str(clause.id) for clause in clauses if theirs[_clause_key(clause)] == 1}
    for index, part in enumerate(headings):
        known = by_key.get(_heading_key(part), "")
        if known and not ids[index] and known not in taken and ours[_heading_key(part)] == 1:
            ids[index] = known
            taken.add(known)


def _by_place(headings: Sequence[Part], other: Document | None, ids: list[str]) -> list[Note]:
    """Take the ids of the other language where both have the same sequence of levels."""
    if other is None:
        return []
    clauses = [clause for clause in other.clauses if clause.level]
    if [part.level - 1 for part in headings] != [clause.level for clause in clauses]:
        detail = f"{len(headings)} / {other.language}: {len(clauses)}"
        return [Note(code=NoteCode.IDS_UNPAIRED, detail=detail)]
    taken = set(ids)
    for index, clause in enumerate(clauses):
        if not ids[index] and clause.explicit and clause.id not in taken:
            ids[index] = clause.id
            taken.add(clause.id)
    return []


def _suggested(headings: Sequence[Part], ids: list[str]) -> list[Note]:
    """Fill what is still empty; a note for each heading whose words suggest nothing."""
    notes = []
    taken = set(ids)
    counts: Counter[str] = Counter()
    above: dict[int, str] = {}
    places: Counter[str] = Counter()
    for index, part in enumerate(headings):
        number = split_heading(part.line_text)[0]
        of_its_own = number is not None and number.kind is NumberKind.ARTICLE  # articles count on through chapters
        parent = (
            "" if of_its_own else next((above[level] for level in range(part.level - 1, 1, -1) if level in above), "")
        )
        places[parent] += 1
        slug = slugs.suggest(visible_text(split_heading(part.text)[1]))
        if not ids[index]:
            proposed = _below(parent, slug or f"c{places[parent]}", places[parent], slug)
            ids[index] = _free(proposed, taken, counts)
            taken.add(ids[index])
            if slug is None:
                notes.append(Note(code=NoteCode.ID_NUMBERED, line=part.line, detail=f"{part.line_text} → {ids[index]}"))
        above = {level: name for level, name in above.items() if level < part.level} | {part.level: ids[index]}
    return notes


def _below(parent: str, name: str, place: int, slug: str | None) -> str:
    if not parent:
        return name
    return f"{parent}-{slug}" if slug and slug != parent else f"{parent}-{place}"


def _free(name: str, taken: set[str], counts: Counter[str]) -> str:
    """The name, or with the first number that makes it new; `counts` remembers how far each name has come."""
    candidate = name
    counts[name] = max(counts[name], 1)
    while candidate in taken or candidate == "preamble":
        counts[name] += 1
        candidate = f"{name}-{counts[name]}"
    return candidate


def _clause_key(clause: Clause) -> tuple[int, str]:
    return clause.level, visible(visible_text(clause.title))


def _heading_key(part: Part) -> tuple[int, str]:
    return part.level - 1, visible(visible_text(split_heading(part.text)[1]))
