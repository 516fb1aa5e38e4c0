"""Reading plain text: paragraphs from wrapped lines, and tables where the cells are still apart by tabs."""

from collections.abc import Iterator

from publisher.importing import wrapping
from publisher.importing.cleaning import visible
from publisher.importing.escaping import escape_inline
from publisher.importing.part import Part, PartKind
from publisher.importing.reading import Reading
from publisher.parsing.lines import columns

_Numbered = tuple[int, str]


def read_plain(text: str) -> Reading:
    """The parts of a cleaned plain text (LF line ends), and every visible character it holds."""
    lines = text.split("\n")
    wrapped_at = wrapping.wrap_width(lines)
    parts: list[Part] = []
    for run in _runs(lines):
        parts.extend(_run_parts(run, wrapped_at))
    return Reading(parts=tuple(parts), characters=visible(text), guess_structure=True)


def _runs(lines: list[str]) -> Iterator[list[_Numbered]]:
    """The runs of lines between blank ones, each line with its number."""
    run: list[_Numbered] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip(" \t\u3000"):
            run.append((number, line))
        elif run:
            yield run
            run = []


def _run_parts(run: list[_Numbered], wrapped_at: int | None) -> Iterator[Part]:
    at = 0
    while at < len(run):
        end = _table_end(run, at)
        if end > at:
            yield _table(run[at:end])
        else:
            end = _paragraph_end(run, at, wrapped_at)
            yield _paragraph(run[at:end], apart=at == 0)
        at = end


def _table_end(run: list[_Numbered], at: int) -> int:
    """Where the lines end that have as many tabs between words as the one at `at`; `at` itself if there are not two."""
    tabs = _tabs(run[at][1])
    if not tabs:
        return at
    end = next((i for i in range(at, len(run)) if _tabs(run[i][1]) != tabs), len(run))
    return end if end - at > 1 else at


def _tabs(line: str) -> int:
    return line.lstrip(" \t\u3000").count("\t")


def _table(lines: list[_Numbered]) -> Part:
    rows = tuple(
        tuple(escape_inline(cell.strip()) for cell in line.lstrip(" \t\u3000").split("\t")) for _, line in lines
    )
    return Part(kind=PartKind.TABLE, line=lines[0][0], rows=rows)


def _paragraph_end(run: list[_Numbered], at: int, wrapped_at: int | None) -> int:
    """Where the paragraph ends that begins at `at`."""
    end = at + 1
    while end < len(run):
        before, line = run[end - 1][1], run[end][1]
        if not wrapping.continues(before, line, wrapped_at, _sentence_ahead(run, end)):
            break
        end += 1
    return end


def _sentence_ahead(run: list[_Numbered], start: int) -> bool:
    """Whether one of the next few lines of the run ends a sentence."""
    return any(line.rstrip().endswith(("。", ".", "．")) for _, line in run[start : start + 8])


def _paragraph(lines: list[_Numbered], apart: bool) -> Part:
    first = lines[0][1].rstrip()
    indent = columns(first[: len(first) - len(first.lstrip(" \t\u3000"))])
    text = wrapping.join(line.strip(" \t\u3000") for _, line in lines)
    return Part(text=escape_inline(text), line=lines[0][0], apart=apart, indent=indent)
