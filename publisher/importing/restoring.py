"""Tables of data that came back as the text they had become: they are data again, unless they were changed."""

from publisher.importing.naming import Known
from publisher.importing.report import Note, NoteCode
from publisher.model import BlockKind, Document
from publisher.parsing import parse_document
from publisher.parsing.tables import collapse_tables


def restore_tables(document: Document, known: Known) -> tuple[Document, tuple[Note, ...]]:
    """The text with each table that stands in it as data would write it placed by `{{ table: id }}`.

    A note for each table that the known text places and that does not stand here unchanged.
    """
    if not known.tables:
        return document, ()
    source = collapse_tables(document.source, known.tables, document.language)
    restored = parse_document(source, document.language)
    before = _placed(known.same[0]) if known.same else set()
    missing = sorted(before - _placed(restored))
    return restored, tuple(Note(code=NoteCode.DATA_TABLE, detail=name) for name in missing)


def _placed(document: Document) -> set[str]:
    blocks = (block for clause in document.clauses for block in clause.blocks)
    return {block.marker for block in blocks if block.kind is BlockKind.TABLE_DATA}
