"""What a line of a foreign text opens with: a number, a marker, a caption; and whether it reads as a title."""

import re
from dataclasses import dataclass
from enum import StrEnum

from publisher.importing.cleaning import width
from publisher.model import BlockKind, Number, NumberKind
from publisher.parsing import parse_number, visible_text
from publisher.parsing.lines import classify

CAPTION = re.compile(r"[(（][^()（）]{1,40}[)）]")
_CHAPTER = re.compile(r"第[0-9０-９一二三四五六七八九十百]{1,4}[章部節編款](?![^\s　(（]{0,3}[にのをはがで、])")
_SPECIAL = re.compile(
    r"(?:附\s*則|付\s*則|別\s*[表紙]\s*[0-9０-９一二三四五六七八九十]{0,3}|"
    r"Supplementary provisions?|Appendix(?: [A-Z0-9]+)?|(?:Annex|Schedule) [A-Z0-9]+)(?:[\s　]*[(（].{1,40}[)）])?",
    re.I,
)
_REFERENCE = re.compile(
    r"(?:第[0-9０-９一二三四五六七八九十]{1,4}[項号]|[のにはをがともや、。，,)）」及並又若各等]|から|まで|より|または|もしくは|ないし|乃至)"
)
_REFERENCE_IN_ENGLISH = re.compile(r"(?:of|and|or|to|above|below|shall|applies|does|is)\b|[,;)]")
_WHOLLY_STRONG = re.compile(r"\*\*([^*]+)\*\*")
_DIGIT_RUN = re.compile(r"[0-9]+|[０-９]+|[一二三四五六七八九十百〇]+|[a-z]+|[A-Z]+|[ァ-ヶア-ン]|[①-⑳㉑-㉟]")
_SENTENCE_END = re.compile(r"[。．.!！?？;；:：、,，][」』)）\"”’]*\Z")
_BULLETS = "-*+・•●∘○◯■□◆◇※"
_HEADED = re.compile(r"(?:[■◆●□◇][\s　]*\S.*|[【〔［<＜《].+[】〕］>＞》])\Z")
_LONGEST_TITLE = 64
_MOST_WORDS = 14


class Script(StrEnum):
    """How the digits of a number are written; two lists of different script are different lists."""

    ASCII = "0"
    FULL = "０"
    KANJI = "一"
    LOWER = "a"
    UPPER = "A"
    KANA = "ア"
    CIRCLED = "①"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a line opens with. `style` is the same for the members of one list; `rest` is the text after it.

    `marker` is empty where the text format has no such list marker (`1.1`, `第1条`), and `value` None for a bullet.
    """

    style: str
    rest: str
    marker: str = ""
    value: int | None = None
    number: Number | None = None


def bare(text: str) -> str:
    """A line for judging it: without the strong marks around the whole of it."""
    match = _WHOLLY_STRONG.fullmatch(text.strip(" \t\u3000"))
    return match[1] if match else text.strip(" \t\u3000")


def opening(text: str) -> Opening | None:
    """What `text` opens with, or None for running text."""
    text = bare(text)
    return _numbered(text) or _listed(text)


def article(text: str) -> tuple[Number, int] | None:
    """The number of a line that opens an article (第1条, Article 1), not of one that refers to it, and its length."""
    text = bare(text)
    if not text.startswith(("第", "Article", "ARTICLE", "Section", "SECTION", "Clause")):
        return None
    found = parse_number(text)
    if found is None:
        return None
    rest = text[found[1] :]
    spaced = text[found[1] - 1] in " \t\u3000"
    if text.startswith("第"):
        return None if _REFERENCE.match(rest) and not spaced else found
    return None if _REFERENCE_IN_ENGLISH.match(rest) else found


def refers(text: str) -> bool:
    """Whether a line that opens with (1) or ① may as well go on with a sentence: (1)に定める."""
    found = _listed(text)
    return found is not None and found.value is not None and _REFERENCE.match(found.rest) is not None


def is_chapter(text: str) -> bool:
    """Whether the line is the heading of a chapter: 第1章 総則."""
    return bool(_CHAPTER.match(bare(text))) and reads_as_title(text)


def is_special(text: str) -> bool:
    """Whether the line is 附則, 別表, Appendix A or the like, alone."""
    return _SPECIAL.fullmatch(bare(text)) is not None


def is_headed(text: str) -> bool:
    """Whether the line is dressed as a heading without a number: 【…】, ■…, or wholly strong."""
    dressed = _WHOLLY_STRONG.fullmatch(text.strip()) or _HEADED.match(bare(text))
    return dressed is not None and reads_as_title(text)


def reads_as_title(text: str) -> bool:
    """Whether a line could be a heading: short, and not a sentence."""
    text = visible_text(text).strip(" \t\u3000")
    if not text or width(text) > _LONGEST_TITLE or _SENTENCE_END.search(text):
        return False
    japanese = re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text)
    return bool(japanese) or (len(text.split()) <= _MOST_WORDS and bool(re.search(r"[A-Za-z]", text)))


def ends_sentence(text: str) -> bool:
    """Whether a line ends with a mark that ends or introduces something."""
    return re.search(r"[。．.!！?？;；:：][」』)）\"”’]*\Z", bare(text)) is not None


def _numbered(text: str) -> Opening | None:
    found = parse_number(text)
    if found is None or found[0].kind is NumberKind.ARTICLE or (text[0].isalpha() and text[0].isascii()):
        return None
    number, end = found
    line = classify(text, 0, len(text))
    marker = line.marker if line.kind is BlockKind.ITEM else ""
    return Opening(_style(number.label), text[line.content if marker else end :], marker, number.values[-1], number)


def _listed(text: str) -> Opening | None:
    line = classify(text, 0, len(text))
    if line.kind is not BlockKind.ITEM:
        return None
    rest = text[line.content :]
    if line.marker in _BULLETS:
        return Opening(line.marker, rest, line.marker)
    return Opening(_style(line.marker), rest, line.marker, _ordinal(line.marker))


def _style(label: str) -> str:
    """The label with its digits replaced by what script they are: `(１)` and `(２)` have one style, `（1）` another."""
    return _DIGIT_RUN.sub(lambda match: _script(match[0]).value, label)


def _script(digits: str) -> Script:
    first = digits[0]
    for script, characters in _SCRIPTS:
        if first in characters:
            return script
    return Script.NONE


def _ordinal(marker: str) -> int | None:
    match = _DIGIT_RUN.search(marker)
    if match is None:
        return None
    character = match[0][0]
    for _, characters in _SCRIPTS[2:]:
        if character in characters:
            return characters.index(character) + 1
    return None


_SCRIPTS = (
    (Script.ASCII, "0123456789"),
    (Script.FULL, "０１２３４５６７８９"),
    (Script.KANJI, "一二三四五六七八九十百〇"),
    (Script.LOWER, "abcdefghijklmnopqrstuvwxyz"),
    (Script.UPPER, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    (Script.KANA, "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"),
    (Script.CIRCLED, "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟"),
)
