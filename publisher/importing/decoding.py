"""From bytes to characters: which encoding a file is in, found by its marks and by how the text reads."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from publisher.errors import BadInputError
from publisher.model import Language

LARGEST = 20_000_000
"""The largest file that is imported, in bytes."""

MOST_LINES = 50_000
"""The most lines that are imported; the longest policies have some thousands."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_JIS_ESCAPE = re.compile(rb"\x1b[$(]")
_LEAST_LIKELY = 0.4
_JAPANESE = ("cp932", "euc_jp", "euc_jis_2004")
_LIKELY = re.compile(r"[\u3040-\u30ff\u3000-\u3002\u300c-\u3011\u30fb\u30fc\uff08\uff09\uff10-\uff19\uff1a\uff5e]")
_POSSIBLE = re.compile(r"[\u4e00-\u9fff\u2010-\u203b\u2460-\u2473\u25a0-\u25ef\uff01-\uff5e]")
_UNLIKELY = re.compile(r"[\uff61-\uff9f\ue000-\uf8ff\x80-\x9f]")
_WESTERN = re.compile(r"[\u2018-\u201d\u2013\u2014\u2022\u2026\u00a9\u00ae\u2122\u00a7\u00a0\u00e0-\u00ff]")


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """A text and the encoding that its bytes were read in."""

    text: str
    encoding: str


def decode(data: bytes, path: Path, language: Language, encoding: str | None = None) -> Decoded:
    """Read the bytes of a text file.

    UTF-8 and UTF-16 (with a byte order mark), ISO-2022-JP, Shift_JIS (as Windows writes it, cp932), EUC-JP and
    Windows-1252 are recognised; `encoding` overrides. Raises BadInputError for an empty, binary, too large or
    undecodable file.
    """
    if not data.strip():
        raise BadInputError("the file is empty", path=path, remedy="give the file that holds the policy's text")
    if len(data) > LARGEST:
        raise BadInputError(
            f"the file is larger than {LARGEST // 1_000_000} MB", path=path, remedy="give the text alone"
        )
    if data.count(b"\n") > MOST_LINES:
        raise BadInputError(f"the file has more than {MOST_LINES:,} lines", path=path, remedy="give the text alone")
    chosen = encoding or _marked(data) or _guess(data, path, language)
    try:
        return Decoded(text=data.decode(chosen), encoding=chosen.removesuffix("-sig"))
    except (UnicodeDecodeError, LookupError) as error:
        raise BadInputError(
            f"the file cannot be read as {chosen}: {_reason(error)}",
            path=path,
            line=data[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else None,
            remedy="name its encoding with --encoding, for example cp932",
        ) from error


def _marked(data: bytes) -> str | None:
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _guess(data: bytes, path: Path, language: Language) -> str:
    if b"\0" in data:
        raise BadInputError("this is not a text file", path=path, remedy="give plain text, Markdown, HTML or .docx")
    if data.isascii() and _JIS_ESCAPE.search(data):
        return "iso2022_jp_2" if _decodes(data, "iso2022_jp_2") else "iso2022_jp_ext"
    if _decodes(data, "utf-8"):
        return "utf-8"
    names = (*_JAPANESE, "cp1252") if language == "ja" else ("cp1252", *_JAPANESE)
    likelihood = {name: _likelihood(data.decode(name), name) for name in names if _decodes(data, name)}
    best = max(likelihood, key=lambda name: likelihood[name], default="utf-8")
    return best if likelihood.get(best, 0) > _LEAST_LIKELY else "utf-8"


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _likelihood(text: str, name: str) -> float:
    """How much the characters beyond ASCII are those of running text, from -1 to 1."""
    beyond = [character for character in text if not character.isascii()]
    sample = "".join(beyond[:20_000])
    if name == "cp1252":
        good = 1.0 * len(_WESTERN.findall(sample))
    else:
        good = len(_LIKELY.findall(sample)) + 0.5 * len(_POSSIBLE.findall(sample)) - len(_UNLIKELY.findall(sample))
    return good / max(len(sample), 1)


def _reason(error: UnicodeDecodeError | LookupError) -> str:
    return f"byte {error.start}" if isinstance(error, UnicodeDecodeError) else "there is no such encoding"
