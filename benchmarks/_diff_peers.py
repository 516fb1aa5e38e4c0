"""What the comparison is measured against: git's word diff, redlines and difflib, each run as its users run it."""

import re
import subprocess
import tempfile
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

Piece = tuple[str, str]
"""An operation (`=`, `-`, `+`) and a text."""
Differ = Callable[[str, str], list[Piece]]

_GIT_PIECE = re.compile(r"\[-(.*?)-\]|\{\+(.*?)\+\}", re.S)


def git_words(old: str, new: str) -> list[Piece]:
    """`git diff --no-index --word-diff` with the whole text as context."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("old.md", "new.md")]
        for path, text in zip(paths, (old, new), strict=True):
            path.write_text(text, encoding="utf-8", newline="")
        command = ["git", "diff", "--no-index", "--word-diff=plain", "--unified=100000", "--no-color", *map(str, paths)]
        output = subprocess.run(command, capture_output=True, check=False).stdout.decode("utf-8")
    body = output.split("@@\n", 1)[-1] if "@@" in output else old
    return _pieces(body, _GIT_PIECE)


def redlines_words(old: str, new: str) -> list[Piece]:
    """The redlines library, its Markdown output read back."""
    from redlines import Redlines

    marked = str(Redlines(old, new, markdown_style="none").output_markdown)
    return _pieces(marked, re.compile(r"<del>(.*?)</del>|<ins>(.*?)</ins>", re.S))


def difflib_characters(old: str, new: str) -> list[Piece]:
    """The standard library's SequenceMatcher over characters."""
    return _from_opcodes(list(old), list(new))


def difflib_words(old: str, new: str) -> list[Piece]:
    """SequenceMatcher over runs of word characters, as many a script does it."""
    split = re.compile(r"\w+|\s+|[^\w\s]").findall
    return _from_opcodes(split(old), split(new))


def _from_opcodes(old: list[str], new: list[str]) -> list[Piece]:
    pieces = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            pieces.append(("=", "".join(old[i:i_end])))
            continue
        pieces += [("-", "".join(old[i:i_end]))] if i_end > i else []
        pieces += [("+", "".join(new[j:j_end]))] if j_end > j else []
    return pieces


def _pieces(marked: str, pattern: re.Pattern[str]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for match in pattern.finditer(marked):
        pieces += [("=", marked[at : match.start()])] if match.start() > at else []
        pieces += [("-", match[1])] if match[1] is not None else []
        pieces += [("+", match[2])] if match[2] is not None else []
        at = match.end()
    return [*pieces, ("=", marked[at:])] if at < len(marked) else pieces


PEERS: dict[str, Differ] = {"git": git_words, "redlines": redlines_words, "difflib": difflib_words}
SLOW_PEERS: dict[str, Differ] = {"characters": difflib_characters}
"""Peers that need seconds for a pair, minutes where lines are wrapped anew."""
