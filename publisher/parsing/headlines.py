"""Headlines: which line of a text that knows no headings, or other ones than ours, is one."""

import re
from dataclasses import dataclass
from functools import lru_cache

from publisher.model import BlockKind, Number
from publisher.parsing.lines import Line
from publisher.parsing.numbers import parse_number, split_heading

_INT = r"[0-9０-９〇一二三四五六七八九十百]{1,4}"
_SP = r"[ \t\u3000]"
_CHAPTER = re.compile(rf"第{_SP}?{_INT}{_SP}?([編章節款])(?!{_SP}{{0,3}}[にのをはがで、])")
_DIVISIONS = "編章節款"
MAY_OPEN = frozenset("第附付前別改制ASCPaspc")
"""What a line begins with that `opens` is worth asking about."""
_SPECIAL = re.compile(
    rf"(?:[附付]{_SP}*則|前{_SP}*文|別{_SP}*[表紙]{_SP}*{_INT}?|改定履歴|制定・改定日?|"
    r"Supplementary provisions?|Preamble|Appendix(?: [A-Z0-9]+)?|(?:Annex|Schedule) [A-Z0-9]+)"
    rf"{_SP}*(?:[(（].{{1,40}}[)）])?",
    re.I,
)
_SPACED = re.compile(rf"\A第{_SP}({_INT}){_SP}条")
_REFERS = re.compile(
    rf"(?:{_SP}?第{_INT}[項号]|{_SP}?[のにはをがともや、。，,)）」及並又若各等ま]|から|より|または|ないし|乃至|違反|関係)"
)
_REFERS_IN_ENGLISH = re.compile(r"(?:of|and|or|to|above|below|shall|applies|does|is|are|was|will|may)\b|[,;)]")
_ROMAN = re.compile(
    r"(?:ARTICLE|Article|SECTION|Section|PART|Part|CHAPTER|Chapter)[ \t]+(?:[IVXLC]{1,7}|[A-Z])\b[.:—–-]?"
)
_PART = re.compile(r"(?:PART|Part|CHAPTER|Chapter)[ \t]+[0-9]{1,3}\b[.:—–-]?")
_CAPTION = re.compile(r"[(（【〔][^()（）【】〔〕]{1,40}[)）】〕]")
_SENTENCE_END = re.compile(r"[。．.!！;；:：、,，][」』)）\"”’]*\Z")
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_DRESSED = re.compile(r"(?:[■◆●□◇▼◎]" + _SP + r"*\S.*|[【〔［<＜《≪].+[】〕］>＞》≫])\Z")
_LONGEST_JAPANESE, _LONGEST, _MOST_WORDS = 32, 80, 14


@dataclass(frozen=True, slots=True)
class Opening:
    """How a headline opens: its number, where its title begins and ends in the line, and how deep it stands.

    What follows `end` is text of the clause. Of two headlines the one with the smaller `rank` holds the other.
    """

    number: Number | None
    begin: int
    end: int
    rank: int


@lru_cache(maxsize=20_000)
def opens(line: str) -> Opening | None:
    """A line, stripped, that says by its own words that it is a headline: 第1章, 第1条, Article 1, 附則."""
    if line.startswith("第"):
        chapter = _CHAPTER.match(line)
        if chapter and reads_as_title(line[chapter.end() :] or "—"):
            return Opening(None, 0, len(line), 10 + _DIVISIONS.index(chapter[1]))
        return _article(line)
    if _SPECIAL.fullmatch(line):
        return Opening(None, 0, len(line), 10)
    roman = _ROMAN.match(line) or _PART.match(line)
    if roman and (roman.end() == len(line) or reads_as_title(line[roman.end() :])):
        return Opening(None, 0, len(line), 15)
    return _english(line)


def is_special(title: str) -> bool:
    """Whether a title is that of a part that numbered texts have besides: 附則, 別表, Appendix A."""
    return _SPECIAL.fullmatch(title.strip()) is not None


def is_caption(line: str) -> bool:
    """Whether a line is the caption that statutes put above an article: （目的）."""
    return _CAPTION.fullmatch(line) is not None and not re.fullmatch(rf".(?:{_INT}|[a-zA-Z]|[ァ-ヶ]).", line)


def is_dressed(line: str) -> bool:
    """Whether a line is dressed as a headline: 【…】, ■…, or all in capitals."""
    words = line.split()
    capitals = line.isupper() and len(line) > 2 and len(words) <= _MOST_WORDS and not _JAPANESE.search(line)
    return (_DRESSED.match(line) is not None or capitals) and reads_as_title(line)


def reads_as_title(text: str) -> bool:
    """Whether a text could be a title: short, and not a sentence."""
    text = text.strip(" \t\u3000")
    if not text or len(text) > _LONGEST or _SENTENCE_END.search(text):
        return False
    if _JAPANESE.search(text):
        return len(text) <= _LONGEST_JAPANESE
    return len(text.split()) <= _MOST_WORDS


def _article(line: str) -> Opening | None:
    tight = _SPACED.sub(r"第\1条", line, count=1)  # 第 1 条
    found, shift = parse_number(tight), len(line) - len(tight)
    if found is None:
        return None
    number, end = found[0], found[1] + shift
    spaced = line[end - 1] in " \t\u3000"
    rest = line[end:]
    if _REFERS.match(rest) and not spaced:
        return None
    caption = _CAPTION.match(rest)
    if caption:
        end += caption.end()
    elif reads_as_title(rest):
        end = len(line)
    elif not spaced:
        return None
    return Opening(number, 0, end, 20)


def _english(line: str) -> Opening | None:
    found = parse_number(line) if line[:3].lower() in ("art", "sec", "cla") else None
    if found is None or _REFERS_IN_ENGLISH.match(line[found[1] :]):
        return None
    rest = line[found[1] :].lstrip("-–—: ")
    if rest[:1].islower():
        return None
    caption = _CAPTION.match(line[found[1] :])
    whole = not rest or reads_as_title(rest.rstrip("."))
    end = len(line) if whole else found[1] + (caption.end() if caption else 0)
    return Opening(found[0], 0, end, 20)


@dataclass(frozen=True, slots=True)
class Seen:
    """A line with its number and its text."""

    number: int
    line: Line
    text: str
    bare: str
    """The text without the white space around it."""

    @property
    def blank(self) -> bool:
        """Whether nothing is to be read here."""
        return self.line.kind in (BlockKind.BLANK, BlockKind.RULE)

    @property
    def may_head(self) -> bool:
        """Whether a line that is neither markup nor code may be a headline."""
        return self.line.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) and self.line.indent < 4


@dataclass(frozen=True, slots=True)
class Headline:
    """A line that heads a clause: how deep it stands (1 to 6 in Markdown), and offsets in the line of where its
    wording begins and ends, and of where the clause's own text begins."""

    rank: int
    begin: int
    end: int
    body: int
    title: str
    number: Number | None = None


Found = dict[int, Headline]


def seen_line(number: int, line: Line, source: str) -> Seen:
    text = source[line.start : line.end]
    return Seen(number, line, text, text.strip("\ufeff \t\u3000\r\n"))


def made_headline(rank: int, begin: int, end: int, body: int, title: str) -> Headline:
    number, words = split_heading(title.strip("*_ "))
    return Headline(rank, begin, end, body, words, number)


def plain_headline(seen: Seen, rank: int) -> Headline:
    begin = len(seen.text) - len(seen.text.lstrip("\ufeff \t\u3000"))
    return made_headline(rank, begin, len(seen.text), len(seen.text), seen.bare)
