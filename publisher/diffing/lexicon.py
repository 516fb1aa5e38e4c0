"""The lexicon: words of Japanese legal texts, from which the segmenter knows where one word ends."""

from functools import cache
from importlib.resources import files
from operator import add

_GODAN = {
    "う": "わいうえおっ",
    "く": "かきくけこい",
    "ぐ": "がぎぐげごい",
    "す": "さしすせそ",
    "つ": "たちつてとっ",
    "ぶ": "ばびぶべぼん",
    "む": "まみむめもん",
    "る": "らりるれろっ",
}
_PLAIN = {"particle": 10, "function": 11, "conj": 10, "adverb": 11, "stem": 11, "noun": 11, "kata": 11}
_INFLECTED = 12
_AFFIX = 13


@cache
def words() -> dict[str, int]:
    """Each known form with its cost; a segmentation is the cheapest way through a run of characters."""
    found: dict[str, int] = {}
    source = files("publisher.diffing").joinpath("lexicon.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        kind, *entries = line.split()[:1] + line.split()[1:] if line.strip() else [""]
        if kind and kind != "#":
            for form, cost in _forms(kind, entries):
                found.setdefault(form, cost)
    return found


@cache
def lengths() -> dict[str, tuple[int, ...]]:
    """For each two characters, the lengths of the known forms of two or more that begin with them, growing."""
    found: dict[str, set[int]] = {}
    for form in words():
        if len(form) > 1:
            found.setdefault(form[:2], set()).add(len(form))
    return {beginning: tuple(sorted(sizes)) for beginning, sizes in found.items()}


@cache
def joints() -> frozenset[str]:
    """Each two characters that stand side by side in a known form."""
    return frozenset(pair for form in words() for pair in map(add, form, form[1:]))


@cache
def function_words() -> frozenset[str]:
    """The forms in hiragana alone: particles, auxiliaries and the like, which weigh little in a comparison."""
    return frozenset(form for form in words() if all("ぁ" <= character <= "ゟ" for character in form))


def _forms(kind: str, entries: list[str]) -> list[tuple[str, int]]:
    if kind in ("prefix", "suffix"):
        return [(entry, _AFFIX) for entry in entries]
    if kind in _PLAIN:
        return [(entry, _PLAIN[kind]) for entry in entries]
    return [(form, _INFLECTED) for entry in entries for form in _conjugated(kind, entry)]


def _conjugated(kind: str, entry: str) -> list[str]:
    stem, last = entry[:-1], entry[-1]
    if kind == "v5":
        return [stem + ending for ending in _GODAN[last]]
    if kind == "v1":
        return [stem + ending for ending in ("", "る", "れ", "よ", "ろ")]
    if kind == "adj":
        return [stem + ending for ending in ("い", "く", "かっ", "けれ", "き", "さ", "かろ")]
    endings = ("し", "する", "すれ", "せ", "せよ", "さ") if entry.endswith("する") else ("じ", "ずる", "ずれ", "ぜ")
    return [entry[:-2] + ending for ending in endings]
