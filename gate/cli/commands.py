"""The commands that have a module of their own, each loaded when it is asked for."""

from collections.abc import Iterator, MutableMapping
from importlib import import_module

import click

MODULES: dict[str, str] = {"conformance": "conformance", "keys": "keys", "site": "sites"}
"""By the command's name, the module of this folder that holds it under that name."""


class Commands(MutableMapping[str, click.Command]):
    """What a `click.Group` wants for its commands; a module is imported when its command is asked for."""

    def __init__(self) -> None:
        self._further: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name in self._further:
            return self._further[name]
        module = import_module(f"{__package__}.{MODULES[name]}")
        command: click.Command = getattr(module, name.replace("-", "_"))
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._further[name] = command

    def __delitem__(self, name: str) -> None:
        del self._further[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**MODULES, **self._further})

    def __len__(self) -> int:
        return len({**MODULES, **self._further})
