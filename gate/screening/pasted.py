"""A whole date pasted into one field: 2010-05-03, 平成22年5月3日, H22.5.3, 3 May 2010, May 3, 2010, 20100503."""

import re

from gate.screening.eras import ERA_SIGNS, WESTERN, YEAR_NUMBER
from gate.screening.months import BY_NAME
from gate.screening.numerals import KANJI, number

_NUMBER = f"(?:[0-9]{{1,2}}|[{KANJI}]+)"
_NAME = "(?:" + "|".join(sorted(BY_NAME, key=len, reverse=True)) + r")\.?"
_ORDINAL_DAY = "[0-9]{1,2}(?:st|nd|rd|th)?"

_FORMS = (
    re.compile(
        f"(?P<y>(?:{WESTERN}|{ERA_SIGNS})?[ .]*{YEAR_NUMBER}) *年 *(?P<m>{_NUMBER}) *月 *(?P<d>{_NUMBER}) *日?"
        "(?: *生(?:まれ)?)?"
    ),
    re.compile(f"(?P<y>{ERA_SIGNS}[ .]*(?:元|[0-9]+))(?P<s>[-/. ]) ?(?P<m>[0-9]{{1,2}})(?P=s) ?(?P<d>[0-9]{{1,2}})"),
    re.compile("(?P<y>[0-9]{4})(?P<s>[-/. ]) ?(?P<m>[0-9]{1,2})(?P=s) ?(?P<d>[0-9]{1,2})"),
    re.compile("(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
    re.compile(f"(?P<d>{_ORDINAL_DAY})(?: of)?[ -](?P<m>{_NAME}),?[ -](?P<y>[0-9]{{2,4}})", re.IGNORECASE),
    re.compile(f"(?P<m>{_NAME})[ -](?P<d>{_ORDINAL_DAY}),?[ -] ?(?P<y>[0-9]{{2,4}})", re.IGNORECASE),
    re.compile(f"(?P<y>[0-9]{{4}})[ -](?P<m>{_NAME})[ -](?P<d>{_ORDINAL_DAY})", re.IGNORECASE),
)
_YEAR_LAST = re.compile("(?P<a>[0-9]{1,2})(?P<s>[-/. ]) ?(?P<b>[0-9]{1,2})(?P=s) ?(?P<y>[0-9]{4})")


class AmbiguousDateError(ValueError):
    """Day and month cannot be told apart, as in 03/04/2010: they are asked again, never guessed."""


def looks_whole(text: str) -> bool:
    """Whether `text` holds more than the one number that belongs into a field."""
    return any(form.fullmatch(text) for form in (*_FORMS, _YEAR_LAST))


def split(text: str) -> tuple[str, str, str] | None:
    """Year, month and day of a pasted date, still as text; None where there is none. Raises AmbiguousDateError."""
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            return match["y"], match["m"], match["d"]
    match = _YEAR_LAST.fullmatch(text)
    return _year_last(match["a"], match["b"], match["y"]) if match else None


def _year_last(first: str, second: str, year: str) -> tuple[str, str, str]:
    a, b = number(first) or 0, number(second) or 0
    if a <= 12 and b <= 12 and a != b:
        raise AmbiguousDateError
    return (year, second, first) if b <= 12 else (year, first, second)
