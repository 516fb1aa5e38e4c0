"""The numbers and bullets that Word draws before paragraphs and does not store as text (ECMA-376 Part 1, 17.9)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from publisher.importing.numerals import format_number

_DEEPEST = 8


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of a numbering: how it counts and what it draws, `%1` standing for the first level's number."""

    format: str
    text: str
    start: int
    legal: bool


@dataclass
class Numbering:
    """All numberings of a document with their counters; `label` must be called once for each paragraph in order."""

    levels: Mapping[str, Mapping[int, Level]]
    abstract: Mapping[str, str]
    overrides: Mapping[tuple[str, int], int]
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, number_id: str, depth: int) -> str:
        """The label that the next paragraph of this numbering and level gets; empty where none is drawn."""
        abstract = self.abstract.get(number_id, "")
        levels = self.levels.get(abstract, {})
        level = levels.get(depth)
        if level is None or level.format == "none":
            return ""
        counters = self.counters.setdefault(abstract, {})
        self._count(counters, number_id, depth, level)
        if level.format == "bullet":
            return "-"
        return re.sub(r"%([1-9])", lambda match: self._digits(levels, counters, int(match[1]) - 1, level), level.text)

    def _count(self, counters: dict[int, int], number_id: str, depth: int, level: Level) -> None:
        override = self.overrides.get((number_id, depth))
        if override is not None and (number_id, depth) not in self.begun:
            counters[depth] = override
        else:
            counters[depth] = counters.get(depth, level.start - 1) + 1
        self.begun.add((number_id, depth))
        for deeper in range(depth + 1, _DEEPEST + 1):
            counters.pop(deeper, None)

    def _digits(self, levels: Mapping[int, Level], counters: dict[int, int], depth: int, drawn: Level) -> str:
        level = levels.get(depth, drawn)
        value = counters.get(depth, level.start)
        return format_number(value, "decimal" if drawn.legal and depth < _DEEPEST else level.format)


def read_numbering(part: Any) -> Numbering:
    """The numberings of a document's numbering part (an lxml element, or None where there is none)."""
    if part is None:
        return Numbering(levels={}, abstract={}, overrides={})
    levels = {
        element.get(qn("w:abstractNumId")): {
            int(level.get(qn("w:ilvl"))): _level(level) for level in element.findall(qn("w:lvl"))
        }
        for element in part.findall(qn("w:abstractNum"))
    }
    abstract, overrides = {}, {}
    for element in part.findall(qn("w:num")):
        number_id = element.get(qn("w:numId"))
        abstract[number_id] = _value(element, "w:abstractNumId")
        for override in element.findall(qn("w:lvlOverride")):
            start = _value(override, "w:startOverride")
            if start.isdigit():
                overrides[number_id, int(override.get(qn("w:ilvl")))] = int(start)
    return Numbering(levels=levels, abstract=abstract, overrides=overrides)


def _level(element: Any) -> Level:
    start = _value(element, "w:start")
    return Level(
        format=_value(element, "w:numFmt") or "decimal",
        text=_value(element, "w:lvlText"),
        start=int(start) if start.isdigit() else 1,
        legal=element.find(qn("w:isLgl")) is not None,
    )


def _value(element: Any, name: str) -> str:
    found = element.find(qn(name))
    return (found.get(qn("w:val")) or "") if found is not None else ""
