"""The languages of the pages and of the command line: English is written in the code, every other one is a Babel
catalogue.

To add a language, add `gate/locale/<code>/LC_MESSAGES/messages.po`; it is read as it is, nothing needs compiling.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).parent / "locale"
SOURCE = "en"
_TAG = re.compile("[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language: its code (BCP 47), its own name, and its texts by their English text."""

    code: str
    name: str
    texts: Mapping[str, str]

    def __call__(self, text: str, **values: str) -> str:
        """`text` in this language, with `{name}` filled in; English where the catalogue has none."""
        translated = self.texts.get(text) or text
        return translated.format(**values) if values else translated


ENGLISH = Language(code=SOURCE, name="English", texts={})


def _catalogues() -> Mapping[str, Path]:
    return {path.parent.parent.name: path for path in sorted(LOCALES.glob("*/LC_MESSAGES/messages.po"))}


@cache
def languages() -> Mapping[str, Language]:
    """Every language that has a catalogue, and English, by code."""
    from babel import Locale  # loaded here: the command line in English needs neither
    from babel.messages.pofile import read_po

    found = {SOURCE: ENGLISH}
    for code, path in _catalogues().items():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=code)
        texts = {str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy}
        found[code] = Language(code=code, name=Locale.parse(code).get_display_name() or code, texts=texts)
    return found


def language(asked: str | None, accept: str = "") -> Language:
    """The language asked for by name, else the best of an Accept-Language header (RFC 9110 §12.5.4), else English."""
    return spoken(asked) or _spoken(_preferred(accept)) or languages()[SOURCE]


def spoken(asked: str | None) -> Language | None:
    """The language of a tag (BCP 47), `ja` for `ja-JP` too; None where there is none."""
    if not asked:
        return None
    return languages().get(asked) or _spoken([asked])


def _spoken(tags: list[str]) -> Language | None:
    # Tags are compared without case (RFC 4647 §2), and a language serves for all of its regions.
    known = {code.lower(): one for code, one in languages().items()}
    formed = (tag.lower() for tag in tags if _TAG.fullmatch(tag))
    wanted = (known.get(tag) or known.get(tag.partition("-")[0]) for tag in formed)
    return next((one for one in wanted if one), None)


def _preferred(accept: str) -> list[str]:
    weighted: list[tuple[float, int, str]] = []
    for part in accept[:200].split(","):
        tag, _, parameter = part.strip().partition(";")
        quality = parameter.strip().removeprefix("q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        if tag and tag != "*" and 0 < weight <= 1:
            weighted.append((-weight, len(weighted), tag.strip()))
    return [tag for _, _, tag in sorted(weighted)]


def from_shell(environment: Mapping[str, str]) -> Language:
    """The language that LC_ALL, LC_MESSAGES or LANG asks for, in that order, else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            asked = environment[variable].split(".")[0].split("_")[0].lower()
            return language(asked) if asked in map(str.lower, _catalogues()) else ENGLISH
    return ENGLISH
