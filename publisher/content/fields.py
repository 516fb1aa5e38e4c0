"""Typed fields of a YAML mapping: each reader names the file, the line, the field and the way out."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Self

from publisher.content.nodes import Items, Keys, Node, Scalar
from publisher.errors import BadInputError
from publisher.messages import _
from publisher.model import Language

LANGUAGE = re.compile(r"[a-z]{2}")
_BOOLEANS = {"true": True, "false": False}


class Fields:
    """A mapping being read. Call `done` at the end, so that a key nobody asked for is refused."""

    def __init__(self, node: Node, path: Path, prefix: str = "") -> None:
        self.path = path
        self.prefix = prefix
        self.asked: set[str] = set()
        if not isinstance(node, Keys):
            raise self.bad(_("not a list of `key: value`"), node.line, _("write `key: value` lines, indented alike"))
        self.node = node

    def bad(self, what: str, line: int, remedy: str, key: str = "") -> BadInputError:
        """The error for a field of this mapping."""
        field = ".".join(part for part in (self.prefix, key) if part) or None
        return BadInputError(what, path=self.path, line=line, field=field, remedy=remedy)

    def done(self) -> None:
        """Refuse the first key that no reader asked for."""
        for key, line in self.node.lines.items():
            if key not in self.asked:
                close = get_close_matches(key, self.asked, 1)
                known = _("known: {words}", words=", ".join(sorted(self.asked)))
                remedy = _("did you mean `{word}`?", word=close[0]) if close else known
                raise self.bad(_("unknown key"), line, remedy, key)

    def get(self, key: str) -> Node | None:
        """The value of a key, or None where it is missing or left empty."""
        self.asked.add(key)
        node = self.node.entries.get(key)
        return None if isinstance(node, Scalar) and node.is_null else node

    def need(self, key: str) -> Node:
        """The value of a key that must be there."""
        node = self.get(key)
        if node is None:
            raise self.bad(_("missing"), self.line(key), _("add `{key}: …`", key=key), key)
        return node

    def text(self, key: str, default: str | None = None) -> str:
        """A text on one line or several; required unless there is a default."""
        node = self.get(key) if default is not None else self.need(key)
        return default or "" if node is None else self._text(node, key)

    def word(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One of a few words."""
        value = self.text(key, default)
        if value not in (words := list(allowed)):
            remedy = _("write one of: {words}", words=", ".join(words))
            raise self.bad(_("{value} is not one of these", value=repr(value)), self.line(key), remedy, key)
        return value

    def boolean(self, key: str, default: bool) -> bool:
        """`true` or `false`, unquoted."""
        node = self.get(key)
        if node is None:
            return default
        if isinstance(node, Scalar) and node.plain and node.value in _BOOLEANS:
            return _BOOLEANS[node.value]
        raise self.bad(_("neither true nor false"), node.line, _("write `true` or `false`, without quotes"), key)

    def integer(self, key: str, default: int, most: int) -> int:
        """A whole number from 0 to `most`."""
        node = self.get(key)
        if node is None:
            return default
        if isinstance(node, Scalar) and re.fullmatch("[0-9]{1,9}", node.value) and int(node.value) <= most:
            return int(node.value)
        raise self.bad(_("not a whole number"), node.line, _("write a number from 0 to {most}", most=most), key)

    def day(self, key: str, required: bool) -> date | None:
        """A date, `YYYY-MM-DD`."""
        node = self.need(key) if required else self.get(key)
        if node is None:
            return None
        value = self._text(node, key)
        try:
            if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                raise ValueError(value)
            return date.fromisoformat(value)
        except ValueError as error:
            remedy = _("write a date of the calendar as YYYY-MM-DD")
            raise self.bad(_("{value} is not a date", value=repr(value)), node.line, remedy, key) from error

    def by_language(self, key: str, languages: Iterable[Language], required: bool = True) -> dict[Language, str]:
        """A text for each language; one may be missing (`check` reports it), an unknown one may not be there."""
        fields = self.sub(key) if required else self.maybe(key)
        if fields is None:
            return {}
        texts = fields.languages(languages)
        fields.done()
        if required and not texts:
            remedy = _("write the text in each language: `{ja: …, en: …}`")
            raise self.bad(_("empty"), self.line(key), remedy, key)
        return texts

    def languages(self, languages: Iterable[Language]) -> dict[Language, str]:
        """The texts of this mapping whose keys are languages, the empty ones left out."""
        texts = {code: self.text(code, "") for code in languages}
        return {code: text for code, text in texts.items() if text}

    def sub(self, key: str) -> Self:
        """A mapping inside this one, which must be there."""
        return type(self)(self.need(key), self.path, self.name(key))

    def maybe(self, key: str) -> Self | None:
        """A mapping inside this one, or None where it is missing."""
        return self.sub(key) if self.get(key) is not None else None

    def each(self, key: str) -> Iterator[tuple[str, Self]]:
        """The mappings inside a mapping, by their own names."""
        holder = self.maybe(key)
        for name, node in holder.node.entries.items() if holder else ():
            yield name, type(self)(node, self.path, f"{self.name(key)}.{name}")

    def list(self, key: str) -> tuple[Node, ...]:
        """The items of a list, empty where the key is missing."""
        node = self.get(key)
        if node is not None and not isinstance(node, Items):
            raise self.bad(_("not a list"), node.line, _("write one item per line, each after `- `"), key)
        return node.items if node else ()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(self._text(node, key) for node in self.list(key))

    def text_or_texts(self, key: str) -> str | tuple[str, ...]:
        """A text, or a list of texts; empty where the key is missing."""
        return self.texts(key) if isinstance(self.get(key), Items) else self.text(key, "")

    def name(self, key: str) -> str:
        """The key with the keys above it, joined by dots."""
        return f"{self.prefix}.{key}" if self.prefix else key

    def line(self, key: str) -> int:
        """The line of a key, or of the mapping where the key is missing."""
        return self.node.lines.get(key, self.node.line)

    def _text(self, node: Node, key: str) -> str:
        if not isinstance(node, Scalar):
            raise self.bad(_("not a text"), node.line, _("write one value after the colon"), key)
        return node.value.strip()
