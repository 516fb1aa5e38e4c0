"""The revisions of each clause over all versions: a text that stayed the same from one version to another is one."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from publisher.diffing import Comparison, compare
from publisher.diffing.result import ClauseChange
from publisher.model import ClauseId, Document, Version
from publisher.parsing import parse_document
from publisher.rendering.changed_blocks import changes_of, heading_html, redline_html, rewritten_html
from publisher.rendering.outline import ClauseText, Keep, Outlines, Run, clause_text
from publisher.rendering.redline import RedlineWriter
from publisher.rendering.words import Words

_MARK = re.compile('<(?:ins|del)(?: class="target")?>')


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One text of a clause, and the `run` of versions that it stands in."""

    id: ClauseId
    texts: Outlines
    run: Run

    @property
    def first(self) -> Version:
        """The version it begins with."""
        return self.texts.versions[self.run.first]

    @property
    def text(self) -> ClauseText:
        """The clause as it first was. Of the versions that have it so, the latest is read, which others ask for too."""
        if self.run.text is None:
            document = self.texts.versions[self.run.alike].texts[self.texts.language]
            self.run.text = clause_text(document, self.id)
        return self.run.text

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that the clause had in these versions, each once."""
        return tuple(dict.fromkeys(entry.number for entry in self.run.entries if entry.number))

    @property
    def made_from(self) -> tuple[str, tuple[str, ...]]:
        """Everything that its HTML is made from."""
        return (self.run.entries[0].shown, self.numbers)

    def name(self, words: Words, *, all_numbers: bool = True) -> str:
        """Its numbers (or the latest) and its title; several numbers where it was renumbered while its words stayed."""
        if not self.run.entries[0].level:
            return words("text.preamble")
        numbers = self.numbers if all_numbers else self.numbers[-1:]
        return f"{' / '.join(numbers)} {self.run.entries[-1].title}".strip()


def revisions_of(clause_id: ClauseId, texts: Outlines) -> tuple[Revision, ...]:
    """A clause's revisions, oldest first. A text that comes back after another one is a revision of its own."""
    return tuple(Revision(id=clause_id, texts=texts, run=run) for run in texts.runs[clause_id])


def removals(revisions: Sequence[Revision], texts: Outlines) -> tuple[Version, ...]:
    """The versions that took the clause out."""
    starts = {revision.run.first for revision in revisions}
    ends = [revision.run.last + 1 for revision in revisions]
    return tuple(texts.versions[end] for end in ends if end < len(texts.versions) and end not in starts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What changed between two revisions, as one marked text; `visible` is false where only the form differs."""

    heading: str
    body: str
    visible: bool


def difference(old: Revision, new: Revision, words: Words, keep: Keep) -> Difference:
    """The difference of two revisions, made once; of a revision and itself the text with nothing marked."""
    inputs = ("difference", words.language, old.made_from, new.made_from)
    return Difference(**json.loads(keep(lambda: json.dumps(asdict(_difference(old, new, words))).encode(), *inputs)))


def _difference(old: Revision, new: Revision, words: Words) -> Difference:
    comparison, change = _compared(old, new)
    writer = RedlineWriter(comparison, words, old.text.labels.get, new.text.labels.get)
    changes = changes_of(writer, change)
    show = rewritten_html if change.rewritten else redline_html
    heading, body = heading_html(changes, writer), show(changes, change, writer)
    return Difference(heading=heading, body=body, visible=_MARK.search(heading + body) is not None)


def _compared(old: Revision, new: Revision) -> tuple[Comparison, ClauseChange]:
    comparison = compare(_alone(old), _alone(new))
    arrived = [change for change in comparison.changes if not change.departure]
    return comparison, arrived[0]


def _alone(revision: Revision) -> Document:
    return parse_document(revision.text.source, revision.texts.language)
