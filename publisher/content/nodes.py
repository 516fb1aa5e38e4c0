"""YAML as a tree of strings with line numbers: what a value means is decided where it is used, not by its looks.

So `en: No` stays a word, a date is read where a date is expected, and every complaint has a line.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from publisher.errors import BadInputError
from publisher.messages import _

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as it is written. `plain` says that it stands without quotes."""

    value: str
    plain: bool
    line: int

    @property
    def is_null(self) -> bool:
        """Whether the value is left empty (or is a plain `~` or `null`)."""
        return self.plain and self.value in {"", "~", "null"}


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping; `lines` says where each key stands."""

    entries: dict[str, "Node"]
    lines: dict[str, int]
    line: int


Node = Scalar | Items | Keys


def parse_yaml(text: str, path: Path) -> Node:
    """Read one YAML document. Raises BadInputError for a syntax error, a key written twice, an alias, deep nesting."""
    try:
        return _Builder(path).build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadInputError(
            _("not valid YAML: {problem}", problem=error.problem or error.context),
            path=path,
            line=mark.line + 1 if mark else None,
            remedy=_("check the indentation, and quote texts that hold `: ` or start with a sign"),
        ) from error
    except yaml.YAMLError as error:
        raise BadInputError(
            _("not valid YAML: {problem}", problem=str(error).splitlines()[0]),
            path=path,
            remedy=_("remove the character"),
        ) from error


class _Builder:
    """Builds the tree from the parser's events, without recursion, so that no input exhausts the stack."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.open: list[tuple[bool, int, list[Node]]] = []  # is it a mapping, its line, what it holds so far
        self.root: Node | None = None

    def build(self, text: str) -> Node:
        for event in yaml.parse(text, Loader=_LOADER):
            self._take(event)
        return self.root or Keys({}, {}, 1)

    def _take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            remedy = _("write the value out")
            raise BadInputError(_("an alias (`*name`)"), path=self.path, line=line, remedy=remedy)
        if isinstance(event, yaml.ScalarEvent):
            self._put(Scalar(event.value, event.style is None or event.style == "", line))
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(self.open) == _DEEPEST:
                remedy = _("see docs/reference/text-format.md")
                raise BadInputError(_("nested too deeply"), path=self.path, line=line, remedy=remedy)
            self.open.append((isinstance(event, yaml.MappingStartEvent), line, []))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            is_mapping, line, held = self.open.pop()
            self._put(self._mapping(held, line) if is_mapping else Items(tuple(held), line))
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            remedy = _("keep one in a file")
            raise BadInputError(_("a second YAML document"), path=self.path, line=line, remedy=remedy)

    def _put(self, node: Node) -> None:
        if self.open:
            self.open[-1][2].append(node)
        else:
            self.root = node

    def _mapping(self, held: list[Node], line: int) -> Keys:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for key, value in zip(held[::2], held[1::2], strict=True):
            if not isinstance(key, Scalar):
                remedy = _("write `key: …`")
                raise BadInputError(_("a key that is not a word"), path=self.path, line=key.line, remedy=remedy)
            if key.value in entries:
                raise BadInputError(
                    _("written twice (also on line {line})", line=lines[key.value]),
                    path=self.path,
                    line=key.line,
                    field=key.value,
                    remedy=_("keep one"),
                )
            entries[key.value], lines[key.value] = value, key.line
        return Keys(entries, lines, line)
