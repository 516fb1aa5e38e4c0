"""Numbers written the ways lists write them; the names are those of ECMA-376 Part 1, 17.18.59 ST_NumberFormat."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_KANJI = "〇一二三四五六七八九"
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def format_number(value: int, name: str) -> str:
    """`value` in a Word number format; one that is not known, or cannot write the value, is decimal."""
    write = _FORMATS.get(name)
    return (write(value) if write and 0 < value < 10_000 else "") or str(value)


def roman(value: int) -> str:
    """A number in lower-case Roman numerals."""
    text = ""
    for size, letters in _ROMAN:
        while value >= size:
            text, value = text + letters, value - size
    return text


def kanji(value: int) -> str:
    """A number in 漢数字 with units: 二十三."""
    text = ""
    for size, unit in ((1000, "千"), (100, "百"), (10, "十")):
        digit, value = divmod(value, size)
        text += ("" if digit < 2 else _KANJI[digit]) + (unit if digit else "")
    return text + (_KANJI[value] if value else "")


def _letters(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _from(characters: str) -> Callable[[int], str]:
    return lambda value: characters[value - 1] if value <= len(characters) else ""


_FORMATS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "decimal": str,
        "decimalZero": lambda value: f"{value:02}",
        "decimalFullWidth": lambda value: str(value).translate(_FULL_WIDTH),
        "decimalFullWidth2": lambda value: str(value).translate(_FULL_WIDTH),
        "decimalEnclosedCircle": _from(_CIRCLED),
        "decimalEnclosedCircleChinese": _from(_CIRCLED),
        "japaneseCounting": kanji,
        "japaneseDigitalTenThousand": lambda value: "".join(_KANJI[int(digit)] for digit in str(value)),
        "ideographDigital": lambda value: "".join(_KANJI[int(digit)] for digit in str(value)),
        "chineseCounting": kanji,
        "aiueo": _from(_KANA),
        "aiueoFullWidth": _from(_KANA),
        "iroha": _from(_IROHA),
        "irohaFullWidth": _from(_IROHA),
        "lowerLetter": _letters,
        "upperLetter": lambda value: _letters(value).upper(),
        "lowerRoman": roman,
        "upperRoman": lambda value: roman(value).upper(),
    }
)
