"""The report of an import: what was done, and what a person must look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from publisher.model import Language


class NoteCode(StrEnum):
    """A kind of note; each is described in docs/reference/import.md."""

    NO_TITLE = "no-title"
    NO_HEADING = "no-heading"
    ID_NUMBERED = "id-numbered"
    IDS_UNPAIRED = "ids-unpaired"
    POSSIBLE_HEADING = "possible-heading"
    POSSIBLE_TABLE = "possible-table"
    UNSTRUCTURED = "unstructured"
    CELL_SPANS = "cell-spans"
    CELL_LINES = "cell-lines"
    LEFT_OUT = "left-out"
    PICTURE = "picture"
    ATTRIBUTES = "attributes"
    FRONT_MATTER = "front-matter"
    CAPTION_MOVED = "caption-moved"
    NUMBERS_WRITTEN = "numbers-written"
    TRACKED_CHANGES = "tracked-changes"
    COMMENT = "comment"
    OBJECT = "object"
    DATA_TABLE = "data-table"
    CHARACTERS_REMOVED = "characters-removed"


TO_SETTLE = frozenset(
    {
        NoteCode.NO_TITLE,
        NoteCode.NO_HEADING,
        NoteCode.ID_NUMBERED,
        NoteCode.IDS_UNPAIRED,
        NoteCode.POSSIBLE_HEADING,
        NoteCode.POSSIBLE_TABLE,
        NoteCode.UNSTRUCTURED,
        NoteCode.CELL_SPANS,
        NoteCode.CELL_LINES,
        NoteCode.PICTURE,
        NoteCode.COMMENT,
        NoteCode.OBJECT,
        NoteCode.DATA_TABLE,
    }
)
"""The codes that ask for a person's decision; the others only tell."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something that a person should know or settle. `line` is that of the source (0: the whole text); `detail` quotes
    the text concerned or says how many."""

    code: NoteCode
    line: int = 0
    detail: str = ""

    @property
    def to_settle(self) -> bool:
        """Whether a person must decide something."""
        return self.code in TO_SETTLE


@dataclass(frozen=True, kw_only=True)
class Report:
    """What an import did with one file: counts by kind of part, ids by heading, notes in the order of lines."""

    source: str
    format: str
    encoding: str
    language: Language
    counts: Mapping[str, int]
    ids: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]
