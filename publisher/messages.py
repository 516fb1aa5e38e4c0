"""Words to the person at the command line, in English or in Japanese.

A message is written in English where it arises, `_("{count} lines", count=3)`; the Japanese one comes from
`locale/ja/LC_MESSAGES/publisher.po` when the face has asked for it. Sites are not worded here: pages have words of
their own.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path

_LOCALE = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="en")


def _(text: str, /, **facts: object) -> str:
    """The message in the language in use, its `{places}` filled with facts."""
    template = _catalogue(_language.get()).get(text) or text
    return template.format(**facts) if facts else template


def with_remedy(message: str, remedy: str | None) -> str:
    """What is wrong and what to do about it, on one line."""
    return _("{message}; {remedy}", message=message, remedy=remedy) if remedy else message


def sentences(*texts: str) -> str:
    """Sentences one after another: with a space between them in English, without one in Japanese."""
    return ("" if _language.get() == "ja" else " ").join(texts)


def use_language(environment: Mapping[str, str]) -> str:
    """Choose the language as POSIX does, by LC_ALL, LC_MESSAGES, LANG: Japanese where it begins with `ja`."""
    asked = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    language = "ja" if asked.lower().startswith("ja") else "en"
    _language.set(language)
    return language


def language_in_use() -> str:
    """The language that messages are in: `ja` or `en`."""
    return _language.get()


@cache
def _catalogue(language: str) -> dict[str, str]:
    path = _LOCALE / language / "LC_MESSAGES" / "publisher.po"
    if not path.is_file():
        return {}
    from babel.messages.pofile import read_po  # loaded here: English needs no catalogue

    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale=language) if message.id}
