"""A text of a policy in one language: its clauses, their numbers and their blocks, with exact source offsets."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import NewType

Language = NewType("Language", str)
ClauseId = NewType("ClauseId", str)

PREAMBLE = ClauseId("preamble")
"""The id of what stands before the first numbered clause: the title and the opening paragraphs."""


class BlockKind(StrEnum):
    """What a run of lines is. `BLANK`, `TABLE_RULE` and `RULE` carry no wording."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    TABLE_ROW = "table_row"
    TABLE_RULE = "table_rule"
    TABLE_DATA = "table_data"
    FOOTNOTE = "footnote"
    DEFINITION = "definition"
    CODE = "code"
    RULE = "rule"
    BLANK = "blank"


class NumberKind(StrEnum):
    """The style in which a clause is numbered."""

    ARTICLE = "article"  # 第4条, 第4条の2, Article 4
    DECIMAL = "decimal"  # 4.  4.1  ４．  Section 4.
    PAREN = "paren"  # (1) （１）
    KANJI = "kanji"  # 一、


@dataclass(frozen=True, kw_only=True)
class Number:
    """A clause's number: `values` (4,) for 第4条, (4, 1) for 4.1; `branch` (2,) for the の2 of 第4条の2.

    `label` is the number as the source writes it, without the title.
    """

    kind: NumberKind
    values: tuple[int, ...]
    branch: tuple[int, ...] = ()
    label: str = field(compare=False)

    @property
    def key(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Orders numbers of one kind: 第4条 < 第4条の2 < 第5条."""
        return (self.values, self.branch)


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A run of whole lines of one kind.

    `start` and `end` are character offsets into the document's source, the line ending included; `content` is the
    offset at which the wording begins, after indent and marker. `depth` is 0 for the outermost item. `marker` is as
    written (`(1)`, `-`, `１．`), or the term of a definition, the label of a footnote, the id of a data table.
    """

    kind: BlockKind
    start: int
    end: int
    line: int
    content: int
    depth: int = 0
    marker: str = ""


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A heading with the text up to the next heading, or the preamble (level 0).

    `source[start:end]` is the clause to the byte: the clauses of a document partition its source, and the blocks of a
    clause partition the clause. `explicit` says whether a person wrote the id; made-up ids start with `~`.
    """

    id: ClauseId
    explicit: bool
    level: int
    number: Number | None
    title: str
    start: int
    end: int
    line: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Document:
    """One text of one version in one language."""

    source: str
    language: Language
    path: Path | None
    title: str
    clauses: tuple[Clause, ...]

    def text(self, part: Clause | Block) -> str:
        """The exact source of a clause or a block."""
        return self.source[part.start : part.end]

    def wording(self, block: Block) -> str:
        """The source of a block without indent, marker and line ending."""
        return self.source[block.content : block.end].rstrip("\r\n")

    def clause(self, clause_id: ClauseId) -> Clause | None:
        """The first clause with this id, or None."""
        return self._by_id.get(clause_id)

    def parent(self, clause: Clause) -> Clause | None:
        """The nearest clause before this one with a lower level, or None for level 1 and the preamble."""
        return self._parents[clause.start]

    @cached_property
    def _parents(self) -> dict[int, Clause | None]:
        """For the start of each clause the clause that holds it; one pass over the clauses."""
        parents: dict[int, Clause | None] = {}
        open_clauses: list[Clause] = []
        for clause in self.clauses:
            while open_clauses and open_clauses[-1].level >= clause.level:
                open_clauses.pop()
            parents[clause.start] = open_clauses[-1] if open_clauses else None
            if clause.level:
                open_clauses.append(clause)
        return parents

    @cached_property
    def _by_id(self) -> dict[ClauseId, Clause]:
        return {clause.id: clause for clause in reversed(self.clauses)}

    @cached_property
    def definitions(self) -> dict[str, str]:
        """The text of each defined term, lines joined."""
        return {b.marker: _joined(self.wording(b)) for b in self._blocks(BlockKind.DEFINITION)}

    @cached_property
    def footnotes(self) -> dict[str, str]:
        """The text of each footnote by its label, lines joined."""
        return {b.marker: _joined(self.wording(b)) for b in self._blocks(BlockKind.FOOTNOTE)}

    def _blocks(self, kind: BlockKind) -> list[Block]:
        return [block for clause in self.clauses for block in clause.blocks if block.kind is kind]


def _joined(text: str) -> str:
    return " ".join(line.strip() for line in re.split(r"\r\n|\r|\n", text))
