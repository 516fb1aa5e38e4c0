"""Everything public of the importer is documented."""

import re
from pathlib import Path

import click
import pytest

from publisher.cli import export, import_history, import_text
from publisher.cli.commands import COMMANDS
from publisher.importing.formats import FORMATS
from publisher.importing.history.snapshot import OddCode
from publisher.importing.report import TO_SETTLE, NoteCode

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs/reference/import.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs/reference/publisher.md").read_text(encoding="utf-8")


def test_every_code_of_a_note_is_documented_with_whether_it_is_to_be_settled() -> None:
    rows = dict(re.findall(r"(?m)^\| `([a-z-]+)` \| (yes)? ?\| ", GUIDE))
    assert {code.value: code in TO_SETTLE for code in NoteCode} == {code: bool(yes) for code, yes in rows.items()}


@pytest.mark.parametrize(
    "command", [import_text.command, import_history.command, export.command], ids=lambda command: str(command.name)
)
def test_every_option_is_documented(command: click.Command) -> None:
    options = [option for option in command.params if isinstance(option, click.Option)]
    assert [o.opts[0] for o in options if f"| `{o.opts[0]}` |" not in REFERENCE] == []


def test_every_format_is_documented() -> None:
    assert all(name in GUIDE for name in FORMATS)


def test_the_command_is_registered() -> None:
    assert COMMANDS["import"] == "publisher.cli.import_text"


def test_every_code_of_an_odd_thing_is_documented() -> None:
    reference = (ROOT / "docs/reference/import-history.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `([a-z-]+)` \| ", reference)
    assert sorted(rows) == sorted(OddCode)
