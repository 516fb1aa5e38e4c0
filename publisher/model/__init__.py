"""The nouns of the publisher: a policy with its versions, and a text with its clauses and blocks.

Lives here: frozen values and what follows from them alone.
Must not: read a file, a clock or the network, or know how anything is shown.
"""

from publisher.model.policy import (
    ZONE,
    ChangeClass,
    ClauseReason,
    Contact,
    Omission,
    Policy,
    PolicyId,
    Table,
    TableColumn,
    TableRow,
    TableStyle,
    Term,
    Version,
    VersionId,
)
from publisher.model.text import (
    PREAMBLE,
    Block,
    BlockKind,
    Clause,
    ClauseId,
    Document,
    Language,
    Number,
    NumberKind,
)

__all__ = [
    "PREAMBLE",
    "ZONE",
    "Block",
    "BlockKind",
    "ChangeClass",
    "Clause",
    "ClauseId",
    "ClauseReason",
    "Contact",
    "Document",
    "Language",
    "Number",
    "NumberKind",
    "Omission",
    "Policy",
    "PolicyId",
    "Table",
    "TableColumn",
    "TableRow",
    "TableStyle",
    "Term",
    "Version",
    "VersionId",
]
