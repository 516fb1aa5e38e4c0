"""The outline of a text: its clauses with a digest each, enough to know what changed without reading the text again."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

from publisher.model import Clause, ClauseId, Document, Language, Version
from publisher.parsing import references

Keep = Callable[..., bytes]
"""Makes something once: `keep(make, *inputs)` gives what `make()` gave for the same inputs before."""

_REFERENCE = re.compile(r"\]\([ \t]*<?#([^)\s>]*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One clause of an outline.

    `wording` is the digest of its source without the number, so that a clause that was only renumbered keeps it;
    `shown` that of everything that its HTML is made from, the numbers of the clauses it refers to among them.
    """

    level: int
    number: str
    title: str
    wording: str
    shown: str


Outline = Mapping[ClauseId, Entry]


@dataclass(frozen=True, kw_only=True, slots=True)
class ClauseText:
    """The source of a clause, and how the text that it stands in speaks of the clauses it refers to."""

    source: str
    labels: Mapping[str, str]


@dataclass(kw_only=True, slots=True)
class Run:
    """The versions, by their places, from `first` to `last`, in which a clause kept its words.

    `entries` are its outlines there without repetition; up to the version at `alike` it is the first of them. `text` is
    there where the text was read anyway.
    """

    first: int
    last: int
    alike: int
    entries: list[Entry]
    text: ClauseText | None = None


@dataclass
class Outlines:
    """The versions of a policy that have a text in one language, oldest first, and what became of each clause.

    Versions are added one by one. What is kept grows with the clauses and with what changed in them, not with the
    number of versions times that of clauses.
    """

    language: Language
    versions: list[Version] = field(default_factory=list)
    clause_ids: tuple[ClauseId, ...] = ()
    """Every clause that a person gave an id, in the order of the last text; what is gone after what it followed."""
    runs: dict[ClauseId, list[Run]] = field(default_factory=dict)
    _latest: tuple[ClauseId, ...] = ()

    def add(self, version: Version, keep: Keep) -> None:
        """Enter the next version; one without a text in the language is left out."""
        if self.language not in version.texts:
            return
        outline, document = _outline(version, self.language, keep)
        place = len(self.versions)
        self.versions.append(version)
        for clause_id, entry in outline.items():
            run = self._run(clause_id, entry, place)
            if document is not None and run.first == place:
                run.text = clause_text(document, clause_id)
        ids = tuple(outline)
        if ids != self._latest:
            self.clause_ids, self._latest = tuple(_merged(list(self.clause_ids), list(ids))), ids

    def _run(self, clause_id: ClauseId, entry: Entry, place: int) -> Run:
        """The run that the clause is in, in the version at `place`. A text that comes back begins another one."""
        runs = self.runs.setdefault(clause_id, [])
        last = runs[-1] if runs else None
        if last is None or last.last != place - 1 or last.entries[-1].wording != entry.wording:
            runs.append(Run(first=place, last=place, alike=place, entries=[entry]))
            return runs[-1]
        last.last = place
        if last.entries[-1] != entry:
            last.entries.append(entry)
        elif len(last.entries) == 1:
            last.alike = place
        return last


def clause_text(document: Document, clause_id: ClauseId) -> ClauseText:
    """A clause of a text, apart from it. Raises LookupError where there is none of this id."""
    clause = document.clause(clause_id)
    if clause is None:
        raise LookupError(clause_id)
    source = document.text(clause).strip()
    return ClauseText(source=source, labels=dict(_referred(document, source)))


def _outline(version: Version, language: Language, keep: Keep) -> tuple[Outline, Document | None]:
    """The outline of a version's text, and the text itself where it had to be read for that."""
    read: list[Document] = []

    def made() -> bytes:
        read.append(version.texts[language])
        return _dumped(read[0])

    entries = json.loads(keep(made, "outline", language, version.sha256[f"{language}.md"]))
    return {ClauseId(id_): Entry(**fields) for id_, fields in entries.items()}, read[0] if read else None


def _dumped(document: Document) -> bytes:
    entries = {clause.id: asdict(_entry(document, clause)) for clause in reversed(document.clauses) if clause.explicit}
    return json.dumps(dict(reversed(entries.items())), ensure_ascii=False).encode()


def _entry(document: Document, clause: Clause) -> Entry:
    text = document.text(clause).strip()
    number = clause.number.label if clause.number else ""
    wording = text.replace(number, "", 1) if number else text
    shown = _digest(text, _referred(document, text))
    return Entry(level=clause.level, number=number, title=clause.title, wording=_digest(wording), shown=shown)


def _referred(document: Document, text: str) -> list[tuple[str, str]]:
    """The clauses that a clause refers to, each with the words for it."""
    targets = ((target, document.clause(ClauseId(target))) for target in _REFERENCE.findall(text))
    return [(target, references.label(document, found)) for target, found in targets if found]


def _digest(*parts: object) -> str:
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def _merged(order: list[ClauseId], ids: list[ClauseId]) -> list[ClauseId]:
    """The ids of a newer text, with those that are in `order` only after the one they followed there."""
    merged, known = list(ids), set(ids)
    for place, clause_id in enumerate(order):
        if clause_id not in known:
            before = next((other for other in reversed(order[:place]) if other in merged), None)
            merged.insert(merged.index(before) + 1 if before else 0, clause_id)
    return merged
