"""The use case: a foreign file becomes a text of the draft, with a report. Nothing is written here."""

from dataclasses import dataclass

from publisher.content import LINE_LIMIT, SIZE_LIMIT
from publisher.errors import BadInputError
from publisher.importing import formats, naming, structure
from publisher.importing.anchors import resolve_anchors, restore_references
from publisher.importing.faithful import require_faithful
from publisher.importing.naming import Known
from publisher.importing.part import Part, PartKind
from publisher.importing.report import Report
from publisher.importing.restoring import restore_tables
from publisher.importing.source import Source
from publisher.importing.writing import write
from publisher.messages import _
from publisher.model import Document
from publisher.parsing import parse_document


@dataclass(frozen=True, kw_only=True)
class Imported:
    """The text in the text format, and the report."""

    document: Document
    report: Report


def import_text(source: Source, known: Known = Known()) -> Imported:  # noqa: B008 - frozen, so shared safely
    """Turn a file into a text of the draft.

    Raises BadInputError for a file that cannot be read, RefusedError if a character would be lost.
    """
    opened = formats.open_source(source)
    reading = opened.reading
    parts, structural = structure.structure(reading.parts, reading.guess_structure, opened.format == "text")
    parts, named = naming.name_headings(parts, known)
    parts = resolve_anchors(parts)
    document = parse_document(write(parts), source.language)
    require_faithful(reading, parts, document)
    document, tables = restore_tables(restore_references(document), known)
    _ensure_loadable(document, source)
    notes = (*opened.notes, *reading.notes, *structural, *named, *tables)
    report = Report(
        source=source.path.name,
        format=opened.format,
        encoding=opened.encoding,
        language=source.language,
        counts=_counts(parts),
        ids=tuple((part.line_text, part.id) for part in parts if part.id),
        notes=tuple(sorted(notes, key=lambda note: note.line)),
    )
    return Imported(document=document, report=report)


def _ensure_loadable(document: Document, source: Source) -> None:
    """Refuse a text that would be too large to be read again as a draft."""
    longest = max(map(len, document.source.split("\n")))
    if longest > LINE_LIMIT or len(document.source.encode()) > SIZE_LIMIT:
        what = _("a paragraph of {count} characters", count=f"{longest:,}")
        what = what if longest > LINE_LIMIT else _("a text of more than {size} MiB", size=SIZE_LIMIT // 1024**2)
        raise BadInputError(what, path=source.path, remedy=_("break it into paragraphs, or give the text alone"))


def _counts(parts: tuple[Part, ...]) -> dict[str, int]:
    kinds = [part.kind for part in parts]
    return {kind.value: kinds.count(kind) for kind in PartKind if kind in kinds}
