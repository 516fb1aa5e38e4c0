"""Tables and numbers for people, JSON for pipes."""

import json
import os
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

import click
from click import style as click_style

from notifier.cli.words import _
from notifier.messages.dates import TOKYO

json_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help=_("How to print the result.")
)


def say(text: str = "") -> None:
    """A line for people or for a pipe."""
    click.echo(text)


def note(text: str) -> None:
    """A line on the error stream: progress and warnings."""
    click.echo(text, err=True)


def style(text: str, colour: str) -> str:
    """In colour on a terminal, plain where NO_COLOR is set or the output is a file."""
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return click_style(text, fg=colour)


def print_json(value: object) -> None:
    """Any of the domain's values."""
    say(json.dumps(plain(value), ensure_ascii=False, indent=2))


def as_object(value: object) -> dict[str, object]:
    """A dataclass as the object that `print_json` would print."""
    found = plain(value)
    return found if isinstance(found, dict) else {}


def plain(value: object) -> object:
    """Dataclasses as objects, instants with their offset, enumerations as their values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value) if field.repr}
    if isinstance(value, dict):
        return {_key(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value


def _key(name: object) -> str:
    if isinstance(name, tuple):
        return "/".join(map(str, name))
    return str(name)


def width(text: str) -> int:
    """Columns on a terminal: full-width letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def table(rows: Sequence[Sequence[object]], numbers: Sequence[int] = ()) -> str:
    """Aligned columns; those in `numbers` to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(width(row[i]) for row in cells) for i in range(len(cells[0]))]
    lines = []
    for row in cells:
        padded = [
            " " * (widths[i] - width(cell)) + cell if i in numbers else cell + " " * (widths[i] - width(cell))
            for i, cell in enumerate(row)
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def when(instant: datetime | None) -> str:
    """Minutes in the policy's zone, `2026-12-15 00:00 +09:00`."""
    if instant is None:
        return "-"
    local = instant.astimezone(TOKYO)
    return f"{local:%Y-%m-%d %H:%M} +09:00"
