"""The HTML of what changed, case by case: an old clause, a new one, and what a reader gets."""

from textwrap import dedent

import pytest

from publisher.diffing import compare
from publisher.model import Language
from publisher.parsing import parse_document
from publisher.rendering.changed_blocks import changes_of, rewritten_html
from publisher.rendering.changes import Entry, redline_entries, side_entries, summary
from publisher.rendering.redline import RedlineWriter
from publisher.rendering.words import Words

JA, EN = Language("ja"), Language("en")


def entries(old: str, new: str, language: Language = EN) -> list[Entry]:
    """The redline of two texts."""
    comparison = compare(*(parse_document(dedent(text), language) for text in (old, new)))
    assert comparison.replays()
    return redline_entries(comparison, None, Words(language))


def ins(words: str) -> str:
    return (
        f'<ins><span class="hidden-words">[added] </span>{words}<span class="hidden-words"> [end of added]</span></ins>'
    )


def rem(words: str) -> str:
    return (
        f'<del><span class="hidden-words">[removed] </span>{words}'
        '<span class="hidden-words"> [end of removed]</span></del>'
    )


CASES = {
    "a word": (
        "We keep it for 30 days.",
        "We keep it for 60 days.",
        f"<p>We keep it for {rem('30')}{ins('60')} days.</p>",
    ),
    "a word with the space before it": (
        "Access control and records of it.",
        "Access control, records of it.",
        f"<p>Access control{rem(' and')}{ins(',')} records of it.</p>",
    ),
    "a link that leads elsewhere": (
        "See [help](https://example.com/a).",
        "See [help](https://example.com/b).",
        '<p>See <a href="https://example.com/b">help</a><ins class="target"> (link changed from https://example.com/a '
        "to https://example.com/b)</ins>.</p>",
    ),
    "a link that would run a script": ("See [it](javascript:a) now.", "See [it](javascript:a) today.", None),
    "markup in the text": (
        "We use <b> and cookies.",
        "We use <b> and tokens.",
        f"<p>We use &lt;b&gt; and {rem('cookies')}{ins('tokens')}.</p>",
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES)
def test_a_change_is_marked(old: str, new: str, expected: str | None) -> None:
    shown = entries(f"## 1. A {{#a}}\n\n{old}\n", f"## 1. A {{#a}}\n\n{new}\n")
    assert [entry.kind for entry in shown] == ["changed"]
    assert "javascript:" not in shown[0].body
    assert expected is None or shown[0].body == expected


def test_a_new_item_is_marked_with_its_marker() -> None:
    shown = entries("## 1. A {#a}\n\n(1) one\n", "## 1. A {#a}\n\n(1) one\n(2) two\n")
    assert f'<span class="marker"><ins class="marker-mark">(2)</ins></span><p>{ins("two")}</p>' in shown[0].body


def test_unchanged_clauses_are_folded_into_one_line() -> None:
    text = "".join(f"## {n}. T{n} {{#c{n}}}\n\nWords of clause {n}.\n\n" for n in range(1, 7))
    shown = entries(text, text.replace("Words of clause 6.", "Words of clause six."))
    assert [entry.kind for entry in shown] == ["unchanged", "changed"]
    assert shown[0].name == "Section 1 to Section 5"


def test_a_difference_of_form_alone_is_no_change_of_wording() -> None:
    shown = entries("## 1. A {#a}\n\nWe  keep\nit.\n", "## 1. A {#a}\n\nWe keep **it**.\n")
    assert [entry.kind for entry in shown] in (["form"], ["unchanged"])


def test_a_reference_whose_number_moved_is_shown() -> None:
    old = "## 1. A {#a}\n\nSee [](#b).\n\n## 2. B {#b}\n\nText of it.\n"
    new = "## 1. A {#a}\n\nSee [](#b).\n\n## 2. C {#c}\n\nQuite another one.\n\n## 3. B {#b}\n\nText of it.\n"
    shown = {entry.anchor: entry for entry in entries(old, new)}
    assert shown["a"].kind == "references"
    assert shown["a"].body == f"<p>See {rem('Section 2')}{ins('Section 3')}.</p>"
    assert (shown["c"].kind, shown["b"].kind) == ("added", "renumbered")


def test_a_moved_clause_stands_where_it_was_and_where_it_is() -> None:
    first = "## {}. Children {{#children}}\n\nA person under the age cannot use the service at all.\n\n"
    others = "".join(f"## {{}}. T{n} {{{{#c{n}}}}}\n\nThese are the words of clause {n}.\n\n" for n in range(4))
    old = (first + others).format(1, 2, 3, 4, 5)
    new = (others + first).format(1, 2, 3, 4, 5)
    shown = entries(old, new)
    moved = next(entry for entry in shown if entry.kind == "moved")
    departed = next(entry for entry in shown if entry.kind == "departed")
    assert (moved.origin, departed.origin) == ("Moved from Section 1", "Moved to Section 5")
    assert "<del>" not in moved.body


def test_the_summary_counts_in_words() -> None:
    old, new = (
        "## 1. 甲 {#a}\n\n三十日保存します。\n",
        "## 1. 甲 {#a}\n\n六十日保存します。\n\n## 2. 乙 {#b}\n\n新しい定めです。\n",
    )
    comparison = compare(parse_document(old, JA), parse_document(new, JA))
    words = Words(JA)
    assert summary(comparison, redline_entries(comparison, None, words), words) == "条項の追加1件、変更1件があります。"
    same = compare(parse_document(old, JA), parse_document(old, JA))
    assert summary(same, [], words) == "条項の字句に変更はありません。"


def test_side_by_side_each_side_shows_its_own_words() -> None:
    texts = ("## 1. A {#a}\n\nKept for 30 days.\n", "## 1. A {#a}\n\nKept for 60 days.\n")
    body = side_entries(compare(*(parse_document(text, EN) for text in texts)), None, Words(EN))[0].body
    left, right = body.split('<div class="side now">')
    assert rem("30") in left
    assert "60" not in left
    assert ins("60") in right
    assert "30" not in right


def test_a_side_reads_a_reference_with_its_own_number_only() -> None:
    old = "## 1. A {#a}\n\nKept for 30 days, see [](#b).\n\n## 2. B {#b}\n\nText of it.\n"
    new = "## 1. A {#a}\n\nKept for 60 days, see [](#b).\n\n## 2. C {#c}\n\nAnother.\n\n## 3. B {#b}\n\nText of it.\n"
    comparison = compare(*(parse_document(text, EN) for text in (old, new)))
    left, right = side_entries(comparison, None, Words(EN))[0].body.split('<div class="side now">')
    assert (rem("Section 2") in left, "Section 3" in left) == (True, False)
    assert (ins("Section 3") in right, "Section 2" in right) == (True, False)
    writer, (change, *_) = RedlineWriter(comparison, Words(EN)), comparison.changes
    was, now = rewritten_html(changes_of(writer, change), change, writer).split('<div class="now">')
    assert ("Section 2" in was, "Section 3" in was) == (True, False)
    assert ("Section 3" in now, "Section 2" in now) == (True, False)
