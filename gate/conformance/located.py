"""YAML values that know the line they stand on, so that a fault can be named by file and line."""

import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from gate.conformance.model import PlanError

_ENVIRONMENT = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")


@dataclass(frozen=True)
class Located:
    """A value and where it stands; `name` is its path in the document."""

    value: Any
    line: int
    path: Path
    name: str = ""

    def wrong(self, what: str) -> NoReturn:
        """Raise PlanError about this value."""
        raise PlanError(self.path, self.line, f"{self.name}: {what}" if self.name else what)

    def members(self, known: Collection[str] | None = None, required: Collection[str] = ()) -> dict[str, "Located"]:
        """The members of a mapping, all of them `known`."""
        if not isinstance(self.value, dict):
            self.wrong("write a mapping of names to values")
        for name, member in self.value.items():
            if known is not None and name not in known:
                member.wrong(f"is not known here; known are: {', '.join(known)}")
        for name in required:
            if name not in self.value:
                self.wrong(f"{name} is missing")
        return dict(self.value)

    def items(self) -> Iterator["Located"]:
        """The items of a list, or the one value that stands for a list of one."""
        yield from self.value if isinstance(self.value, list) else [self]

    def text(self) -> str:
        """A text; `$NAME` is the variable of the environment."""
        if isinstance(self.value, bool) or not isinstance(self.value, str | int | float):
            self.wrong("write a text, in quotes where it could be anything else")
        found = _ENVIRONMENT.fullmatch(str(self.value))
        if found is None:
            return str(self.value)
        if not os.environ.get(found[1]):
            self.wrong(f"the variable {found[1]} is not set in the environment")
        return os.environ[found[1]]

    def flag(self) -> bool:
        """true or false."""
        if not isinstance(self.value, bool):
            self.wrong("write true or false")
        return self.value

    def pattern(self, groups: int = 0) -> re.Pattern[str]:
        """A regular expression with at least so many groups."""
        try:
            found = re.compile(str(self.value))
        except re.error as error:
            self.wrong(f"is not a regular expression: {error}")
        if found.groups < groups:
            self.wrong("put what is to be taken into brackets: 'id=(.+?)&'")
        return found

    def plain(self) -> Any:
        """The value without places, for JSON."""
        if isinstance(self.value, dict):
            return {name: member.plain() for name, member in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value


def read(path: Path) -> Located:
    """The document in a YAML file. Raises PlanError, OSError."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        raise PlanError(path, 1, "is not UTF-8 text") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = f"is not YAML: {getattr(error, 'problem', None) or 'it cannot be read'}"
        raise PlanError(path, mark.line + 1 if mark else 1, what) from None
    if node is None:
        raise PlanError(path, 1, "is empty")
    return _located(node, path, "")


def _located(node: yaml.Node, path: Path, name: str) -> Located:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        members: dict[str, Located] = {}
        for key, value in node.value:
            inner = str(key.value)
            member = _located(value, path, f"{name}.{inner}" if name else inner)
            if inner in members:
                member.wrong("stands twice")
            members[inner] = member
        return Located(members, line, path, name)
    if isinstance(node, yaml.SequenceNode):
        listed = [_located(item, path, f"{name}[{n}]") for n, item in enumerate(node.value, 1)]
        return Located(listed, line, path, name)
    loader = yaml.SafeLoader("")
    return Located(loader.construct_object(node), line, path, name)
