"""The facts in a clause that must be the same in each language and not change unseen: figures, dates, links, tables."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from publisher.dates import find_dates, year_of_era
from publisher.model import BlockKind, Clause, Document
from publisher.parsing.inline import visible_text
from publisher.parsing.lines import split_lines
from publisher.parsing.numbers import parse_integer
from publisher.parsing.references import Link

_WIDE = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {0xFF0C: 0x2C, 0xFF0E: 0x2E, 0xFF05: 0x25}
_NUMBER = re.compile(r"(?<![0-9.])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_URL = re.compile(r"(?:https?://|mailto:)[^\s<>()（）「」、。]+|[^\s@<>()（）「」、。]+@[^\s@<>()（）「」、。]+")
_REFERENCE = re.compile(
    r"第[0-9〇一二三四五六七八九十百千]+(?:条|項|号|章|節)(?:の[0-9一二三四五六七八九十]+)*"
    r"|\b(?:Articles?|Sections?|Clauses?|paragraphs?|items?|Items?|subparagraphs?)\s+\(?[0-9][0-9.-]*\)?"
    r"(?:(?:,|\s+and|\s+or|\s+to|,\s+and)\s+\(?[0-9][0-9.]*\)?(?![0-9]*\s+[a-z]))*"
)
_LAW = re.compile(
    r"(?:明治|大正|昭和|平成|令和)(?:元|[0-9]+)年[^、。（）]{0,12}第[0-9]+号|\(?Act No\. ?[0-9]+ of [0-9]{4}\)?"
)
_ERA_YEAR = re.compile(r"(明治|大正|昭和|平成|令和)(元|[0-9]{1,2})(?=年)")
_KANJI_COUNT = re.compile(
    r"([一二三四五六七八九十百千]{1,5})(?=(?:歳|日|か月|ヶ月|カ月|箇月|年|週|回|営業日|時間|円|人|名|%|％))"
)
_SKIPPED = frozenset({BlockKind.BLANK, BlockKind.CODE, BlockKind.TABLE_RULE, BlockKind.TABLE_DATA, BlockKind.QUOTE})


@dataclass(frozen=True, slots=True)
class Facts:
    """Multisets of the facts in one clause. `dates` are full dates; `numbers` what is left, as written in ASCII."""

    numbers: Counter[str]
    dates: Counter[date]


def facts(document: Document, clause: Clause) -> Facts:
    """The numbers and dates in a clause's wording; headings, markers, references, addresses and law numbers aside."""
    words = "\n".join(visible_text(line) for line in _wordings(document, clause)).translate(_WIDE)
    found = find_dates(words)
    days = Counter(item.day for item in found if item.day)
    for item in reversed(found):
        words = f"{words[: item.start]} {words[item.end :]}"
    for pattern in (_URL, _LAW, _REFERENCE):
        words = pattern.sub(" ", words)
    words = _ERA_YEAR.sub(lambda match: f" {year_of_era(match[1], match[2])}", words)
    words = _KANJI_COUNT.sub(lambda match: str(parse_integer(match[1])), words)
    return Facts(Counter(number.replace(",", "") for number in _NUMBER.findall(words)), days)


def table_shapes(document: Document, clause: Clause) -> list[tuple[int, int]]:
    """Rows and columns of each pipe table of a clause, its head counted as a row."""
    shapes: list[tuple[int, int]] = []
    open_table = False
    for block in clause.blocks:
        if block.kind is BlockKind.TABLE_ROW:
            columns = document.text(block).replace("\\|", "").strip().strip("|").count("|") + 1
            if open_table:
                shapes[-1] = (shapes[-1][0] + 1, shapes[-1][1])
            else:
                shapes.append((1, columns))
        is_rule = block.kind is BlockKind.TABLE_RULE
        open_table = block.kind is BlockKind.TABLE_ROW or (is_rule and open_table)
    return shapes


def items(clause: Clause) -> Counter[int]:
    """How many items stand at each depth of a clause."""
    return Counter(block.depth for block in clause.blocks if block.kind is BlockKind.ITEM)


def targets(links: list[Link]) -> Counter[str]:
    """Where links lead, the language in a path (`/ja/`) aside."""
    return Counter(re.sub(r"(?<=[/.=])(?:ja|en)(?=[/.&#]|$)", "*", link.target) for link in links)


def addresses(document: Document, clause: Clause) -> Counter[str]:
    """The web and mail addresses that stand in a clause."""
    found = (address for words in _wordings(document, clause) for address in _URL.findall(words))
    return Counter(address.rstrip(".,;:") for address in found)


def _wordings(document: Document, clause: Clause) -> Iterator[str]:
    for block in clause.blocks:
        if block.kind in _SKIPPED or block.kind is BlockKind.HEADING or block.kind is BlockKind.DEFINITION:
            continue
        text = document.wording(block)
        yield from (text[start:end].strip() for start, end in split_lines(text))
