"""Messages in the language that the environment asks for: English, or Japanese from `locale/ja/*.po`."""

import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from notifier.model.errors import NotifierError


def language(environment: Mapping[str, str]) -> str:
    """`ja` or `en`, by LC_ALL, LC_MESSAGES and LANG in this order."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "ja" if environment[name].lower().startswith("ja") else "en"
    return "en"


@cache
def catalogue(code: str) -> dict[str, str]:
    """Messages by their English words; empty for English."""
    if code == "en":
        return {}
    from babel.messages.pofile import read_po  # loaded here: English needs no catalogue

    found: dict[str, str] = {}
    for path in files("notifier").joinpath("locale", code).iterdir():
        with path.open("rb") as file:
            found |= {str(one.id): str(one.string) for one in read_po(file, locale=code) if one.id and one.string}
    return found


def _(message: str) -> str:
    """`message` in the user's language."""
    return catalogue(language(os.environ)).get(message, message)


def explain(problem: NotifierError) -> str:
    """An error's message in the user's language, in one line."""
    facts = {name: explain(f) if isinstance(f, NotifierError) else f for name, f in problem.facts.items()}
    return " ".join(_(problem.template()).format(**facts).split())
