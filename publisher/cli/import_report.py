"""The words of an import's report."""

from collections.abc import Iterator
from typing import Any

from publisher.importing.report import Note, NoteCode, Report
from publisher.messages import _

_LONGEST = 100


def as_text(report: Report) -> Iterator[str]:
    """The report as lines: what the file was, what came out, what is to be settled, what else is to be known."""
    counted = " · ".join(f"{count} {_kind(kind)}" for kind, count in report.counts.items())
    yield f"{report.source}  {report.format}  {report.encoding}  {report.language}"
    yield f"  {counted}"
    to_settle = [note for note in report.notes if note.to_settle]
    told = [note for note in report.notes if not note.to_settle]
    for title, notes in ((_("To settle"), to_settle), (_("For your information"), told)):
        if notes:
            yield title
            yield from _rows(notes)


def as_json(report: Report, target: str, written: bool) -> dict[str, Any]:
    """The report as data: see docs/reference/publisher.md."""
    return {
        "file": report.source,
        "format": report.format,
        "encoding": report.encoding,
        "language": report.language,
        "target": target,
        "written": written,
        "counts": dict(report.counts),
        "ids": [{"heading": heading, "id": name} for heading, name in report.ids],
        "notes": [
            {
                "code": note.code.value,
                "line": note.line or None,
                "message": _meaning(note.code),
                "detail": note.detail,
                "to_settle": note.to_settle,
            }
            for note in report.notes
        ],
    }


def _rows(notes: list[Note]) -> Iterator[str]:
    code = max(len(note.code) for note in notes)
    line = max(len(str(note.line or "")) for note in notes)
    for note in notes:
        detail = note.detail if len(note.detail) <= _LONGEST else note.detail[:_LONGEST] + "…"
        words = f"{_meaning(note.code)}: {detail}" if detail else _meaning(note.code)
        yield f"  {note.line or '':>{line}}  {note.code:<{code}}  {' '.join(words.split())}"


def _kind(kind: str) -> str:
    return {
        "heading": _("headings"),
        "paragraph": _("paragraphs"),
        "item": _("items"),
        "table": _("tables"),
        "quote": _("quotations"),
        "footnote": _("footnotes"),
        "definition": _("definitions"),
        "rule": _("rules"),
        "code": _("blocks of code"),
        "data": _("tables of data"),
    }[kind]


def _meaning(code: NoteCode) -> str:
    return {
        NoteCode.NO_TITLE: _("no title was found; add a line that begins with `# `"),
        NoteCode.NO_HEADING: _("no headings were found; put `## ` before each"),
        NoteCode.ID_NUMBERED: _("the heading suggests no id; give it a better one"),
        NoteCode.IDS_UNPAIRED: _("the headings do not match those of the other language; give both the same ids"),
        NoteCode.POSSIBLE_HEADING: _("this may be a heading; it stayed a paragraph"),
        NoteCode.POSSIBLE_TABLE: _("these lines may be a table; they stayed paragraphs"),
        NoteCode.UNSTRUCTURED: _("a line that is no sentence; it stayed a paragraph"),
        NoteCode.CELL_SPANS: _("merged cells; their text stands in the first one, the others are empty"),
        NoteCode.CELL_LINES: _("cells of several lines; they are one line now"),
        NoteCode.LEFT_OUT: _("left out"),
        NoteCode.PICTURE: _("a picture was left out"),
        NoteCode.ATTRIBUTES: _("attributes were left out"),
        NoteCode.FRONT_MATTER: _("front matter was left out"),
        NoteCode.CAPTION_MOVED: _("a caption moved behind the number of its article"),
        NoteCode.NUMBERS_WRITTEN: _("numbers that were drawn are written out now"),
        NoteCode.TRACKED_CHANGES: _("tracked changes were accepted"),
        NoteCode.COMMENT: _("a comment, which is not part of the text"),
        NoteCode.OBJECT: _("an embedded object; compare it with the original"),
        NoteCode.DATA_TABLE: _("a table of data came back changed; carry the change into data.yml"),
        NoteCode.CHARACTERS_REMOVED: _("invisible characters were removed"),
    }[code]
