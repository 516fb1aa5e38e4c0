"""Numbered lines that belong together: 1. … 2. … 3. …, one inside the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from publisher.importing import marks
from publisher.importing.marks import Opening
from publisher.importing.part import Part, PartKind

_WIDEST_GAP = 3
_DEEPEST = 8


@dataclass
class Series:
    """The members (indexes of parts) of one numbering, and the series in whose member it stands."""

    style: str
    parent: "Series | None"
    members: list[int] = field(default_factory=list)
    last: int = 0
    first: int = 0

    def add(self, index: int, value: int) -> None:
        """Take one more member."""
        if not self.members:
            self.first = value
        self.members.append(index)
        self.last = value


def find_series(parts: Sequence[Part]) -> list[Series]:
    """All numberings among the undecided paragraphs, outer before inner, in the order in which they begin."""
    found: list[Series] = []
    stack: list[Series] = []
    for index, part in enumerate(parts):
        if part.kind is PartKind.HEADING:
            stack.clear()
        opening = marks.opening(part.line_text) if part.kind is PartKind.PARAGRAPH else None
        if opening is None or opening.value is None:
            continue
        place = _place(stack, parts, index, opening)
        if place is None:
            del stack[_DEEPEST - 1 :]
            stack.append(Series(opening.style, stack[-1] if stack else None))
            found.append(stack[-1])
        else:
            del stack[place + 1 :]
        stack[-1].add(index, opening.value)
    return found


def bodies(series: Series, parts: Sequence[Part], end: int) -> Iterator[Sequence[Part]]:
    """For each member the parts that stand between it and the next (for the last: before `end`)."""
    for here, following in zip(series.members, [*series.members[1:], end], strict=True):
        yield parts[here + 1 : following]


def _place(stack: list[Series], parts: Sequence[Part], index: int, opening: Opening) -> int | None:
    """The place in the stack of the series that this line goes on with; None where it begins one."""
    value = opening.value or 0
    exact = [k for k, series in enumerate(stack) if series.style == opening.style and value == series.last + 1]
    if len(exact) > 1 and not _inner(stack[exact[-1]], parts, index):
        return exact[-2]
    if exact:
        return exact[-1]
    near = [k for k, s in enumerate(stack) if s.style == opening.style and s.last < value <= s.last + _WIDEST_GAP]
    return near[-1] if near and value != 1 else None


def _inner(series: Series, parts: Sequence[Part], index: int) -> bool:
    """Whether a line that fits two numberings goes on with the inner one."""
    part, last = parts[index], series.members[-1]
    if index == last + 1 and not part.apart:
        return True
    if marks.reads_as_title(part.line_text) != marks.reads_as_title(parts[last].line_text):
        return False
    return part.apart == parts[last].apart and part.indent == parts[last].indent
