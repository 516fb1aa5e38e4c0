"""The HTML of what changed inside a line: what went, what came, and what stays, told by more than colour."""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby

from publisher.diffing import Comparison, Level, Op, Piece, PieceKind, with_their_spaces
from publisher.model import ClauseId, Document
from publisher.parsing import references
from publisher.parsing.references import is_safe_target
from publisher.rendering.words import Words

Labels = Callable[[str], str | None]
"""The words for the clause with an id, as the other clauses of its text speak of it; None where there is none."""

_TAGS = {Op.DELETE: "del", Op.INSERT: "ins"}


class RedlineWriter:
    """Writes pieces of one comparison. Each mark opens and closes with a word for those who do not see it."""

    def __init__(
        self, comparison: Comparison, words: Words, old: Labels | None = None, new: Labels | None = None
    ) -> None:
        """`old` and `new` are the words for cross references, where parts of texts were compared."""
        self.comparison = comparison
        self.words = words
        self._old = old or _labels(comparison.old)
        self._new = new or _labels(comparison.new)
        self._side: Op | None = None

    def side(self, op: Op) -> "RedlineWriter":
        """A writer of one side only, the old (DELETE) or the new one (INSERT): it knows no other number of a clause."""
        one = RedlineWriter(self.comparison, self.words, self._old, self._new)
        one._side = op
        return one

    def html(self, pieces: Sequence[Piece]) -> str:
        """The pieces in order, neighbours of one kind under one mark; differences of form apart (class `form`)."""
        return "".join(
            self._marked(key, list(group)) for key, group in groupby(with_their_spaces(pieces), key=_mark_of)
        )

    def marked(self, op: Op, html: str, *, form: bool = False) -> str:
        """HTML as something that went or came; what stays is returned as it is."""
        tag = _TAGS.get(op)
        if tag is None or not html:
            return html
        if form:
            return f'<{tag} class="form">{html}</{tag}>'
        begins, ends = self.words(f"mark.{tag}"), self.words(f"mark.{tag}-end")
        return f"<{tag}>{_hidden(begins)}{html}{_hidden(ends)}</{tag}>"

    def refers_elsewhere(self, target: str) -> bool:
        """Whether `#id` is read with another number in the new text than in the old one."""
        return _reference(target, self._old) != _reference(target, self._new)

    def _marked(self, key: tuple[Op, bool], pieces: list[Piece]) -> str:
        op, form = key
        return self.marked(op, "".join(self._piece(piece) for piece in pieces), form=form)

    def _piece(self, piece: Piece) -> str:
        if piece.kind is PieceKind.REFERENCE:
            return self._reference(piece)
        html = "".join(_plain(piece))
        if piece.kind is PieceKind.FOOTNOTE:
            return f"<sup>[{html}]</sup>"
        if piece.target and is_safe_target(piece.target):
            html = f'<a href="{escape(piece.target)}">{html}</a>'
        return html + (self._new_target(piece) if piece.op is Op.EQUAL and piece.level is Level.LINK else "")

    def _reference(self, piece: Piece) -> str:
        before = _reference(piece.target, self._old)
        after = _reference(piece.target, self._new)
        if self._side:
            shown = before if self._side is Op.DELETE else after
            return self.marked(self._side, shown) if piece.op is Op.EQUAL and before != after else shown
        if piece.op is Op.EQUAL and before != after:
            return self.marked(Op.DELETE, before) + self.marked(Op.INSERT, after)
        return before if piece.op is Op.DELETE else after

    def _new_target(self, piece: Piece) -> str:
        note = self.words("mark.target", old=piece.old_target, new=piece.target)
        return f'<ins class="target">{escape(note)}</ins>'


def shows_other_number(writer: RedlineWriter, pieces: Sequence[Piece]) -> bool:
    """Whether a cross reference that stays is read with another number than before."""
    references = (piece for piece in pieces if piece.kind is PieceKind.REFERENCE and piece.op is Op.EQUAL)
    return any(writer.refers_elsewhere(piece.target) for piece in references)


def _labels(document: Document) -> Labels:
    def label(clause_id: str) -> str | None:
        clause = document.clause(ClauseId(clause_id))
        return references.label(document, clause) if clause else None

    return label


def _reference(target: str, labels: Labels) -> str:
    """The words for `#id`; the id where there is no such clause."""
    return escape(labels(target.lstrip("#")) or target)


def _mark_of(piece: Piece) -> tuple[Op, bool]:
    return piece.op, piece.op is not Op.EQUAL and piece.level is Level.TYPOGRAPHIC


def _plain(piece: Piece) -> Iterator[str]:
    text = escape(piece.text, quote=False)
    if piece.kind is PieceKind.CODE:
        text = f"<code>{text}</code>"
    if piece.emphasis:
        text = f"<em>{text}</em>"
    yield f"<strong>{text}</strong>" if piece.strong else text


def _hidden(words: str) -> str:
    return f'<span class="hidden-words">{escape(words)}</span>'
