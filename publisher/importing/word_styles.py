"""What the styles of a Word document say about a paragraph: its rank as a heading, its list, its numbering."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

_BODY_RANK = 10


@dataclass(frozen=True)
class Styles:
    """The styles of a document by id (lxml elements)."""

    by_id: dict[str, Any]
    default: str

    def name(self, paragraph: Any) -> str:
        """The name of a paragraph's style in lower case, as every language of Word stores it: `heading 1`, `list 2`."""
        names = (_value(style, "w:name").lower() for style in self._chain(paragraph))
        properties = paragraph.find(qn("w:pPr"))
        return next(names, _value(properties, "w:pStyle").lower() if properties is not None else "")

    def rank(self, paragraph: Any) -> int | None:
        """0 for the document's title, 1 to 9 for headings, None for body text."""
        if self.name(paragraph) == "title":
            return 0
        level = next((_value(p, "w:outlineLvl") for p in self._properties(paragraph) if _has(p, "w:outlineLvl")), "")
        if level.isdigit() and int(level) + 1 < _BODY_RANK:
            return int(level) + 1
        name = self.name(paragraph)
        return int(name[8:]) if name.startswith("heading ") and name[8:].isdigit() else None

    def numbering(self, paragraph: Any) -> tuple[str, int] | None:
        """The id of the numbering and the level of a paragraph, or None where it is in none."""
        number, level = "", ""
        for properties in self._properties(paragraph):
            found = properties.find(qn("w:numPr"))
            if found is not None:
                number = number or _value(found, "w:numId")
                level = level or _value(found, "w:ilvl")
        return (number, int(level or 0)) if number not in {"", "0"} else None

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        """The properties that hold for a paragraph, nearest first: its own, then those of its style and what it is
        based on."""
        for element in (paragraph, *self._chain(paragraph)):
            properties = element.find(qn("w:pPr"))
            if properties is not None:
                yield properties

    def _chain(self, paragraph: Any) -> Iterator[Any]:
        properties = paragraph.find(qn("w:pPr"))
        style_id = (_value(properties, "w:pStyle") if properties is not None else "") or self.default
        seen: set[str] = set()
        while style_id in self.by_id and style_id not in seen:
            seen.add(style_id)
            yield self.by_id[style_id]
            style_id = _value(self.by_id[style_id], "w:basedOn")


def read_styles(root: Any) -> Styles:
    """The paragraph styles of a styles part (an lxml element)."""
    found = {style.get(qn("w:styleId")): style for style in root.findall(qn("w:style"))}
    default = next(
        (
            key
            for key, style in found.items()
            if style.get(qn("w:default")) in {"1", "true"} and style.get(qn("w:type")) == "paragraph"
        ),
        "",
    )
    return Styles(found, default)


def _value(element: Any, name: str) -> str:
    found = element.find(qn(name))
    return (found.get(qn("w:val")) or "") if found is not None else ""


def _has(element: Any, name: str) -> bool:
    return element.find(qn(name)) is not None
