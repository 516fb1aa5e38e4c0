"""Plain text as it is found on real sites."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.errors import BadInputError
from publisher.importing.cleaning import clean
from publisher.model import BlockKind
from tests.publisher.importing.support import EN, FIXTURES, JA, codes, fixture, headings, imported


@pytest.mark.parametrize(
    ("name", "language"), [("app_policy.txt", JA), ("terms_wrapped.txt", JA), ("policy_en.txt", EN)]
)
def test_a_policy_is_structured_as_a_person_would(name: str, language: str) -> None:
    expected = (FIXTURES / name.replace(".txt", ".expected.md")).read_text(encoding="utf-8")
    assert fixture(name, language).document.source == expected


def test_flattened_tables_stay_lines_and_are_listed() -> None:
    notes = [(n.code.value, n.line) for n in fixture("app_policy.txt").report.notes]
    assert ("possible-table", 10) in notes
    assert ("possible-heading", 42) in notes


def test_lines_with_the_same_number_of_tabs_are_a_table() -> None:
    result = imported("1. 収集\n\n種類\t用途 | 期間\n必須\t_sid の接続\n\n本文。\n\n2. 利用\n\n本文。")
    assert "| 種類 | 用途 \\| 期間 |\n| --- | --- |\n| 必須 | \\_sid の接続 |\n" in result.document.source


@pytest.mark.parametrize("number", ["1.", "１．", "1．", "１.", "1)", "一、", "1　", "（1）"])
def test_numbered_titles_with_a_text_below_are_headings(number: str) -> None:
    second = number.translate(str.maketrans("1１一", "2２二"))
    text = f"{number}収集する情報\n当社は、氏名を収集します。\n{second}利用目的\n連絡のために利用します。\n"
    assert [(level, slug) for level, slug, _ in headings(imported(text))] == [(2 - 1, "collection"), (1, "purposes")]


def test_a_list_inside_a_section_stays_a_list_although_its_numbers_look_like_the_headings() -> None:
    text = """方針
1. 収集する情報
当社は、次の情報を収集します。
1. 氏名
2. 住所
3. 電話番号
2. 利用目的
連絡のために利用します。
3. 問い合わせ先
窓口にお問い合わせください。
"""
    assert [slug for _, slug, _ in headings(imported(text))] == ["collection", "purposes", "contact"]


def test_sentences_with_numbers_are_items() -> None:
    result = imported("第1条（目的）\n1. この規約は、条件を定めます。\n2. この規約は、全員に適用します。\n")
    (clause,) = [c for c in result.document.clauses if c.level]
    assert [b.marker for b in clause.blocks if b.kind is BlockKind.ITEM] == ["1.", "2."]


def test_a_reference_at_the_start_of_a_line_is_not_a_heading() -> None:
    text = "第1条（目的）\nこの規約は、次の条件を定め、\n第5条の規定に従います。\n\n第2条（適用）\n全員に適用します。"
    assert [slug for _, slug, _ in headings(imported(text))] == ["purposes", "scope"]


def test_titles_in_brackets_are_headings_where_nothing_is_numbered() -> None:
    text = "プライバシーポリシー\n\n【取得する情報】\n氏名を取得します。\n\n【お問い合わせ】\n窓口まで。"
    assert headings(imported(text)) == [(1, "collection", "【取得する情報】"), (1, "contact", "【お問い合わせ】")]


def test_a_caption_above_its_article_moves_behind_the_number_and_is_listed() -> None:
    result = imported("規程\n\n（目的）\n第１条　この規程は、目的を定める。\n\n（定義）\n第２条　用語は、次による。\n")
    assert headings(result) == [(1, "purposes", "第１条 目的"), (1, "definitions", "第２条 定義")]
    assert codes(result).count("caption-moved") == 2


def test_sentences_wrapped_in_the_middle_are_one_paragraph() -> None:
    text = "当社は、お客様の個人情報を\n以下の目的のために\n利用します。\n\n別の段落です。"
    paragraphs = [line for line in imported(text).document.source.split("\n") if line]
    assert paragraphs == ["当社は、お客様の個人情報を以下の目的のために利用します。", "別の段落です。"]


def test_text_without_any_structure_is_kept_and_the_report_says_so() -> None:
    result = imported("当社は、個人情報を大切に扱います。\n\n以上です。")
    assert result.document.source == "当社は、個人情報を大切に扱います。\n\n以上です。\n"
    assert {"no-title", "no-heading"} <= set(codes(result))


def test_full_width_forms_stay_as_they_are() -> None:
    assert (
        "ＩＰアドレス（１２３）ｶﾅ"
        in imported("１．収集\nＩＰアドレス（１２３）ｶﾅを集めます。\n２．利用\n使います。").document.source
    )


def test_removed_characters_are_counted_by_name() -> None:
    result = imported("\ufeff1. 収集\r\n\u200b情報\u00adを\u00a0集めます。\x07\r\n2. 利用\r\n使います。\r\n")
    details = [n.detail for n in result.report.notes if n.code == "characters-removed"]
    assert any("U+200B" in detail for detail in details)
    assert any("U+0007" in detail for detail in details)
    assert "情報を 集めます。" in result.document.source


@pytest.mark.parametrize(
    "line",
    [
        "# 見出しではない",
        "> 引用ではない",
        "| 表 | ではない |",
        "```",
        "[^1]: 注ではない",
        "*[語]: 定義ではない",
        "{{ table: x }}",
    ],
)
def test_a_line_that_looks_like_markup_stays_what_it_was(line: str) -> None:
    result = imported(f"1. 収集\n本文。\n\n{line}\n\n2. 利用\n本文。")
    kinds = {b.kind for c in result.document.clauses for b in c.blocks}
    assert kinds == {BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.BLANK}


OPENINGS = [
    "",
    "",
    "1. ",
    "２．",
    "(1) ",
    "（２）",
    "第3条（題） ",
    "第4条の2 ",
    "・",
    "• ",
    "∘",
    "- ",
    "ア ",
    "①",
    "■",
    "　",
    "# ",
    "> ",
]
WORDS = [
    "当社は、",
    "個人情報",
    "を収集します。",
    "information ",
    "第5条の",
    "（注）",
    "_ga*",
    "[a](b)",
    "<b>",
    "|",
    "\\",
    "`x`",
    "\t",
    "{#id}",
    "#",
    "2021年4月22日",
]
LINES = st.builds(lambda o, w, end: o + "".join(w) + end, st.sampled_from(OPENINGS), st.lists(st.sampled_from(WORDS), max_size=6), st.sampled_from(["", "。", " "]))  # fmt: skip # noqa: E501


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def without_ids(source: str) -> str:
    return re.sub(r"(?m)^(#{2,4} .*) \{#[a-z0-9-]+\}$", r"\1", source)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=14), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_no_character_is_lost(lines: list[str], ending: str) -> None:
    text = ending.join(lines) + "本文"
    result = imported(text)
    found, expected = letters(without_ids(result.document.source)), letters(clean(text).text)
    assert found == expected or ("caption-moved" in codes(result) and sorted(found) == sorted(expected))


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=200).filter(lambda text: text.strip() and "\0" not in text))
def test_any_text_is_imported_without_loss(text: str) -> None:
    if clean(text).text.strip():
        data = text.encode("utf-8", "ignore")
        if data.strip():
            source = imported(data, encoding="utf-8").document.source
            assert letters(without_ids(source)) == letters(clean(data.decode()).text)


@pytest.mark.parametrize("line", ["あ" * 90_000, "[" * 90_000, "(1)" * 30_000, "a " * 40_000, "\t" * 90_000 + "x"])
def test_a_hostile_line_is_read_to_its_end(line: str) -> None:
    assert imported(line).document.source


@pytest.mark.parametrize("line", ["あ" * 3_000_000, "[a" * 100_000, "x" * 100_001])
def test_a_paragraph_that_no_draft_may_hold_is_refused(line: str) -> None:
    with pytest.raises(BadInputError, match="a paragraph of") as error:
        imported(line)
    assert error.value.remedy


@pytest.mark.parametrize("line", ["1. あ", "第1条（目的）", "・あ", "あ\tい", "あ"])
def test_very_many_lines_are_read(line: str) -> None:
    assert imported("\n".join([line] * 5_000)).document.source


@pytest.mark.parametrize("second", ["(2) 決済のとき", "（2）決済のとき", "（２）決済のとき"])
def test_a_later_number_goes_on_with_its_list_whatever_stands_between(second: str) -> None:
    between = "・氏名\n続けて収集します。\n●自動的に収集する情報\n・IPアドレス"
    text = f"第1条（収集する情報）\n(1) 会員登録のとき\n{between}\n{second}\n"
    (clause,) = [c for c in imported(text).document.clauses if c.level]
    depths = [(b.marker, b.depth) for b in clause.blocks if b.kind is BlockKind.ITEM]
    assert depths[0] == ("(1)", 0)
    assert depths[-1] == (second[:3], 0)
