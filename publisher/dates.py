"""Dates as policies write them: in both calendars, in three scripts, in Japanese and in English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from publisher.model import Language
from publisher.parsing.numbers import parse_integer

# 元号を改める政令: the first day of each era. The Gregorian calendar counts from 1873-01-01 (明治6年).
_ERAS = (
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 10, 23)),
)
_FIRST_YEARS = {name: begins.year for kanji, letter, begins in _ERAS for name in (kanji, letter)}
_SPRING = ("January", "February", "March", "April", "May", "June")
_MONTHS = (*_SPRING, "July", "August", "September", "October", "November", "December")
_MONTH_NAMES = {name[:length].lower(): i for i, name in enumerate(_MONTHS, 1) for length in (3, len(name))}
_MONTH_NAMES["sept"] = 9

_D = "[0-9０-９]"
_N = rf"(?:{_D}{{1,2}}|[一二三四五六七八九十]{{1,3}})"
_S = r"[ \t\u3000]{0,2}"
_YEAR = rf"(?P<year>(?<!{_D}){_D}{{4}}|[一二][〇一二三四五六七八九]{{3}})"
_ERA_YEAR = rf"(?P<era>令和|平成|昭和|大正|明治){_S}(?P<era_year>元|{_N})"
_MONTH = rf"(?P<name>{'|'.join(sorted(_MONTH_NAMES, key=len, reverse=True))})\b\.?"
_GLOSS = r"(?:[（(][^）)\n]{1,12}[）)])?"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"{_YEAR}{_S}年{_S}{_GLOSS}{_S}(?P<month>{_N}){_S}月{_S}(?P<day>{_N}){_S}日",
        rf"{_ERA_YEAR}{_S}年{_S}{_GLOSS}{_S}(?P<month>{_N}){_S}月{_S}(?P<day>{_N}){_S}日",
        rf"(?<!{_D})(?P<year>(?:19|20|１９|２０){_D}{_D})(?P<sign>[-/.．／－])(?P<month>{_D}{{1,2}})(?P=sign)(?P<day>{_D}{{1,2}})(?!{_D})",
        rf"(?<![A-Za-z0-9])(?P<era>[RHSTM])(?P<era_year>{_D}{{1,2}})"
        rf"(?P<sign>[./．])(?P<month>{_D}{{1,2}})(?P=sign)(?P<day>{_D}{{1,2}})(?!{_D})",
        rf"\b{_MONTH}{_S}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?{_S}(?P<year>[0-9]{{4}})\b",
        rf"\b(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?{_S}(?:of{_S})?{_MONTH},?{_S}(?P<year>[0-9]{{4}})\b",
    )
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text, at `text[start:end]`. `day` is None where the calendar has no such day (2月30日)."""

    day: date | None
    start: int
    end: int


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """The full dates in a text, in order.

    Forms: 2021年4月22日, 令和3年4月22日, 二〇二一年四月二十二日, R3.4.22, 2021-04-22, 2021/4/22, April 22, 2021,
    22 April 2021.
    """
    found: list[FoundDate] = []
    for item in sorted(_matches(text), key=lambda item: (item.start, -item.end)):
        if not found or item.start >= found[-1].end:
            found.append(item)
    return tuple(found)


def spoken(day: date, language: Language) -> str:
    """A day as a document says it: 「2021年4月22日（令和3年）」, “22 April 2021”."""
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日（{era_year(day)}）"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def era_year(day: date) -> str:
    """The year in the Japanese calendar, 「令和3年」, the first one 「令和元年」; before 1868 the year alone."""
    for name, _, begins in _ERAS:
        if day >= begins:
            year = day.year - begins.year + 1
            return f"{name}{'元' if year == 1 else year}年"
    return f"{day.year}年"


def year_of_era(era: str, count: str) -> int:
    """The Gregorian year: 2021 for 令和 and 3, 2019 for 令和 and 元. Raises KeyError for another era."""
    return _FIRST_YEARS[era.upper()] + (1 if count == "元" else parse_integer(count)) - 1


def _matches(text: str) -> Iterator[FoundDate]:
    for form in _FORMS:
        for match in form.finditer(text):
            day = _day(match)
            if day or "sign" not in match.groupdict():  # 2021-99-99 may be any number, 2月30日 is a mistake
                yield FoundDate(day, match.start(), match.end())


def _day(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    month = _MONTH_NAMES[parts["name"].lower()] if parts.get("name") else parse_integer(parts["month"])
    try:
        return date(_year(parts), month, parse_integer(parts["day"]))
    except ValueError:
        return None


def _year(parts: dict[str, str | None]) -> int:
    if parts.get("year"):
        return parse_integer(str(parts["year"]))
    return year_of_era(str(parts["era"]), str(parts["era_year"]))
