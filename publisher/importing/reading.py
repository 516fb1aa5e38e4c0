"""What a reader of a foreign format returns: the parts, the characters that must not be lost, and what it noticed."""

from dataclasses import dataclass

from publisher.importing.part import Part
from publisher.importing.report import Note


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The parts of a text in order.

    `characters` are the visible characters of the source, taken from it by another way than the parts, so that the two
    can be held against each other. `guess_structure` says that the format does not mark headings and lists.
    """

    parts: tuple[Part, ...]
    characters: str
    guess_structure: bool
    notes: tuple[Note, ...] = ()
