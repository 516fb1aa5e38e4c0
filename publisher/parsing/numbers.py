"""Clause numbers as people write them: 第4条の2, １．, (1), 4.1, Article 4, 一、."""

import re

from publisher.model import Number, NumberKind

_KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_KANJI_UNITS = {"十": 10, "百": 100, "千": 1000}
_DIGITS = "0-9０-９"
_KANJI = "〇一二三四五六七八九十百千"
_INT = rf"(?:[{_DIGITS}]{{1,4}}|[{_KANJI}]{{1,7}})"
_SPACE = r"[ \t\u3000]*"

_ARTICLE = re.compile(rf"第({_INT})条((?:の{_INT})*){_SPACE}")
_ENGLISH = re.compile(
    r"(Article|Section|Clause)[ \t]+([0-9]{1,4}(?:\.[0-9]{1,3}){0,3})((?:-[0-9]{1,3}){0,3})(?:[.:]|(?=[ \t(]|$))[ \t]*",
    re.I,
)
_DECIMAL = re.compile(
    rf"([{_DIGITS}]{{1,4}}(?:[.．][{_DIGITS}]{{1,3}}){{0,3}})((?:の{_INT})*)"
    rf"(?:[.．](?![{_DIGITS}]){_SPACE}|[ \t\u3000]+|[、)）]{_SPACE})"
)
_PAREN = re.compile(rf"[(（]({_INT})[)）]((?:の{_INT})*){_SPACE}")
_KANJI_LIST = re.compile(rf"([{_KANJI}]{{1,4}})(?:[、．.]{_SPACE}|[ \t\u3000]+)")


def parse_integer(text: str) -> int:
    """The value of ASCII, full-width or 漢数字 digits up to 9999. Raises ValueError for anything else.

    Unlike `int()` it accepts no other script's digits, signs, spaces or underscores.
    """
    if re.fullmatch(rf"[{_DIGITS}]{{1,4}}", text):
        return int(text.translate({0xFF10 + d: 0x30 + d for d in range(10)}))
    if not re.fullmatch(rf"[{_KANJI}]+", text):
        raise ValueError(f"{text!r} is not a number")
    if not any(unit in text for unit in _KANJI_UNITS):  # positional: 二〇二一
        return int("".join(str(_KANJI_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for character in text:
        if character in _KANJI_UNITS:
            total += (digit or 1) * _KANJI_UNITS[character]
            digit = 0
        else:
            digit = _KANJI_DIGITS[character]
    return total + digit


def parse_number(text: str) -> tuple[Number, int] | None:
    """The number at the start of `text` and the offset at which the rest begins, or None where there is no number."""
    for read in (_article, _english, _decimal, _paren, _kanji_list):
        found = read(text)
        if found is not None:
            return found
    return None


def split_heading(text: str) -> tuple[Number | None, str]:
    """A heading's number and its title; the brackets of 第4条（見出し） and “Article 4 (Heading)” are taken off."""
    found = parse_number(text)
    if found is None:
        return None, text.strip()
    number, rest = found
    title = text[rest:].strip(" \t\u3000")
    if number.kind is NumberKind.ARTICLE:
        title = re.sub(r"^[（(](.*)[）)]$", r"\1", title)
    return number, title


def _article(text: str) -> tuple[Number, int] | None:
    match = _ARTICLE.match(text)
    return _number(NumberKind.ARTICLE, match, [match[1]], match[2]) if match else None


def _english(text: str) -> tuple[Number, int] | None:
    match = _ENGLISH.match(text)
    if match is None:
        return None
    kind = NumberKind.DECIMAL if match[1].lower() == "section" else NumberKind.ARTICLE
    return _number(kind, match, match[2].split("."), match[3].replace("-", "の"))


def _decimal(text: str) -> tuple[Number, int] | None:
    match = _DECIMAL.match(text)
    return _number(NumberKind.DECIMAL, match, re.split("[.．]", match[1]), match[2]) if match else None


def _paren(text: str) -> tuple[Number, int] | None:
    match = _PAREN.match(text)
    return _number(NumberKind.PAREN, match, [match[1]], match[2]) if match else None


def _kanji_list(text: str) -> tuple[Number, int] | None:
    match = _KANJI_LIST.match(text)
    return _number(NumberKind.KANJI, match, [match[1]], "") if match else None


def _number(kind: NumberKind, match: re.Match[str], values: list[str], branch: str) -> tuple[Number, int]:
    number = Number(
        kind=kind,
        values=tuple(parse_integer(value) for value in values),
        branch=tuple(parse_integer(value) for value in branch.split("の") if value),
        label=match[0].strip(" \t\u3000"),
    )
    return number, match.end()
