"""`gate keys`: the keys that sign attestations."""

import click

from gate.cli.frame import FORMATS, columns, emit, fail, now, opened, setting_options, words
from gate.model import GateError
from gate.settings import Settings


@click.group()
def keys() -> None:
    """Look after the keys that sign attestations."""


@keys.command("rotate")
@click.option("--now", "at_once", is_flag=True, help="The old key has leaked: void it, and all it has signed, now.")
@click.option("--format", "format", type=FORMATS, default="text", show_default=True)
@setting_options("database")
def rotate(settings: Settings, at_once: bool, format: str) -> None:
    """Make a new key. It is published now and signs a little later; the old one verifies for a while longer.

    \b
    Example:
      gate keys rotate
    """
    store = opened(settings)
    try:
        store.keys.ensure(now())
        key = store.keys.rotate(now(), at_once=at_once)
    except GateError as error:
        fail(error)
    say = words()
    signs_from = key.signs_from.isoformat(timespec="seconds")
    line = say("New key {kid}, signs from {time}. Nothing else to do.", kid=key.kid, time=signs_from)
    emit(format, {"kid": key.kid, "signs_from": signs_from}, [line])


@keys.command("list")
@click.option("--format", "format", type=FORMATS, default="text", show_default=True)
@setting_options("database")
def list_keys(settings: Settings, format: str) -> None:
    """List the keys: what each is for now. Private halves are never printed.

    \b
    Example:
      gate keys list
    """
    try:
        found = opened(settings).keys.ring().published(now())
    except GateError as error:
        fail(error)
    data = [
        {
            "kid": key.kid,
            "signs_from": key.signs_from.isoformat(timespec="seconds"),
            "retires_at": key.retires_at.isoformat(timespec="seconds") if key.retires_at else None,
        }
        for key in found
    ]
    say = words()
    rows = [[say("key"), say("signs from"), say("gone at")]]
    rows += [[str(row["kid"]), str(row["signs_from"]), str(row["retires_at"] or "-")] for row in data]
    emit(format, data, columns(rows) if data else [say("There is no key yet; gate serve makes the first.")])
