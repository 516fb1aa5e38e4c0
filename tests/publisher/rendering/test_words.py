"""Every word of the pages is there in both languages, and every one that is there is used."""

import re
from pathlib import Path

from publisher.diffing import Change
from publisher.model import ChangeClass
from publisher.rendering.standing import State
from publisher.rendering.words import all_words

RENDERING = Path(__file__).parents[3] / "publisher" / "rendering"
COMPOSED = {
    "change.": {change.value for change in Change} | {"references", "form", "departed"},
    "count.": {f"{change.value}.{n}" for change in Change if change is not Change.UNCHANGED for n in ("one", "other")},
    "state.": {state.value for state in State},
    "class.": {kind.value for kind in ChangeClass},
    "compare.": {"changed", "added", "removed", "was", "now"},
    "changes.": {"redline", "sides", "table", "of", "of-draft", "between", "between-draft"},
    "page.": {"changes", "changes-draft"},
    "site.": {"text", "history", "compare"},
    "mark.": {"ins", "ins-end", "del", "del-end"},
    "countdown.": {"one", "other"},
}


def test_every_key_has_words_in_both_languages_with_the_same_places() -> None:
    for key, words in all_words().items():
        assert set(words) == {"ja", "en"}, key
        places = [set(re.findall(r"\{(\w+)\}", text)) for text in words.values()]
        assert places[0] == places[1] or key.endswith(".one"), key


def test_every_key_is_used_and_every_key_that_is_used_is_there() -> None:
    sources = [path.read_text(encoding="utf-8") for path in RENDERING.rglob("*") if path.suffix in {".py", ".html"}]
    composed = {prefix + end for prefix, ends in COMPOSED.items() for end in ends}
    known = set(all_words())
    named = {key for key in known if any(f'"{key}"' in source or f"'{key}'" in source for source in sources)}
    assert sorted(composed - known) == []
    assert sorted(known - named - composed) == []
