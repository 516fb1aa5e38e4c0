"""Months and days as people type them: numbers, trailing 月 and 日, English names of months, English ordinals."""

import re

from gate.screening.numerals import number

NAMES = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sep", "sept"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
BY_NAME = {name: i for i, names in enumerate(NAMES, 1) for name in names}
_ORDINAL = re.compile("([0-9]{1,2})(st|nd|rd|th)", re.IGNORECASE)
_SUFFIXES = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


def month(text: str) -> int | None:
    """1 to 12, or None when `text` (already folded) names no month."""
    if text.isascii() and text.isdigit():
        return _within(text, 12)
    by_name = BY_NAME.get(text.lower().removesuffix("."))
    return by_name or _within(text.removesuffix("月").rstrip(" "), 12)


def day(text: str) -> int | None:
    """1 to 31, or None when `text` (already folded) names no day of any month."""
    if text.isascii() and text.isdigit():
        return _within(text, 31)
    match = _ORDINAL.fullmatch(text)
    if match:
        value = int(match[1])
        return value if 1 <= value <= 31 and match[2].lower() == _SUFFIXES.get(value, "th") else None
    return _within(text.removesuffix("日").rstrip(" "), 31)


def _within(text: str, highest: int) -> int | None:
    value = number(text)
    plausible = value is not None and 1 <= value <= highest and not (text.isascii() and len(text) > 2)
    return value if plausible else None
