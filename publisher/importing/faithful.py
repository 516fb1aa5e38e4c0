"""The law of the importer: no visible character is lost, none is added but the drawn list numbers."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from publisher.errors import RefusedError
from publisher.importing.cleaning import visible
from publisher.importing.part import Part, own_characters, shown
from publisher.importing.reading import Reading
from publisher.model import Block, BlockKind, Document
from publisher.parsing.document import heading_text

_CELL_BORDER = re.compile(r"(?<!\\)\|")
_WITH_MARKER = frozenset({BlockKind.ITEM, BlockKind.DEFINITION, BlockKind.FOOTNOTE})


def require_faithful(reading: Reading, parts: Sequence[Part], document: Document) -> None:
    """Hold source, parts and result against each other. Raises RefusedError, naming the first character that differs.

    The order of characters counts, except where captions moved behind their article's number.
    """
    ours = own_characters(parts)
    if reading.characters != ours and Counter(reading.characters) != Counter(ours):
        raise _lost(reading.characters, ours)
    expected, written = "".join(part.all_characters for part in parts), document_characters(document)
    if expected != written:
        raise _lost(expected, written)


def document_characters(document: Document) -> str:
    """The visible characters of a text in the text format, markers included, attribute lists and table borders not."""
    blocks = (block for clause in document.clauses for block in clause.blocks)
    return "".join(text for block in blocks for text in _block(document, block))


def _block(document: Document, block: Block) -> Iterator[str]:
    wording = document.wording(block)
    match block.kind:
        case BlockKind.HEADING:
            yield shown(heading_text(wording))
        case BlockKind.TABLE_ROW:
            yield from (shown(cell.replace("\\|", "|")) for cell in _CELL_BORDER.split(wording.strip()))
        case BlockKind.TABLE_RULE:
            return
        case BlockKind.QUOTE:
            yield shown(re.sub(r"(?m)^ {0,3}>[ \t]?", "", wording))
        case BlockKind.CODE | BlockKind.RULE | BlockKind.TABLE_DATA:
            yield visible(document.text(block))
        case _:
            yield (visible(block.marker) if block.kind in _WITH_MARKER else "") + shown(wording)


def _lost(expected: str, found: str) -> RefusedError:
    pairs = enumerate(zip(expected, found, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(expected), len(found)))
    return RefusedError(
        f"the text would change at “{expected[max(at - 10, 0) : at + 20]}”",
        remedy="import it as plain text, and please report this as a fault of the importer",
    )
