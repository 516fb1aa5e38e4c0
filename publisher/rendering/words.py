"""The words of the pages, in every language, from `words.yml`: one key, the languages beneath one another."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError

from publisher import dates
from publisher.model import ZONE, Language

_FILE = Path(__file__).parent / "words.yml"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times as fast
FALLBACK = Language("en")


@dataclass(frozen=True)
class Words:
    """The words in one language. A language that the file does not have is worded in English."""

    language: Language

    def __call__(self, key: str, **facts: object) -> str:
        """The words under `key`, its `{places}` filled. Raises KeyError for a key that the file does not have."""
        by_language = all_words()[key]
        template = by_language.get(self.language, by_language[FALLBACK])
        return template.format(**facts) if facts else template

    @property
    def autonym(self) -> str:
        """The language's name for itself: 日本語, English, 한국어."""
        return _language_name(self.language, self.language)

    def name_of(self, language: Language) -> str:
        """The name of a language in the language of these words: 英語, Japanese."""
        worded = self.language if self.language in all_words()["site.text"] else FALLBACK
        return _language_name(language, worded)

    def day(self, day: date) -> str:
        """A day, in Japanese in both calendars: 「2021年4月22日（令和3年）」."""
        return dates.spoken(day, self.language if self.language == "ja" else FALLBACK)

    def instant(self, instant: datetime) -> str:
        """An instant with its zone: 「2026年12月15日0時（日本時間）」."""
        local = instant.astimezone(ZONE)
        minutes = f"{local.minute:02}"
        clock = self("clock.hour", hour=local.hour) if not local.minute else f"{local.hour}:{minutes}"
        return self("instant", day=self.plain_day(local.date()), clock=clock)

    def plain_day(self, day: date) -> str:
        """A day in one calendar: 「2021年4月22日」."""
        if self.language == "ja":
            return f"{day.year}年{day.month}月{day.day}日"
        return self.day(day)

    def count(self, key: str, number: int, **facts: object) -> str:
        """The words for a number of things; `key.one` is used for 1."""
        return self(f"{key}.one" if number == 1 else f"{key}.other", number=number, **facts)


@cache
def _language_name(language: Language, reader: Language) -> str:
    try:
        return str(Locale.parse(language).get_language_name(reader) or language)
    except UnknownLocaleError:
        return str(language)


@cache
def all_words() -> dict[str, dict[str, str]]:
    """Every key with its words by language."""
    loaded = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (a safe loader)
    return {str(key): dict(by_language) for key, by_language in loaded.items()}
