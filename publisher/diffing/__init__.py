"""Diffing: what changed between two texts of a policy, by clauses first and then by words.

Lives here: tokens, the alignment of words and of clauses, moves, and the frozen result with its JSON form.
Must not: read files, know versions or the ledger, or produce HTML.
"""

from publisher.diffing.blocks import BlockChange, block_changes, cells
from publisher.diffing.clauses import Comparer, compare
from publisher.diffing.pieces import Piece, PieceKind, with_their_spaces
from publisher.diffing.result import Change, ClauseChange, Comparison
from publisher.diffing.segment import Level, Op, Segment, Segments

__all__ = [
    "BlockChange",
    "Change",
    "ClauseChange",
    "Comparer",
    "Comparison",
    "Level",
    "Op",
    "Piece",
    "PieceKind",
    "Segment",
    "Segments",
    "block_changes",
    "cells",
    "compare",
    "with_their_spaces",
]
