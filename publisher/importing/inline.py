"""Runs of styled text, as HTML and Word have them, written as inline Markdown."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from publisher.importing.cleaning import visible
from publisher.importing.escaping import escape_inline
from publisher.parsing import visible_text

_SCHEMES = re.compile(r"(?:https?|mailto|tel):|[/#.]|[A-Za-z0-9_-]+(?:[/.?#]|\Z)", re.I)
_FORBIDDEN_SCHEME = re.compile(r"\s*(?:javascript|data|vbscript|file|blob):", re.I)


@dataclass(frozen=True, kw_only=True, slots=True)
class Styled:
    """Text of one style; `raw` text is already Markdown (a footnote mark)."""

    text: str
    strong: bool = False
    emphasis: bool = False
    target: str = ""
    raw: bool = False


def to_markdown(runs: Iterable[Styled]) -> str:
    """The runs as one line of inline Markdown; where the marks would not be read as meant, the bare text."""
    merged = list(_merged(runs))
    text = "".join(_linked(target, list(group)) for target, group in groupby(merged, key=lambda run: run.target))
    text = re.sub(r"!(?=\[[^\]^])", r"\\!", text)
    plain = "".join(run.text if run.raw else escape_inline(run.text, more=True) for run in merged)
    expected = "".join(visible_text(run.text) if run.raw else run.text for run in merged)
    return _squeezed(text if visible(visible_text(text)) == visible(expected) else plain)


def safe_target(address: str) -> str:
    """An address that may stand in a link, its spaces and brackets encoded; empty for a script or nonsense."""
    address = address.strip()
    if not address or _FORBIDDEN_SCHEME.match(address) or not _SCHEMES.match(address):
        return ""
    encoded = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\n": "", "\t": ""}
    return "".join(encoded.get(character, character) for character in address)


def _merged(runs: Iterable[Styled]) -> Iterator[Styled]:
    """Neighbours of one style as one; strong wins over emphasis."""
    simple = (replace(run, emphasis=run.emphasis and not run.strong) for run in runs if run.text)
    for _, group in groupby(simple, key=lambda run: (run.strong, run.emphasis, run.target, run.raw)):
        same = list(group)
        yield replace(same[0], text="".join(run.text for run in same))


def _linked(target: str, runs: list[Styled]) -> str:
    inner = "".join(_marked(run) for run in runs)
    if not target or not inner.strip():
        return inner
    lead, core, trail = _trimmed(inner)
    return f"{lead}[{core}]({target}){trail}"


def _marked(run: Styled) -> str:
    if run.raw:
        return run.text
    mark = "**" if run.strong else "*" if run.emphasis else ""
    lead, core, trail = _trimmed(run.text)
    core = escape_inline(core, more=True)
    return f"{lead}{mark}{core}{mark}{trail}" if mark and core else lead + core + trail


def _trimmed(text: str) -> tuple[str, str, str]:
    core = text.strip(" \t\n\u3000")
    start = text.find(core) if core else len(text)
    return text[:start], core, text[start + len(core) :]


def _squeezed(text: str) -> str:
    """White space as a browser shows it: runs of it are one space, and a line break between Japanese is none."""
    text = re.sub(r"(?<=[^\x00-\xff])[ \t]*\n[ \t\n]*(?=[^\x00-\xff])", "", text)
    return re.sub(r"[ \t\n]+", " ", text).strip(" \t\u3000")
