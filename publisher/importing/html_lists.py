"""The items of HTML lists with the markers that a browser draws."""

from collections.abc import Iterable, Iterator

from bs4.element import NavigableString, Tag

from publisher.importing.numerals import roman
from publisher.importing.part import Part
from publisher.importing.report import Note, NoteCode


def items(tag: Tag) -> Iterator[tuple[str, Tag | NavigableString]]:
    """Each child of a list with its marker; a browser shows text that is no item all the same, and so do we."""
    number = _integer(tag.get("start"), _count(tag) if tag.has_attr("reversed") else 1)
    step = -1 if tag.has_attr("reversed") else 1
    for child in tag.children:
        if not isinstance(child, Tag):
            if isinstance(child, NavigableString) and child.strip():
                yield "", child
        elif child.name == "li" and tag.name == "ol":
            number = _integer(child.get("value"), number)
            yield _label(number, str(tag.get("type", "1"))), child
            number += step
        else:
            yield "-", child


def written_numbers(parts: Iterable[Part]) -> Iterator[Note]:
    """A note that says how many list numbers were written out, if any."""
    drawn = [part for part in parts if part.generated and part.marker != "-"]
    if drawn:
        yield Note(code=NoteCode.NUMBERS_WRITTEN, line=drawn[0].line, detail=str(len(drawn)))


def _count(tag: Tag) -> int:
    return len(tag.find_all("li", recursive=False))


def _label(number: int, kind: str) -> str:
    if kind in {"a", "A"} and 1 <= number <= 26:
        return f"({chr(ord('a') + number - 1)})"
    if kind in {"i", "I"} and 1 <= number <= 39:
        return f"({roman(number)})"
    return f"{number}."


def _integer(value: object, default: int) -> int:
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else default
