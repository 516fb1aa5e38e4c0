"""Everything public of the publisher is documented."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from publisher.checks import CODES
from publisher.cli.face import face

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs/reference/publisher.md").read_text(encoding="utf-8")
_READS_KEY = re.compile(
    r"\.(?:text|word|day|by_language|boolean|integer|list|texts|sub|maybe|each|_unique)\(\s*\"(\w+)\""
)


def test_every_key_of_the_yaml_files_is_documented() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "publisher/content").glob("*.py")]
    keys = {key for source in sources for key in _READS_KEY.findall(source)}
    assert {"lead_time_days", "consent_required", "reason", "cells"} <= keys
    assert [key for key in sorted(keys) if f"`{key}`" not in REFERENCE] == []


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command below a group, by its full name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield " ".join((*path, name)), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def test_every_command_and_option_is_documented_and_shows_an_example() -> None:
    assert {"check", "publish", "verify", "keys new"} <= {name for name, _ in commands(face)}
    sections = REFERENCE.split("\n### ")
    for name, command in commands(face):
        section = next((part for part in sections if f"`publisher {name}" in part.partition("\n")[0]), "")
        assert section, f"publisher {name} is not in docs/reference/publisher.md"
        assert "Example:" in (command.help or ""), f"publisher {name} --help shows no example"
        options = [o for p in command.params if isinstance(p, click.Option) for o in (*p.opts, *p.secondary_opts)]
        assert [option for option in options if f"`{option}`" not in section] == [], name


def test_every_option_of_all_commands_is_documented() -> None:
    options = [option for param in face.params if isinstance(param, click.Option) for option in param.opts]
    assert [option for option in options if f"`{option}`" not in REFERENCE] == []


def test_every_code_of_a_finding_is_documented_once_and_no_other() -> None:
    findings = (ROOT / "docs/reference/findings.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", findings, re.M)) == sorted(CODES)


def test_every_setting_of_the_environment_is_documented() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "publisher").rglob("*.py")]
    names = {name for source in sources for name in re.findall(r"\bPUBLISHER_[A-Z_]+", source)}
    assert {"PUBLISHER_CONTENT", "PUBLISHER_SIGNING_KEY"} <= names
    assert [name for name in sorted(names) if f"`{name}`" not in REFERENCE] == []
