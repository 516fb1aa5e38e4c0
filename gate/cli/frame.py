"""What all commands share: settings from options and environment, one-line errors, aligned columns, the language."""

import functools
import json
import os
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

import click

from gate.model import ConfigurationError, GateError
from gate.settings import DEFAULTS, TABLE, Settings, from_environment
from gate.translation import Language, from_shell

if TYPE_CHECKING:
    from gate.store import Store

Command = Callable[..., Any]
FORMATS = click.Choice(["text", "json"])


def words() -> Language:
    """The language of messages."""
    return from_shell(os.environ)


def now() -> datetime:
    """The machine's clock, for operators' commands."""
    return datetime.now(UTC)


def setting_options(*names: str) -> Callable[[Command], Command]:
    """Options for these settings (all of them when none is named); given ones go into the environment, for the
    servers too.
    """
    chosen = [setting for setting in TABLE if not names or setting.name in names]

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def run(**arguments: Any) -> Any:
            for setting in chosen:
                value = arguments.pop(setting.name)
                if value is not None:
                    os.environ[setting.variable] = value
            return command(settings=_settings(), **arguments)

        decorated: Command = run
        for setting in reversed(chosen):
            shown = _default(setting.name)
            name = "--" + setting.name.replace("_", "-")
            text = f"{setting.help} [{setting.variable}{'; default: ' + shown if shown else ''}]"
            if setting.name == "sandbox":
                decorated = click.option(name, setting.name, flag_value="1", default=None, help=text)(decorated)
            else:
                decorated = click.option(name, setting.name, metavar="VALUE", help=text)(decorated)
        return decorated

    return decorate


def _default(name: str) -> str:
    value = DEFAULTS[name]
    return "" if value in ("", (), False) else str(getattr(value, "value", value))


def _settings() -> Settings:
    try:
        return from_environment()
    except ConfigurationError as error:
        fail(error, code=2)


def fail(error: GateError | str, code: int = 1) -> NoReturn:
    """End with one line on standard error."""
    click.echo(f"gate: {error}", err=True)
    raise SystemExit(code)


def opened(settings: Settings) -> "Store":
    """The store, migrated; ends the command where that fails."""
    from gate.store import open_store  # loaded here: the help needs no database

    try:
        store = open_store(settings.database)
    except ConfigurationError as error:
        fail(error, code=2)
    try:
        store.migrate()
    except GateError as error:
        fail(f"{store.address}: {error}. See GATE_DATABASE")
    return store


def emit(format: str, data: object, lines: Iterable[str]) -> None:
    """Print `data` as JSON, or the lines."""
    if format == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        for line in lines:
            click.echo(line)


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as aligned columns, the first row being the head."""
    widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "FW" else 1 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
