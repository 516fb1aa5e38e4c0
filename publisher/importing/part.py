"""A part: what a reader of any foreign format hands over, from the first guess to the finished structure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from publisher.importing.cleaning import visible
from publisher.parsing import RunKind, parse_inline


class PartKind(StrEnum):
    """What a part is. A reader that does not know says PARAGRAPH; `structure` decides."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"
    QUOTE = "quote"
    FOOTNOTE = "footnote"
    DEFINITION = "definition"
    RULE = "rule"
    CODE = "code"
    DATA = "data"


_VERBATIM = frozenset({PartKind.CODE, PartKind.DATA, PartKind.RULE})
_WITH_DRAWN_NUMBER = frozenset({PartKind.PARAGRAPH, PartKind.HEADING})


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A heading, paragraph, item or table with the place it came from.

    `text` is inline Markdown of the text format on one line (CODE keeps its lines). `line` is the 1-based line of the
    source (paragraph of a Word document). `level` is 1 for the title and 2 to 4 for clauses. `marker` is that of an
    item, the label of a footnote, the term of a definition, or the number that is drawn before a paragraph or heading;
    `generated` says that the marker was not a character of the source (a browser or Word would draw it). `apart`: a
    blank line stood before it. `anchors` are the names under which the source itself links to a heading.
    """

    kind: PartKind = PartKind.PARAGRAPH
    text: str = ""
    line: int
    level: int = 0
    depth: int = 0
    marker: str = ""
    generated: bool = False
    id: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    apart: bool = True
    indent: int = 0
    anchors: tuple[str, ...] = ()

    @property
    def line_text(self) -> str:
        """The line as a reader sees it, with the number that Word or a browser draws before a paragraph or heading."""
        return f"{self.marker} {self.text}" if self.marker and self.kind in _WITH_DRAWN_NUMBER else self.text

    @property
    def own_characters(self) -> str:
        """The visible characters that the source itself holds: no white space, no markup, no drawn list number."""
        marker = "" if self.generated else visible(self.marker)
        if self.kind in _VERBATIM:
            return visible(self.text)
        cells = (cell for row in self.rows for cell in row)
        return marker + "".join(map(shown, (self.text, *cells)))

    @property
    def all_characters(self) -> str:
        """The visible characters with the drawn list numbers."""
        return (visible(self.marker) if self.generated else "") + self.own_characters


def shown(text: str) -> str:
    """The visible characters of inline Markdown. A cross reference counts by its target, which must not be lost; the
    mark of a footnote is drawn."""
    runs = [run for run in parse_inline(text) if run.kind is not RunKind.FOOTNOTE]
    return visible("".join(run.target if run.kind is RunKind.REFERENCE else run.text for run in runs))


def own_characters(parts: Iterable[Part]) -> str:
    """The visible characters of all parts that stood in the source."""
    return "".join(part.own_characters for part in parts)
