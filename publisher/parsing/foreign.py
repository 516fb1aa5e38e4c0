"""From the characters of any text to its clauses: Markdown as others write it, and plain text, as files and the
histories of other systems hold it.

Nothing is changed or put in order: the clauses partition the source to the byte, as those of our own format do.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from publisher.model import BlockKind, Document, Language, NumberKind
from publisher.parsing.document import (
    CLAUSE_ID,
    Head,
    assemble,
    heading_id,
    heading_text,
    join_lines,
    parse_document,
    read_lines,
)
from publisher.parsing.guessing import dressed, numbered, standing
from publisher.parsing.headlines import (
    MAY_OPEN,
    Found,
    Headline,
    Seen,
    is_caption,
    is_special,
    made_headline,
    opens,
    reads_as_title,
    seen_line,
)
from publisher.parsing.lines import Line
from publisher.parsing.numbers import parse_number, split_heading

_SP = " \t\u3000"
_OWN_ID = re.compile(r"^#{2,4}[ \t\u3000].*\{:?#[a-z][a-z0-9-]*\}[ \t]*\r?$", re.M)
_TIGHT = re.compile(r"(#{2,6}|#(?=第))(?=[^\s#])")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*\Z")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1[:：]?")
_TAGGED = re.compile(r"<(h[1-6])\b[^>]*>(.*?)</\1>[ \t]*\Z", re.I)
_COMMENT = re.compile(r"[ \t]*<!--")
_BLOCK_TAG = re.compile(
    r"[ \t]*(?:</?(?:table|thead|tbody|tfoot|tr|t[dh]|[uod]l|li|d[td]|p|div|section)\b[^<>]*>[ \t]*)+", re.I
)
_TAGS = re.compile(r"<[^<>]*>")
_FRONT = re.compile(r"\ufeff?(-{3}|\+{3})[ \t]*(?:\r\n|\r|\n)")
_STRONG_RANK = 30


def parse_any_document(source: str, language: Language, path: Path | None = None) -> Document:
    """Read a text whose headings are ours or not: other Markdown, numbered plain text, 第1条, bold lines. Never fails.

    A text with an id of ours in a heading is read as `parse_document` does.
    """
    if _OWN_ID.search(source):
        return parse_document(source, language, path)
    lines = [seen_line(number, line, source) for number, line in _known(source)]
    found = _headings(lines)
    written = any(headline.number and headline.number.kind is NumberKind.ARTICLE for headline in found.values())
    found |= {} if written else _open(lines)  # where # 第1条 is a heading, a line that begins with 第2条 is none
    said = {at: headline for at, headline in found.items() if not is_special(headline.title)}
    if all(headline.rank == 1 for headline in said.values()) and len(said) < 2:
        guessed = numbered(lines) or dressed(lines) or standing(lines)
        rank = min((headline.rank for headline in guessed.values()), default=0)
        beside = {at: replace(headline, rank=rank or headline.rank) for at, headline in found.items() if at not in said}
        found |= guessed | beside  # 附則 stands beside the numbered ones, not above them
    pieces, heads = _written(lines, found, _levels(lines, found))
    return assemble(source, language, path, join_lines(pieces), heads)


def _known(source: str) -> Iterator[tuple[int, Line]]:
    """The lines, those of front matter being code and those of a comment that stands by itself showing nothing."""
    front, comment = _FRONT.match(source), False
    closing = front[1] if front else ""
    for number, line in enumerate(read_lines(source), 1):
        text = source[line.start : line.end]
        if closing:
            line = replace(line, kind=BlockKind.CODE, content=line.start, marker="", indent=0)
            closing = "" if number > 1 and text.strip() == closing else closing
        elif comment or (_COMMENT.match(text) and line.kind is not BlockKind.CODE):
            comment = "-->" not in text
            alone = comment or not text.partition("-->")[2].strip()
            line = replace(line, kind=BlockKind.RULE, content=line.start, marker="", indent=0) if alone else line
        elif line.kind is BlockKind.PARAGRAPH and (tag := _BLOCK_TAG.match(text)):
            alone = not _TAGS.sub("", text).strip()
            line = replace(line, kind=BlockKind.RULE if alone else BlockKind.ITEM, content=line.start + tag.end())
        yield number, line


def _headings(lines: list[Seen]) -> Found:
    """The headings that markup says are ones: #, an underline, <h2>."""
    found: Found = {}
    for at, seen in enumerate(lines):
        if seen.line.kind is BlockKind.HEADING:
            content = seen.line.content - seen.line.start
            found[at] = _markdown(seen, seen.text[:content].count("#"), content)
        elif seen.text[0] == "#" and seen.may_head and (tight := _TIGHT.match(seen.text)):
            found[at] = _markdown(seen, len(tight[1]), tight.end())
        elif seen.may_head and seen.text[:2].lower() == "<h" and (tag := _TAGGED.match(seen.text.rstrip("\r\n"))):
            found[at] = made_headline(int(tag[1][1]), tag.start(2), tag.end(2), len(seen.text), tag[2])
        elif seen.may_head and _underlined(lines, at):
            rank = 1 if "=" in lines[at + 1].text else 2
            begin = len(seen.text) - len(seen.text.lstrip(_SP))
            found[at] = made_headline(rank, begin, len(seen.text), len(seen.text), seen.bare)
    return found


def _markdown(seen: Seen, rank: int, content: int) -> Headline:
    return made_headline(
        rank, content, len(seen.text), len(seen.text), heading_text(seen.text[content:].rstrip("\r\n"))
    )


def _underlined(lines: list[Seen], at: int) -> bool:
    if at + 1 == len(lines) or not _UNDERLINE.match(lines[at + 1].text.rstrip("\r\n")):
        return False
    return (at == 0 or lines[at - 1].blank) and reads_as_title(lines[at].bare)


def _open(lines: list[Seen]) -> Found:
    """The lines that say of themselves that they head something, strong or not, and strong lines that stand alone."""
    found: Found = {}
    strong: Found = {}
    for at, seen in enumerate(lines):
        if not seen.may_head:
            continue
        begin = len(seen.text) - len(seen.text.lstrip("\ufeff \t\u3000"))
        mark = _STRONG.match(seen.text, begin)
        if mark:
            headline = _of_strong(seen, mark)
            (found if headline and headline.rank < _STRONG_RANK else strong).update({at: headline} if headline else {})
        elif opening := opens(seen.bare) if seen.bare[:1] in MAY_OPEN else None:
            end = begin + opening.end
            rest = seen.text[end:].strip(_SP + "\r\n")
            body = end + len(seen.text[end:]) - len(seen.text[end:].lstrip(_SP)) if rest else len(seen.text)
            number, title = split_heading(seen.text[begin:end])
            found[at] = Headline(opening.rank, begin, end, body, title, number)
            if at and is_caption(lines[at - 1].bare) and lines[at - 1].may_head and not title:
                found[at - 1] = Headline(opening.rank, 0, len(lines[at - 1].text), 0, lines[at - 1].bare, number)
                found[at] = replace(found[at], rank=0)
    return found | (strong if len(strong) > 1 else {})


def _of_strong(seen: Seen, mark: re.Match[str]) -> Headline | None:
    """A strong line, or the strong words that a line begins with where they are numbered."""
    words = mark[2]
    rest = seen.text[mark.end() :].strip(_SP + "\r\n")
    opening = opens(words)
    number = parse_number(words)
    if rest and not (opening and opening.end == len(words)) and not number:
        return None
    if not opening and not reads_as_title(words.rstrip(".．:：")):
        return None
    body = (
        len(seen.text) - len(rest) - (len(seen.text) - len(seen.text.rstrip("\r\n" + _SP))) if rest else len(seen.text)
    )
    depth = len(number[0].values) if number else 0
    rank = opening.rank if opening else _STRONG_RANK + depth
    return made_headline(rank, mark.start(2), mark.end(2), body, words)


def _levels(lines: list[Seen], found: Found) -> dict[int, int]:
    """From the rank of a headline to the level of its clauses; the first heading may be the title of the text."""
    first = min(found, default=None)
    top = [at for at, headline in found.items() if headline.rank == 1]
    untitled = first is None or found[first].rank != 1 or found[first].number
    is_title = not untitled and (len(top) == 1 or all(found[at].number for at in top[1:]))
    ranks = sorted({h.rank for at, h in found.items() if h.rank and not (is_title and at == first)})
    return {rank: level for level, rank in enumerate(ranks, 2)} | ({-1: first or 0} if is_title else {})


def _written(lines: list[Seen], found: Found, levels: dict[int, int]) -> tuple[list[tuple[int, Line]], dict[int, Head]]:
    """The lines with headings as such, those cut in two where a heading and its text stand on one; and the heads."""
    title = levels.pop(-1, None)
    pieces: list[tuple[int, Line]] = []
    heads: dict[int, Head] = {}
    for at, seen in enumerate(lines):
        headline = found.get(at)
        line = seen.line
        if headline is None:
            under = at - 1 in found and _UNDERLINE.match(seen.text.rstrip("\r\n")) is not None
            hidden = replace(line, kind=BlockKind.RULE, content=line.start, marker="", indent=0)
            pieces.append((seen.number, hidden if under and line.kind is not BlockKind.CODE else line))
            continue
        if headline.rank:
            level = 1 if at == title else levels[headline.rank]
            heads[line.start] = Head(level, headline.number if level > 1 else None, headline.title, _id(seen, headline))
        pieces += [(seen.number, part) for part in _parts(seen, headline)]
    return pieces, heads


def _id(seen: Seen, headline: Headline) -> str | None:
    written = heading_id(seen.text[headline.begin :].rstrip("\r\n")) if "{" in seen.text else None
    return written if written and CLAUSE_ID.fullmatch(written) else None


def _parts(seen: Seen, headline: Headline) -> Iterator[Line]:
    """The heading of a line, the marks that close it, and the text that follows on the same line."""
    start = seen.line.start
    body = start + max(headline.body, headline.end)
    end = start + headline.end if headline.body or headline.rank else seen.line.end
    end = seen.line.end if not seen.text[end - start :].strip(_SP + "\r\n") else end
    yield Line(BlockKind.HEADING, start, end, start + headline.begin)
    if end < min(body, seen.line.end):
        yield Line(BlockKind.RULE, end, min(body, seen.line.end), end)
    if body < seen.line.end:
        yield Line(BlockKind.PARAGRAPH, body, seen.line.end, body)
