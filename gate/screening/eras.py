"""Years as people in Japan write them: Western years and the eras 明治 to 令和, by name, by initial or by square
sign.
"""

import re
from dataclasses import dataclass
from datetime import date

from gate.screening.numerals import KANJI, number


@dataclass(frozen=True, kw_only=True)
class Era:
    """An era and the first day that belongs to it (Gregorian)."""

    name: str
    short: str
    initial: str
    began: date


# 一世一元の詔 (明治改元, counted from 1 January of 慶応4年), the edicts of 1912, 1926 and 1989 and 元号を改める政令
# (2019).
ERAS = (
    Era(name="明治", short="明", initial="M", began=date(1868, 1, 25)),
    Era(name="大正", short="大", initial="T", began=date(1912, 7, 30)),
    Era(name="昭和", short="昭", initial="S", began=date(1926, 12, 25)),
    Era(name="平成", short="平", initial="H", began=date(1989, 1, 8)),
    Era(name="令和", short="令", initial="R", began=date(2019, 5, 1)),
)
_BY_SIGN = {sign: era for era in ERAS for sign in (era.name, era.short, era.initial)}

ERA_SIGNS = "(?:明治|大正|昭和|平成|令和|[明大昭平令]|[MTSHRmtshr])"
YEAR_NUMBER = f"(?:元|[0-9]+|[{KANJI}]+)"
WESTERN = "西暦"
_YEAR = re.compile(f"(?:{WESTERN} *|(?P<era>{ERA_SIGNS})[ .]*)?(?P<number>{YEAR_NUMBER}) *年?")


@dataclass(frozen=True, kw_only=True)
class Year:
    """A Gregorian year, and the era in which it was written, if any.

    A year after the era's end is read as it is meant: 平成31年 and 昭和94年 are both 2019.
    """

    gregorian: int
    era: Era | None = None


class TwoDigitYearError(ValueError):
    """A year of two digits without an era: 10 may be 2010, 1910 or 平成10年, so it is asked again."""


def year(text: str) -> Year | None:
    """The year that a folded `text` means, None where it means none; raises TwoDigitYearError rather than guess."""
    if text.isascii() and text.isdigit():
        return _western_year(text)
    match = _YEAR.fullmatch(text)
    if match is None:
        return None
    era = _BY_SIGN[match["era"].upper()] if match["era"] else None
    return _era_year(era, match["number"]) if era else _western_year(match["number"])


def _western_year(typed: str) -> Year | None:
    value = number(typed)
    if value is None:
        return None
    digits = len(typed) if typed.isascii() else len(str(value))
    if digits <= 2:
        raise TwoDigitYearError
    return Year(gregorian=value) if digits == 4 and value > 0 else None


def _era_year(era: Era, typed: str) -> Year | None:
    value = 1 if typed == "元" else number(typed)
    if value is None or not 1 <= value <= 199:
        return None
    return Year(gregorian=era.began.year + value - 1, era=era)
