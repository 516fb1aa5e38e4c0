"""The characters of a foreign text: which are changed on the way in, and which of them a reader sees."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\u0085\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")
_INVISIBLE = re.compile("[\ufeff\u200b\u2060\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_UNSEEN = re.compile(r"\s|[\ufeff\u200b\u2060\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """A text with LF line ends and none of the characters that no reader sees; `removed` counts them by name."""

    text: str
    removed: Mapping[str, int]


def clean(text: str) -> Cleaned:
    """Unify line ends and spaces, and take out invisible and control characters.

    These are all the normalisations of the importer. Full-width forms stay as they are.
    """
    text = _SPACES.sub(" ", _LINE_ENDS.sub("\n", text))
    removed = Counter(_INVISIBLE.findall(text) + _CONTROLS.findall(text))
    text = _CONTROLS.sub("", _INVISIBLE.sub("", text))
    return Cleaned(text=text, removed={_name(character): count for character, count in sorted(removed.items())})


def visible(text: str) -> str:
    """The characters a reader sees, in order: no white space, nothing invisible."""
    return _UNSEEN.sub("", text)


def width(text: str) -> int:
    """The width in columns: full-width characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'CONTROL CHARACTER')}"
