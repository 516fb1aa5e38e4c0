"""Links inside a foreign text, turned to the ids of the clauses that they lead to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from publisher.importing.part import Part, PartKind
from publisher.model import ClauseId, Document
from publisher.parsing import parse_document, visible_text
from publisher.parsing.references import label

_INNER_LINK = re.compile(r"\[([^\[\]]{1,1000})\]\(#([^()\s]{1,200})\)")


def resolve_anchors(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with each link to a heading of the text pointing to its clause id; a link to nowhere is words only.

    A cross reference of the text format, `[](#id)`, has no words and stays.
    """
    ids = {part.id for part in parts if part.id}
    targets = {anchor: part.id for part in reversed(parts) if part.kind is PartKind.HEADING for anchor in part.anchors}
    targets |= {name: name for name in ids}
    return tuple(
        replace(
            part,
            text=_resolved(part.text, targets),
            rows=tuple(tuple(_resolved(c, targets) for c in r) for r in part.rows),
        )
        for part in parts
    )


def restore_references(document: Document) -> Document:
    """The text with each link whose words are what a cross reference would show written as one: `[](#id)`."""

    def reference(match: re.Match[str]) -> str:
        clause = document.clause(ClauseId(match[2]))
        if clause is None or label(document, clause) != visible_text(match[1]):
            return match[0]
        return f"[](#{match[2]})"

    source = _INNER_LINK.sub(reference, document.source)
    return document if source == document.source else parse_document(source, document.language)


def _resolved(text: str, targets: Mapping[str, str]) -> str:
    def link(match: re.Match[str]) -> str:
        target = targets.get(match[2])
        return f"[{match[1]}](#{target})" if target else match[1]

    return _INNER_LINK.sub(link, text) if "](#" in text else text
