"""The dictionary segmenter in place of the lexicon."""

import builtins
from typing import Any

import pytest

from publisher.diffing import Comparer
from publisher.diffing.dictionary import dictionary_segmenter
from publisher.errors import RefusedError
from tests.publisher.diffing.support import document, redline


def test_a_dictionary_cuts_words_that_no_lexicon_of_legal_words_knows() -> None:
    comparer = Comparer(dictionary_segmenter())
    comparison = comparer.compare(document("茶筅を洗うこと。"), document("茶碗を洗うこと。"))
    assert redline(comparison) == "[-茶筅-]{+茶碗+}を洗うこと。"
    assert comparison.replays()


def test_without_the_extra_the_refusal_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **options: Any) -> Any:
        if name == "fugashi":
            raise ModuleNotFoundError(name)
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(RefusedError, match=r"policypress\[dictionary\]"):
        dictionary_segmenter()
