"""How commands print: aligned columns, colour on a terminal only, JSON for pipes."""

import json
import os
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

import click

_STYLES: dict[str, dict[str, Any]] = {
    "error": {"fg": "red"},
    "warning": {"fg": "yellow"},
    "good": {"fg": "green"},
    "deleted": {"fg": "red", "strikethrough": True},
    "inserted": {"fg": "green", "underline": True},
    "title": {"bold": True},
    "quiet": {"dim": True},
}


def print_json(value: Any) -> None:
    """One JSON document, readable, in UTF-8."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_columns(rows: Sequence[Sequence[object]], indent: str = "") -> None:
    """Rows whose columns stand one under another; a full-width character is two wide. The last column is not padded."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*texts, strict=True)] if texts else []
    for row in texts:
        padded = [cell + " " * (size - width(cell)) for cell, size in zip(row[:-1], widths, strict=False)]
        click.echo(indent + "  ".join([*padded, row[-1]]))


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text if not unicodedata.combining(c))


def coloured(text: str, role: str) -> str:
    """The text in the look of a role (`error`, `good`, `deleted`, …) on a terminal, unless NO_COLOR is set."""
    wanted = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return click.style(text, **_STYLES[role]) if wanted else text
