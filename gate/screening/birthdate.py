"""From three typed fields (or one pasted date) to a date, or to what is wrong with which field."""

import enum
from dataclasses import dataclass
from datetime import date

from gate.screening import eras, months, pasted
from gate.screening.eras import Year
from gate.screening.numerals import normalised

MAX_CHARACTERS = 40
"""Longer input is not read at all."""
OLDEST_YEARS = 130
"""A birth longer ago than this is taken for a slip of the finger."""


class Field(enum.StrEnum):
    """The three inputs of the question."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


class Fault(enum.StrEnum):
    """What is wrong with a field. None of these locks anything: a slip is not an answer."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    TWO_DIGIT_YEAR = "two_digit_year"
    AMBIGUOUS = "ambiguous"
    NO_SUCH_DAY = "no_such_day"
    BEFORE_ERA = "before_era"
    FUTURE = "future"
    TOO_LONG_AGO = "too_long_ago"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What a person typed, as it came. Never stored, never logged; `repr` shows nothing of it."""

    year: str = ""
    month: str = ""
    day: str = ""

    def __repr__(self) -> str:
        return "Typed(…)"


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One fault of one field. At most one for each field."""

    field: Field
    fault: Fault


Mistakes = tuple[Mistake, ...]


def read(typed: Typed, today: date) -> date | Mistakes:
    """The date of birth that `typed` means, or its mistakes: the missing before the impossible before the rest.

    `today` is the current date in the policy's zone. Dates after it, or more than 130 years before it, are mistakes.
    """
    fields = [normalised(text)[: MAX_CHARACTERS + 1] for text in (typed.year, typed.month, typed.day)]
    filled = [i for i, text in enumerate(fields) if text]
    if len(filled) == 1 and pasted.looks_whole(fields[filled[0]]):
        return _whole(fields[filled[0]], list(Field)[filled[0]], today)
    if len(filled) < 3:
        return tuple(Mistake(field=f, fault=Fault.MISSING) for f, text in zip(Field, fields, strict=True) if not text)
    return _three(fields[0], fields[1], fields[2], today)


def _whole(text: str, field: Field, today: date) -> date | Mistakes:
    try:
        parts = pasted.split(text)
    except pasted.AmbiguousDateError:
        return (Mistake(field=field, fault=Fault.AMBIGUOUS),)
    if parts is None:
        return (Mistake(field=field, fault=Fault.UNREADABLE),)
    found = _three(*parts, today)
    if isinstance(found, date):
        return found
    return (Mistake(field=field, fault=found[0].fault),)


def _three(year_text: str, month_text: str, day_text: str, today: date) -> date | Mistakes:
    year = _year(year_text)
    month = months.month(month_text)
    day = months.day(day_text)
    faults: list[Mistake] = []
    if isinstance(year, Fault):
        faults.append(Mistake(field=Field.YEAR, fault=year))
    if month is None:
        faults.append(Mistake(field=Field.MONTH, fault=Fault.UNREADABLE))
    if day is None:
        faults.append(Mistake(field=Field.DAY, fault=Fault.UNREADABLE))
    if isinstance(year, Fault) or month is None or day is None:
        return tuple(faults)
    return _date(year, month, day, today)


def _year(text: str) -> Year | Fault:
    if len(text) > MAX_CHARACTERS:
        return Fault.UNREADABLE
    try:
        return eras.year(text) or Fault.UNREADABLE
    except eras.TwoDigitYearError:
        return Fault.TWO_DIGIT_YEAR


def _date(year: Year, month: int, day: int, today: date) -> date | Mistakes:
    try:
        born = date(year.gregorian, month, day)
    except ValueError:
        return (Mistake(field=Field.DAY, fault=Fault.NO_SUCH_DAY),)
    if year.era is not None and born < year.era.began:
        return (Mistake(field=Field.YEAR, fault=Fault.BEFORE_ERA),)
    if born > today:
        return (Mistake(field=Field.YEAR, fault=Fault.FUTURE),)
    if born < _years_before(today, OLDEST_YEARS):
        return (Mistake(field=Field.YEAR, fault=Fault.TOO_LONG_AGO),)
    return born


def _years_before(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - years, 3, 1)
    return day.replace(year=day.year - years)
