"""Which lines of a text are headings, and of what level, where the format does not say so."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from publisher.importing import marks
from publisher.importing.part import Part, PartKind
from publisher.importing.report import Note, NoteCode
from publisher.importing.series import Series, bodies, find_series
from publisher.parsing import parse_inline

Parts = tuple[Part, ...]
_TOP = 2
_DEEPEST = 4


def find_title(parts: Parts) -> Parts:
    """The first line as the title, where it reads as one and is not itself a numbered heading or a list."""
    if len(parts) < 2 or any(part.level == 1 for part in parts):
        return parts
    first = parts[0]
    if first.kind is not PartKind.PARAGRAPH or not marks.reads_as_title(first.line_text):
        return parts
    if any(run.strong or run.target for run in parse_inline(marks.bare(first.text))):
        return parts
    if (
        marks.article(first.line_text)
        or marks.opening(first.line_text)
        or re.search(r"[0-9０-９]\s*[年/.-]", first.line_text)
    ):
        return parts
    return (replace(first, kind=PartKind.HEADING, level=1, text=marks.bare(first.text)), *parts[1:])


def find_headings(parts: Parts) -> tuple[Parts, tuple[Note, ...]]:
    """The parts with their headings found: by articles (第1条), else by numbered titles, else by dress (【…】, ■…)."""
    if any(part.kind is PartKind.HEADING and part.level > 1 for part in parts):
        return parts, ()
    if any(part.kind is PartKind.PARAGRAPH and marks.article(part.line_text) for part in parts):
        found, notes = _articles(parts)
    else:
        found, notes = _numbered(parts) or _dressed(parts), ()
    if any(part.level > 1 for part in found):
        return _specials(found), notes
    return found, (*notes, Note(code=NoteCode.NO_HEADING))


def _articles(parts: Parts) -> tuple[Parts, tuple[Note, ...]]:
    """Chapters and articles. A caption on the line above its article 「（目的）」 moves behind the number."""
    chapters = any(_is_paragraph(part, marks.is_chapter) for part in parts)
    level = _TOP + 1 if chapters else _TOP
    found: list[Part] = []
    notes: list[Note] = []
    for part in parts:
        if _is_paragraph(part, marks.is_chapter):
            found.append(_heading(part, _TOP))
        elif part.kind is PartKind.PARAGRAPH and marks.article(part.line_text):
            caption = found.pop().text if found and _is_caption(found[-1]) else ""
            notes.extend([Note(code=NoteCode.CAPTION_MOVED, line=part.line, detail=caption)] if caption else [])
            found.extend(_article(part, level, caption))
        else:
            found.append(part)
    return tuple(found), tuple(notes)


def _article(part: Part, level: int, caption: str) -> Parts:
    """The heading of an article and what follows it on the same line."""
    label, rest = _label(part)
    written = marks.CAPTION.match(rest)
    if written and not caption:
        title, body = written[0], rest[written.end() :]
    elif marks.reads_as_title(rest):
        title, body = rest, ""
    else:
        title, body = "", rest
    text = (label.rstrip() + caption if caption else label) + title
    heading = replace(part, kind=PartKind.HEADING, level=level, text=text.strip(" \t\u3000"))
    body = body.strip(" \t\u3000")
    return (heading, replace(part, text=body, marker="", generated=False, apart=False)) if body else (heading,)


def _label(part: Part) -> tuple[str, str]:
    """The number of an article as it is written (empty where it is drawn), and the rest of the line."""
    text = marks.bare(part.text)
    found = marks.article(text) if not part.generated else None
    end = found[1] if found else 0
    return text[:end], text[end:]


def _is_caption(part: Part) -> bool:
    captioned = part.kind is PartKind.PARAGRAPH and marks.CAPTION.fullmatch(part.line_text) is not None
    return captioned and marks.opening(part.line_text + "x") is None


def _numbered(parts: Parts) -> Parts | None:
    """The members of those numberings that head something, each a level below the one it stands in."""
    levels: dict[int, int] = {}
    headings: dict[int, int] = {}
    for series in find_series(parts):
        above = headings.get(id(series.parent)) if series.parent else _TOP - 1
        if above is not None and _heads(series, parts, nested=series.parent is not None):
            headings[id(series)] = min(above + 1, _DEEPEST)
            levels |= dict.fromkeys(series.members, headings[id(series)])
    if not levels:
        return None
    return tuple(_heading(part, levels[i]) if i in levels else part for i, part in enumerate(parts))


def _heads(series: Series, parts: Sequence[Part], nested: bool) -> bool:
    """Whether the members of a numbering are headings: titles, most of which have a text of their own below them."""
    size = len(series.members)
    titles = sum(marks.reads_as_title(parts[i].line_text) for i in series.members)
    if titles < size * 0.8 or series.first > 1 or (size < 2 and nested):
        return False
    below = list(bodies(series, parts, _end(series, parts)))
    if nested:
        return sum(any(_is_sentence(part) for part in body) for body in below) * 2 >= size
    return sum(bool(body) for body in below) * 2 >= size


def _end(series: Series, parts: Sequence[Part]) -> int:
    """Where the text of the last member ends: at the next member of a series around it."""
    last, end, around = series.members[-1], len(parts), series.parent
    while around is not None:
        end = min([end, *(member for member in around.members if member > last)])
        around = around.parent
    return end


def _is_sentence(part: Part) -> bool:
    return (
        part.kind is PartKind.PARAGRAPH
        and marks.ends_sentence(part.line_text)
        and marks.opening(part.line_text) is None
    )


def _dressed(parts: Parts) -> Parts:
    """Lines such as 【…】, ■… or strong ones that have a text below them."""
    candidates = [i for i, part in enumerate(parts) if _is_paragraph(part, marks.is_headed)]
    heading = {i for i in candidates if i + 1 < len(parts) and i + 1 not in candidates}
    if len(heading) * 2 < len(candidates):
        return parts
    return tuple(_heading(part, _TOP) if i in heading else part for i, part in enumerate(parts))


def _specials(parts: Parts) -> Parts:
    return tuple(_heading(part, _TOP) if _is_paragraph(part, marks.is_special) else part for part in parts)


def _is_paragraph(part: Part, test: Callable[[str], bool]) -> bool:
    return part.kind is PartKind.PARAGRAPH and test(part.line_text)


def _heading(part: Part, level: int) -> Part:
    return replace(part, kind=PartKind.HEADING, level=level, text=marks.bare(part.text))
