"""What other dialects of Markdown write differently: front matter, comments, setext headings, reference links,
attribute lists, inline HTML."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from publisher.importing.inline import safe_target
from publisher.importing.report import Note, NoteCode
from publisher.model import BlockKind
from publisher.parsing.lines import classify, fence

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:[^\n]*\n){0,200}?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_DEFINITION = re.compile(
    r" {0,3}\[([^\]^][^\]]{0,200})\]:[ \t]*<?([^\s>]+)>?(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?[ \t]*\Z"
)
_USE = re.compile(r"\[([^\[\]]{1,500})\](?:\[([^\[\]]{0,200})\])?(?![(:\[])")
_ATTRIBUTE_LINE = re.compile(r"[ \t]*\{:[^{}]*\}[ \t]*\Z")
_ATTRIBUTES_AT_END = re.compile(r"[ \t]*\{:[^{}]*\}[ \t]*\Z")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*\Z")
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]{0,300})?)/?>")
_HREF = re.compile(r"\shref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)
_KNOWN_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "big",
        "br",
        "article",
        "center",
        "cite",
        "del",
        "details",
        "div",
        "em",
        "font",
        "footer",
        "header",
        "i",
        "ins",
        "kbd",
        "main",
        "mark",
        "p",
        "s",
        "section",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "time",
        "u",
    ]
)
_ANCHOR = re.compile(r"<a(\s[^<>]{0,500})>([^\n]{0,1000}?)</a>", re.I)
_TAG_HEADING = re.compile(r"\A {0,3}<h([1-6])([^<>]{0,300})>(.*)</h\1>[ \t]*\Z", re.I)
_ID = re.compile(r"\sid\s*=\s*[\"']?([a-z][a-z0-9-]*)")
_HTML_BLOCK = re.compile(r"^ {0,3}<(table|ul|ol|dl)\b.*?^ {0,3}</\1>[ \t]*$", re.S | re.M | re.I)
_STRONG_UNDERSCORES = re.compile(r"(?<![\w\\])__(?=\S)([^_\n]{1,500}?)(?<=\S)__(?!\w)")


@dataclass
class Prepared:
    """The text in the dialect of the text format, line for line, and what was noticed. A block of HTML is taken out: a
    line `placeholder(n)` stands for `html[n]`."""

    text: str
    html: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def prepare(text: str) -> Prepared:
    """Rewrite a Markdown text so that `parse_document` reads it as its author meant it. Lines keep their numbers."""
    prepared = Prepared(text)
    prepared.text = _FRONT_MATTER.sub(lambda match: _noted(prepared, match, NoteCode.FRONT_MATTER), prepared.text)
    prepared.text = _COMMENT.sub(lambda match: _noted(prepared, match, NoteCode.LEFT_OUT), prepared.text)
    prepared.text = _HTML_BLOCK.sub(lambda match: _set_aside(prepared, match), prepared.text)
    lines = prepared.text.split("\n")
    links = _take_definitions(lines)
    code = _code_lines(lines)
    _set_headings(lines, code)
    for index, line in enumerate(lines):
        if index not in code:
            lines[index] = _line(prepared, line, index + 1, links)
    prepared.text = "\n".join(lines)
    return prepared


def slug(heading: str) -> str:
    """The anchor that Markdown processors make of a heading without an id."""
    return re.sub(r"[\s]+", "-", re.sub(r"[^\w\s-]", "", heading.strip().lower()))


def _noted(prepared: Prepared, match: re.Match[str], code: NoteCode) -> str:
    """Take a stretch out, keep its line breaks, and note it."""
    line = match.string.count("\n", 0, match.start()) + 1
    words = " ".join(match[0].split())
    prepared.notes.append(Note(code=code, line=line, detail=words if len(words) <= 80 else words[:80] + "…"))
    return "\n" * match[0].count("\n")


def placeholder(index: int) -> str:
    """The line that stands for a block of HTML; no cleaned text can hold it."""
    return f"\0html {index}\0"


def placeholder_index(text: str) -> int | None:
    """Which block of HTML a line stands for, or None."""
    match = re.fullmatch(r"\0html ([0-9]+)\0", text)
    return int(match[1]) if match else None


def _set_aside(prepared: Prepared, match: re.Match[str]) -> str:
    prepared.html.append(match[0])
    return f"\n{placeholder(len(prepared.html) - 1)}\n" + "\n" * max(match[0].count("\n") - 2, 0)


def _take_definitions(lines: list[str]) -> dict[str, str]:
    """The addresses of reference links by label; their lines become blank."""
    links: dict[str, str] = {}
    for index, line in enumerate(lines):
        match = _DEFINITION.match(line)
        if match:
            links.setdefault(_label(match[1]), match[2])
            lines[index] = ""
    return links


def _code_lines(lines: list[str]) -> set[int]:
    inside: set[int] = set()
    closing = ""
    for index, line in enumerate(lines):
        marks = fence(line) or ""
        if closing or marks:
            inside.add(index)
            closing = marks if not closing else "" if marks.startswith(closing) else closing
    return inside


def _line(prepared: Prepared, line: str, number: int, links: dict[str, str]) -> str:
    heading = classify(line, 0, len(line)).kind is BlockKind.HEADING
    if _ATTRIBUTE_LINE.match(line) or (_ATTRIBUTES_AT_END.search(line) and not heading):
        prepared.notes.append(Note(code=NoteCode.ATTRIBUTES, line=number, detail=line[line.rindex("{") :].strip()))
        line = _ATTRIBUTES_AT_END.sub("", line)
    if links:
        line = _USE.sub(_linker(links), line)
    if "<" in line:
        line = _TAG_HEADING.sub(_heading, line)
        line = _ANCHOR.sub(_link, line)
        line = _TAG.sub(_without_tag, line)
    return _STRONG_UNDERSCORES.sub(r"**\1**", line)


def _heading(match: re.Match[str]) -> str:
    written = _ID.search(match[2])
    return "#" * int(match[1]) + f" {match[3]}" + (f" {{#{written[1]}}}" if written else "")


def _linker(links: dict[str, str]) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        target = links.get(_label(match[2] or match[1]))
        return match[0] if target is None else f"[{match[1]}]({safe_target(target)})"

    return replace


def _label(text: str) -> str:
    return " ".join(text.lower().split())


def _without_tag(match: re.Match[str]) -> str:
    """Inline HTML as Markdown, as far as Markdown has it; the tag of an unknown element stays text."""
    name = match[1].lower()
    if name not in _KNOWN_TAGS:
        return match[0]
    if name in {"b", "strong"}:
        return "**"
    if name == "br":
        return " "
    return ""


def _link(match: re.Match[str]) -> str:
    href = _HREF.search(match[1])
    target = safe_target(next(filter(None, href.groups()), "")) if href else ""
    return f"[{match[2]}]({target})" if target else match[2]


def _set_headings(lines: list[str], code: set[int]) -> None:
    """Rewrite `Heading` over `=====` or `-----` with leading hashes."""
    for index in range(1, len(lines)):
        match = _UNDERLINE.match(lines[index])
        above = lines[index - 1]
        if match is None or index in code or not above.strip() or index - 1 in code:
            continue
        alone = index < 2 or not lines[index - 2].strip()
        if alone and classify(above, 0, len(above)).kind is BlockKind.PARAGRAPH and "|" not in above:
            lines[index - 1] = ("# " if match[1].startswith("=") else "## ") + above.strip()
            lines[index] = ""
