"""Cross references: `[](#id)` with the words it is shown as, and those written out, 「第4条の2第1項」, “Article 4”."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from publisher.model import BlockKind, Clause, ClauseId, Document, Language, Number, NumberKind
from publisher.parsing.inline import parse_inline
from publisher.parsing.numbers import parse_integer, parse_number

JA = Language("ja")
_INT = r"(?:[0-9０-９]{1,4}|[〇一二三四五六七八九十百千]{1,7})"
_NO_COUNT = r"(?![0-9０-９〇一二三四五六七八九十百千日年月週歳円人件個回種点つ時分％%])"  # 「第1条の30日」
_ARTICLE = re.compile(
    rf"(?P<number>第{_INT}条(?:の{_INT}{_NO_COUNT})*)(?:第(?P<paragraph>{_INT})項)?(?:(?:各号|第(?P<item>{_INT})号))?"
)
_ENGLISH = re.compile(
    r"\b(?P<number>(?:Article|Section|Clause)[ \t]+[0-9]{1,4}(?:\.[0-9]{1,3}){0,3}(?:-[0-9]{1,3}){0,3})(?![0-9])"
)
# Words after which 「第2条」 is an article of a statute or of another document, and words that carry that over.
_OTHER_DOCUMENT = re.compile(r"(?:法|法律|令|規則|条例|規約|約款|契約|規程|憲法|条約|ガイドライン|告示|[)）])\s?\Z")
_THIS_DOCUMENT = re.compile(r"本(?:規約|約款|契約|規程|規則|ガイドライン)\Z")
_JOINED = re.compile(
    r"(?:\s|、|・|,|及び|並びに|又は|若しくは|から|まで|第[0-9０-９一二三四五六七八九十百]+[項号]|and|or|to)*\Z"
)
_OF_ANOTHER = re.compile(
    r"(?:\([0-9a-z]+\)|,?\s+(?:sub)?(?:paragraph|item)s?\s\(?[0-9a-z]+\)?|,|\s(?:and|or|to)\b)*"
    r"\s(?:of\s(?:the\s)?(?!this\b)[A-Z]|(?:GDPR|CCPA|APPI|UK|EU)\b)"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link at `source[start]`: `target` is an address, or `#id` for a clause; without words its number is shown."""

    target: str
    words: str
    start: int
    line: int

    @property
    def clause_id(self) -> ClauseId | None:
        """The clause of this text that the link leads to, or None for an address."""
        return ClauseId(self.target[1:]) if self.target.startswith("#") else None


@dataclass(frozen=True, slots=True)
class Written:
    """A reference written out, at `source[start:end]`: to an article of this text, its paragraph and item if named."""

    number: Number
    paragraph: int | None
    item: int | None
    start: int
    end: int
    line: int


_SAFE_TARGET = re.compile(r"(?:https?:|mailto:|tel:)\S+|#\S+|/[^/\s]\S*|/", re.I)

_Placed = TypeVar("_Placed", Link, Written)


def is_safe_target(target: str) -> bool:
    """Whether a page may link to an address that a text gives: the web, mail, telephone, or this site."""
    return _SAFE_TARGET.fullmatch(target) is not None


def links(document: Document) -> Iterator[Link]:
    """The links in order, to clauses and to addresses; none in code."""
    for start, text, line in _texts(document):
        runs = [run for run in parse_inline(document.source, start, start + len(text)) if run.target]
        for target, group in groupby(runs, key=lambda run: run.target):
            parts = list(group)
            at = parts[0].start
            words = "".join(run.text for run in parts).strip()
            yield Link(target, words, at, line + _lines_before(text, at - start))


def written(document: Document) -> Iterator[Written]:
    """The references written out, in order, those to statutes and other documents left out; none in headings."""
    pattern = _ARTICLE if document.language == JA else _ENGLISH
    for start, text, line in _texts(document, headings=False):
        other_ends = -1
        for match in pattern.finditer(text):
            if _is_of_another(text, match, other_ends):
                other_ends = match.end()
                continue
            number = parse_number(match["number"])
            if number is not None:
                at = line + _lines_before(text, match.start())
                yield Written(number[0], *_parts(match), start + match.start(), start + match.end(), at)


def by_clause(document: Document, found: Iterable[_Placed]) -> dict[int, list[_Placed]]:
    """Links or references by the `start` of the clause in which they stand; an empty list for a clause without."""
    starts = [clause.start for clause in document.clauses]
    groups: dict[int, list[_Placed]] = {start: [] for start in starts}
    for item in found:
        groups[starts[bisect_right(starts, item.start) - 1]].append(item)
    return groups


def label(document: Document, clause: Clause) -> str:
    """A clause as other clauses speak of it.

    「第2条」「第2条第1項」「2. 利用目的」, “Article 2, paragraph 1”, “Section 2(1)”. A clause without a number is named
    by its title in quotation marks.
    """
    path = [clause]
    while (parent := document.parent(path[0])) is not None:
        path.insert(0, parent)
    if clause.number is None:
        return _quoted(clause.title or document.title, document.language)
    numbers = [part.number for part in path if part.number is not None]
    first = next((i for i in range(len(numbers) - 1, -1, -1) if _stands_alone(numbers[i])), 0)
    chain = numbers[first:]
    if document.language == JA:
        return _japanese(chain, clause)
    return _english(chain)


def _stands_alone(number: Number) -> bool:
    return number.kind is NumberKind.ARTICLE or len(number.values) > 1


def _japanese(chain: list[Number], clause: Clause) -> str:
    if chain[0].kind is not NumberKind.ARTICLE:
        bare = "".join(number.label.rstrip(".．、") for number in chain[:-1]) + chain[-1].label
        return _quoted(f"{bare} {clause.title}".strip(), JA)
    words = chain[0].label.rstrip(".．、")
    for number in chain[1:]:
        unit = "号" if number.kind in {NumberKind.PAREN, NumberKind.KANJI} else "項"
        words += f"第{number.values[-1]}{unit}" + "".join(f"の{branch}" for branch in number.branch)
    return words


def _english(chain: list[Number]) -> str:
    head = chain[0].label.rstrip(".:")
    is_article = chain[0].kind is NumberKind.ARTICLE
    words = head if head[:1].isalpha() else f"Section {head}"
    for number in chain[1:]:
        value = ".".join(str(v) for v in number.values)
        if not is_article:
            words += f"({value})"
        else:
            words += f", item ({value})" if number.kind is NumberKind.PAREN else f", paragraph {value}"
    return words


def _quoted(words: str, language: Language) -> str:
    return f"「{words}」" if language == JA else f"“{words}”"


def _texts(document: Document, headings: bool = True) -> Iterator[tuple[int, str, int]]:
    """Each run of wording with its offset and line."""
    for clause in document.clauses:
        for block in clause.blocks:
            if block.kind is BlockKind.CODE or (block.kind is BlockKind.HEADING and not headings):
                continue
            yield block.content, document.source[block.content : block.end], block.line


def _lines_before(text: str, offset: int) -> int:
    return len(re.findall(r"\r\n|\r|\n", text[:offset]))


def _parts(match: re.Match[str]) -> tuple[int | None, int | None]:
    groups = match.groupdict()
    paragraph, item = groups.get("paragraph"), groups.get("item")
    return (parse_integer(paragraph) if paragraph else None, parse_integer(item) if item else None)


def _is_of_another(text: str, match: re.Match[str], other_ends: int) -> bool:
    """Whether the reference is to another document: 「民法第548条」, “Article 6 of the GDPR”, or joined to one."""
    before = text[max(match.start() - 12, 0) : match.start()]
    if _OF_ANOTHER.match(text, match.end()):
        return True
    if _OTHER_DOCUMENT.search(before) and not _THIS_DOCUMENT.search(before):
        return True
    return other_ends >= 0 and _JOINED.fullmatch(text, other_ends, match.start()) is not None
