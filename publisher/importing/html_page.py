"""An HTML page without what is not the policy: scripts, navigation, forms, whatever stands outside the main element."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import soupsieve
from bs4 import BeautifulSoup
from bs4.element import Tag

from publisher.errors import BadInputError
from publisher.importing.cleaning import visible
from publisher.importing.report import Note, NoteCode

_SILENT = (
    "script",
    "style",
    "template",
    "link",
    "meta",
    "head",
    "noscript",
    "svg",
    "iframe",
    "object",
    "canvas",
    "audio",
    "video",
)
_FURNITURE = ("nav", "form", "button", "input", "select", "textarea", "dialog", "menu")
_AROUND = ("header", "footer", "aside")
_EXCERPT = 60
_DEEPEST = 120
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)(?=[\s>/])")
LINE = "data-import-line"


@dataclass(frozen=True, kw_only=True)
class Page:
    """The element that holds the policy, the address that relative links start from, and what was left out."""

    root: Tag
    base: str
    notes: tuple[Note, ...]


def open_page(soup: BeautifulSoup, path: Path, select: str | None) -> Page:
    """Find the element that holds the policy and take out of it what is not text. Raises BadInputError where `select`
    is no selector or finds nothing."""
    base = _base(soup)
    for tag in soup.find_all(_SILENT):
        tag.decompose()
    root = _selected(soup, path, select) if select else _main(soup)
    notes = list(_outside(soup, root))
    for tag in list(_removable(root)):
        notes.extend(_left_out(tag))
        tag.decompose()
    if _depth(root) > _DEEPEST:
        what = f"elements are nested more than {_DEEPEST} deep"
        raise BadInputError(what, path=path, remedy="name the element with the text by --select, or give plain text")
    return Page(root=root, base=base, notes=tuple(notes))


def with_lines(text: str) -> str:
    """The page with the number of its line on every tag; the parser itself does not keep it."""
    lines = text.split("\n")
    return "\n".join(_TAG.sub(rf"<\1 {LINE}={number}", line) for number, line in enumerate(lines, 1))


def line_of(tag: Tag) -> int:
    """The line on which a tag opens, 0 where it is not known."""
    return int(str(tag.get(LINE, "0")))


def absolute(address: str, base: str) -> str:
    """The address of a link, made absolute where the page says what it is relative to; a link inside the page stays."""
    return address if address.startswith("#") or not base else urljoin(base, address)


def anchors(tag: Tag) -> tuple[str, ...]:
    """The names under which links reach a heading: its id, that of anchors in it, or of one right before it."""
    inside = [tag, *tag.find_all("a")]
    before = tag.find_previous_sibling()
    if isinstance(before, Tag) and before.name == "a" and not before.get_text(strip=True):
        inside.append(before)
    if isinstance(tag.parent, Tag) and tag.parent.name in {"section", "div"} and tag.find_previous_sibling() is None:
        inside.append(tag.parent)
    names = (str(element.get(key)) for element in inside for key in ("id", "name") if element.get(key))
    return tuple(dict.fromkeys(names))


def _depth(root: Tag) -> int:
    depths = {id(root): 0}
    for tag in root.find_all(True):
        depths[id(tag)] = depths[id(tag.parent)] + 1
    return max(depths.values())


def _base(soup: BeautifulSoup) -> str:
    for selector, key in (
        ("base[href]", "href"),
        ("link[rel~=canonical][href]", "href"),
        ("meta[property='og:url'][content]", "content"),
    ):
        found = soup.select_one(selector)
        if found is not None and urlsplit(str(found[key])).scheme in {"http", "https"}:
            return str(found[key])
    return ""


def _selected(soup: BeautifulSoup, path: Path, select: str) -> Tag:
    try:
        found = soup.select_one(select)
    except (soupsieve.SelectorSyntaxError, NotImplementedError) as error:
        raise BadInputError(f"{select!r} is not a CSS selector", path=path, remedy="try --select main") from error
    if found is None:
        raise BadInputError(f"no element matches {select!r}", path=path, remedy="leave --select out, or name another")
    return found


def _main(soup: BeautifulSoup) -> Tag:
    for selector in ("main", "[role=main]", "article"):
        found = soup.select(selector)
        if len(found) == 1:
            return found[0]
    return soup.body or soup


def _outside(soup: BeautifulSoup, root: Tag) -> Iterator[Note]:
    whole = len(visible((soup.body or soup).get_text()))
    kept = len(visible(root.get_text()))
    if whole > kept:
        yield Note(code=NoteCode.LEFT_OUT, detail=f"outside <{root.name}>: {whole - kept}")


def _removable(root: Tag) -> Iterator[Tag]:
    furniture = root.select(", ".join((*_FURNITURE, "[hidden]", "[aria-hidden=true]")))
    around = [] if root.name in {"main", "article"} else [t for t in root.find_all(_AROUND) if not t.find("h1")]
    seen: list[Tag] = []
    for tag in (*furniture, *around):
        if tag is not root and not any(parent in seen for parent in tag.parents):
            seen.append(tag)
            yield tag


def _left_out(tag: Tag) -> Iterator[Note]:
    text = " ".join(tag.get_text(" ").split())
    if text:
        excerpt = text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"
        yield Note(code=NoteCode.LEFT_OUT, line=line_of(tag), detail=f"<{tag.name}> {excerpt}")
