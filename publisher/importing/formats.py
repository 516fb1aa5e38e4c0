"""Which reader reads a file: by what was said, else by the file's name, else by how it begins."""

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from publisher.errors import BadInputError
from publisher.importing.cleaning import clean
from publisher.importing.decoding import decode
from publisher.importing.html import read_html
from publisher.importing.markdown import read_markdown
from publisher.importing.plain import read_plain
from publisher.importing.reading import Reading
from publisher.importing.report import Note, NoteCode
from publisher.importing.source import Source
from publisher.importing.word import read_word

FORMATS = ("text", "markdown", "html", "docx")

_BY_SUFFIX: Mapping[str, str] = MappingProxyType(
    {
        ".txt": "text",
        ".text": "text",
        ".md": "markdown",
        ".markdown": "markdown",
        ".html": "html",
        ".htm": "html",
        ".xhtml": "html",
        ".docx": "docx",
    }
)
_ZIP = b"PK\x03\x04"
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_PDF = b"%PDF-"
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_-]{2,20})", re.I)
_WINDOWS_NAMES = {
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "shift-jis": "cp932",
    "windows-31j": "cp932",
}


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a file turned out to be."""

    reading: Reading
    format: str
    encoding: str
    notes: tuple[Note, ...]


def open_source(source: Source) -> Opened:
    """Read a file with the reader of its format. Raises BadInputError for a format or file that cannot be read."""
    name = source.format or _BY_SUFFIX.get(source.path.suffix.lower()) or _by_content(source)
    if name == "docx":
        return Opened(reading=read_word(source.data, source.path), format=name, encoding="utf-8", notes=())
    _refuse_binary(source)
    declared = _declared(source.data) if name == "html" else None
    decoded = decode(source.data, source.path, source.language, source.encoding or declared)
    cleaned = clean(decoded.text)
    notes = tuple(
        Note(code=NoteCode.CHARACTERS_REMOVED, detail=f"{character} × {count}")
        for character, count in cleaned.removed.items()
    )
    reading = _READERS[name](cleaned.text, source)
    return Opened(reading=reading, format=name, encoding=decoded.encoding, notes=notes)


def _by_content(source: Source) -> str:
    if source.data.startswith(_ZIP):
        return "docx"
    return "html" if _HTML.match(source.data[:4096]) else "text"


def _refuse_binary(source: Source) -> None:
    for mark, kind in ((_ZIP, "a Word or ZIP file"), (_OLD_WORD, "an old Word file (.doc)"), (_PDF, "a PDF")):
        if source.data.startswith(mark):
            raise BadInputError(
                f"this is {kind}, not a text", path=source.path, remedy="save it as .docx or as plain text first"
            )


def _declared(data: bytes) -> str | None:
    """The encoding that an HTML page names, where its bytes agree."""
    match = _META_CHARSET.search(data[:4096])
    if match is None or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    name = match[1].decode("ascii").lower()
    name = _WINDOWS_NAMES.get(name, name)
    try:
        data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None
    return name


_READERS: Mapping[str, Callable[[str, Source], Reading]] = MappingProxyType(
    {
        "text": lambda text, source: read_plain(text),
        "markdown": lambda text, source: read_markdown(text),
        "html": lambda text, source: read_html(text, source.path, source.select),
    }
)
