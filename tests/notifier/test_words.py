"""Every message has its Japanese words, with the same facts in them, and each is one that is still used."""

import ast
import importlib
import pkgutil
import string
from collections.abc import Iterator

import pytest

import notifier
from notifier.cli.words import catalogue, explain, language
from notifier.model.errors import NotifierError
from notifier.model.manifest import UnknownPolicy
from tests.notifier.world import ROOT


def errors(kind: type[NotifierError] = NotifierError) -> Iterator[type[NotifierError]]:
    for module in pkgutil.walk_packages(notifier.__path__, "notifier."):
        if not module.name.endswith(("__main__", ".env")) and ".migrations." not in module.name:
            importlib.import_module(module.name)
    pending = [kind]
    while pending:
        one = pending.pop()
        pending += one.__subclasses__()
        if one.__module__.startswith("notifier."):
            yield one


def messages() -> set[str]:
    """What `_()` is called with in the commands, and what errors say."""
    found = {one.template() for one in errors()}
    for path in (ROOT / "notifier/cli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                value = node.args[0]
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    found.add(value.value)
    return found - {"{reason}"}


def facts(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def test_the_japanese_catalogue_is_complete_and_has_nothing_old() -> None:
    assert set(catalogue("ja")) == messages()


def test_the_japanese_words_have_the_same_facts() -> None:
    assert [one for one, words in catalogue("ja").items() if facts(one) != facts(words)] == []


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "ja"}, "ja"),
        ({"LANG": "de_DE"}, "en"),
    ],
)
def test_the_language_is_the_environments(environment: dict[str, str], expected: str) -> None:
    assert language(environment) == expected


def test_an_error_is_explained_in_the_users_language(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = UnknownPolicy(policy="terms", known="privacy")
    monkeypatch.setenv("LC_ALL", "C")
    assert explain(problem) == "the manifest has no policy terms; it has: privacy"
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert explain(problem) == "マニフェストにポリシー terms がありません（あるもの: privacy）"
