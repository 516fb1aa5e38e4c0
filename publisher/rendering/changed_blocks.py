"""The HTML of a compared clause, block by block: as one marked text, or old and new beside one another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby

from publisher.diffing import BlockChange, Level, Op, Piece, block_changes, cells
from publisher.diffing.result import ClauseChange
from publisher.model import Block, BlockKind, Clause
from publisher.rendering.redline import RedlineWriter

_BULLETS = frozenset("-*+・•")
Pieces = Sequence[Piece]


def heading_html(changes: Sequence[BlockChange], writer: RedlineWriter) -> str:
    """The clause's heading with what changed in it, its number included; nothing for a preamble."""
    headings = [change for change in changes if change.block.kind is BlockKind.HEADING]
    return "".join(writer.html([_shown(piece) for piece in change.pieces]) for change in headings[:1])


def redline_html(changes: Sequence[BlockChange], change: ClauseChange, writer: RedlineWriter) -> str:
    """The clause as one marked text."""
    return "".join(_run(name, list(group), change, writer) for name, group in groupby(_body(changes), _group))


def sides_html(changes: Sequence[BlockChange], change: ClauseChange, writer: RedlineWriter) -> str:
    """The clause as rows of old and new."""
    was, now = writer.side(Op.DELETE), writer.side(Op.INSERT)
    rows = []
    for name, group in groupby(_body(changes), _group):
        blocks = list(group)
        if name == "table":
            rows.append((_table(blocks, change.old, was, _old), _table(blocks, change.new, now, _new)))
        else:
            rows += [(_line(b.old, b.old, b.old_pieces, was), _line(b.new, b.new, b.new_pieces, now)) for b in blocks]
    old, new = escape(writer.words("side.old")), escape(writer.words("side.new"))
    return "".join(
        f'<div class="sides"><div class="side was"><span class="side-label">{old}</span>{left}</div>'
        f'<div class="side now"><span class="side-label">{new}</span>{right}</div></div>'
        for left, right in rows
    )


def rewritten_html(changes: Sequence[BlockChange], change: ClauseChange, writer: RedlineWriter) -> str:
    """A clause so much of which changed that its old and its new text are read better one after the other."""
    body = list(_body(changes))
    before, after = writer.side(Op.DELETE), writer.side(Op.INSERT)
    was = "".join(_one_sided(name, list(g), change.old, before, _old) for name, g in groupby(body, _group))
    now = "".join(_one_sided(name, list(g), change.new, after, _new) for name, g in groupby(body, _group))
    note, old, new = (escape(writer.words(key)) for key in ("change.rewritten", "side.old", "side.new"))
    return (
        f'<p class="quiet">{note}</p><div class="rewritten">'
        f'<div class="was"><p class="side-label">{old}</p>{was}</div>'
        f'<div class="now"><p class="side-label">{new}</p>{now}</div></div>'
    )


def changes_of(writer: RedlineWriter, change: ClauseChange) -> tuple[BlockChange, ...]:
    """The blocks of one clause of the writer's comparison."""
    return block_changes(writer.comparison, change)


def _body(changes: Sequence[BlockChange]) -> Iterator[BlockChange]:
    return (change for change in changes if change.block.kind is not BlockKind.HEADING)


def _group(change: BlockChange) -> str:
    return "table" if change.block.kind is BlockKind.TABLE_ROW else f"{change.block.start}"


def _run(name: str, blocks: list[BlockChange], change: ClauseChange, writer: RedlineWriter) -> str:
    if name == "table":
        return _table(blocks, change.new or change.old, writer, _both)
    return "".join(_line(block.old, block.new, block.pieces, writer) for block in blocks)


def _one_sided(
    name: str,
    blocks: list[BlockChange],
    clause: Clause | None,
    writer: RedlineWriter,
    side: Callable[[BlockChange], Pieces],
) -> str:
    if name == "table":
        return _table(blocks, clause, writer, side)
    own = [(b.old if side is _old else b.new, side(b)) for b in blocks]
    return "".join(_line(block, block, [_stays(piece) for piece in pieces], writer) for block, pieces in own if block)


def _line(old: Block | None, new: Block | None, pieces: Pieces, writer: RedlineWriter) -> str:
    """One block that is no table row; nothing where it stands on neither side."""
    block = new or old
    if block is None:
        return ""
    words = writer.html(_without_syntax(block, pieces))
    if block.kind is BlockKind.ITEM:
        marker = _marker(old, new, pieces, writer)
        return f'<div class="line item depth-{block.depth}">{marker}<p>{words}</p></div>'
    if block.kind is BlockKind.CODE:
        return f"<pre>{words}</pre>"
    kind = {BlockKind.QUOTE: "summary", BlockKind.FOOTNOTE: "note", BlockKind.DEFINITION: "term-line"}.get(block.kind)
    label = f"<sup>[{escape(block.marker)}]</sup> " if block.kind is BlockKind.FOOTNOTE else ""
    return f"<p{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>{label}{words}</p>"


def _marker(old: Block | None, new: Block | None, pieces: Pieces, writer: RedlineWriter) -> str:
    """An item's marker: marked with the item where all of it went or came, and as form where only it changed."""
    block = new or old
    if block is None:
        return ""
    shown = escape("・" if block.marker in _BULLETS else block.marker)
    ops = {piece.op for piece in pieces}
    if old and new and old.marker != new.marker:
        before = escape("・" if old.marker in _BULLETS else old.marker)
        shown = writer.marked(Op.DELETE, before, form=True) + writer.marked(Op.INSERT, shown, form=True)
    elif len(ops) == 1 and ops != {Op.EQUAL}:
        tag = "del" if ops == {Op.DELETE} else "ins"  # the item's words, which follow, say it in words
        shown = f'<{tag} class="marker-mark">{shown}</{tag}>'
    return f'<span class="marker">{shown}</span>'


def _table(
    blocks: list[BlockChange], clause: Clause | None, writer: RedlineWriter, side: Callable[[BlockChange], Pieces]
) -> str:
    heads = _heads(clause) if clause else set()
    rows = [
        _table_row(pieces, "th" if block and block.start in heads else "td", writer)
        for change in blocks
        for block, pieces in _rows(change, side)
    ]
    name = escape(writer.words("change.table"))
    opening = f'<div class="table changed-table" tabindex="0" role="group" aria-label="{name}">'
    return f"{opening}<table>{''.join(rows)}</table></div>" if rows else ""


def _rows(change: BlockChange, side: Callable[[BlockChange], Pieces]) -> Iterator[tuple[Block | None, Pieces]]:
    """The rows that one change shows: two where the marked row would have more cells than either side."""
    if side is not _both:
        block = change.old if side is _old else change.new
        if block is not None:
            yield block, side(change)
        return
    most = max(len(cells(change.old_pieces)), len(cells(change.new_pieces)))
    if change.old and change.new and len(cells(change.pieces)) > most:
        yield change.old, change.old_pieces
        yield change.new, change.new_pieces
    else:
        yield change.block, change.pieces


def _table_row(pieces: Pieces, tag: str, writer: RedlineWriter) -> str:
    return f"<tr>{''.join(f'<{tag}>{writer.html(cell)}</{tag}>' for cell in cells(pieces))}</tr>"


def _heads(clause: Clause) -> set[int]:
    """Where the rows begin that a rule follows: the heads of tables."""
    pairs = zip(clause.blocks, clause.blocks[1:], strict=False)
    return {row.start for row, rule in pairs if rule.kind is BlockKind.TABLE_RULE}


def _without_syntax(block: Block, pieces: Pieces) -> Pieces:
    """A definition's words without the bracket that closes its term."""
    if block.kind is not BlockKind.DEFINITION:
        return pieces
    done = False
    shown = []
    for piece in pieces:
        if not done and "]:" in piece.text:
            piece = replace(piece, text=piece.text.replace("]:", " —", 1))
            done = piece.op is not Op.DELETE
        shown.append(piece)
    return shown


def _shown(piece: Piece) -> Piece:
    """A difference of form that is always shown: the number of a heading."""
    if piece.op is Op.EQUAL or piece.level is not Level.TYPOGRAPHIC or not piece.text.strip():
        return piece
    return replace(piece, level=Level.WORDING)


def _stays(piece: Piece) -> Piece:
    return replace(piece, op=Op.EQUAL, level=None)


def _old(change: BlockChange) -> Pieces:
    return change.old_pieces


def _new(change: BlockChange) -> Pieces:
    return change.new_pieces


def _both(change: BlockChange) -> Pieces:
    return change.pieces
