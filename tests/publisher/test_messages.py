"""Messages have a Japanese form, with the same places to fill in."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from publisher.messages import _, use_language

PART = Path(__file__).parents[2] / "publisher"
PLACE = re.compile(r"\{\w*[:,]*\}")


def catalogue() -> dict[str, str]:
    with (PART / "locale/ja/LC_MESSAGES/publisher.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="ja") if message.id}


def messages() -> set[str]:
    """Every text that the publisher's code passes to `_`."""
    calls = (node for path in PART.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return {
        call.args[0].value
        for call in calls
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "_"
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_message_has_a_japanese_form() -> None:
    assert sorted(messages() - {text for text, japanese in catalogue().items() if japanese}) == []


def test_a_message_and_its_japanese_form_have_the_same_places() -> None:
    assert [t for t, japanese in catalogue().items() if set(PLACE.findall(t)) != set(PLACE.findall(japanese))] == []


def test_no_message_is_translated_that_nobody_says() -> None:
    assert sorted(set(catalogue()) - messages()) == []


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "ja"}, "ja"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_is_chosen_as_posix_does(environment: dict[str, str], language: str) -> None:
    try:
        assert use_language(environment) == language
        assert _("Error") == {"en": "Error", "ja": "エラー"}[language]
    finally:
        use_language({})
