"""Strict reading of typed numbers: ASCII and full-width digits and 漢数字, and nothing else that `int()` would let
pass.
"""

import re

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = {0x3000: " ", 0x00A0: " ", 0x202F: " ", 0x2009: " "}
_HYPHENS = dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2212], "-")
# What the keys - . and , give while a Japanese input method is on.
_INPUT_METHOD = {0x30FC: "-", 0xFF70: "-", 0x3002: ".", 0x30FB: ".", 0xFF61: ".", 0xFF65: ".", 0x3001: ",", 0xFF64: ","}
_SQUARE_ERAS = {"㍾": "明治", "㍽": "大正", "㍼": "昭和", "㍻": "平成", "㋿": "令和"}
_TABLE = str.maketrans(_SQUARE_ERAS) | _FULL_WIDTH | _SPACES | _HYPHENS | _INPUT_METHOD

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "壱": 1, "弐": 2, "参": 3}
_UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
KANJI = "".join([*_DIGITS, *_UNITS])

_POSITIONAL = re.compile(f"[{''.join(_DIGITS)}]+")
_UNIT_FORM = re.compile(
    "(?:(?P<q>[D])?千)?(?:(?P<h>[D])?百)?(?:(?P<t>[D])?[十拾])?(?P<o>[D])?".replace(
        "D", "".join(c for c in _DIGITS if _DIGITS[c])
    )
)


def normalised(text: str) -> str:
    """The text with full-width forms, wide spaces and square era signs folded and outer spaces removed.

    Not NFKC: that would also turn ①, ² and ⅳ into digits, which nobody types as a date of birth.
    """
    folded = text if text.isascii() else text.translate(_TABLE)
    return folded.strip(" \t\r\n")


def number(text: str) -> int | None:
    """The value of `text` when it is digits 0–9 or 漢数字 throughout, else None. At most eight characters."""
    if not text or len(text) > 8:
        return None
    if text.isascii():  # among ASCII characters, isdigit() means 0 to 9
        return int(text) if text.isdigit() else None
    if _POSITIONAL.fullmatch(text):
        return int("".join(str(_DIGITS[c]) for c in text))
    return _with_units(text)


def _with_units(text: str) -> int | None:
    match = _UNIT_FORM.fullmatch(text)
    if match is None or not any(unit in text for unit in _UNITS):
        return None
    total = 0
    for group, unit, signs in (("q", 1000, "千"), ("h", 100, "百"), ("t", 10, "十拾")):
        if any(sign in text for sign in signs):
            digit = match[group]
            total += unit * (_DIGITS[digit] if digit else 1)
    return total + (_DIGITS[match["o"]] if match["o"] else 0)
