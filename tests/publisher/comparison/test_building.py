"""「新旧対照表」: what stands in it, by the conventions and the settings of a policy."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.comparison import ComparisonTable, Side, build_table, compare_versions, full_text
from publisher.diffing import compare
from publisher.errors import RefusedError
from publisher.importing.faithful import document_characters
from publisher.model import Document, Language, Omission, TableStyle
from publisher.parsing import parse_document
from tests.publisher.comparison.support import EXPECTED, as_text, line_text, policy, table, version

JA, EN = Language("ja"), Language("en")
PAIRS = [
    ("terms", "2024-04-01", "2025-04-01", "ja"),
    ("terms", "2025-04-01", "2026-02-01", "ja"),
    ("privacy", "2024-04-01", "2025-10-01", "ja"),
    ("privacy", "2025-10-01.2", "2027-04-01", "ja"),
    ("privacy", "2025-10-01.2", "2027-04-01", "en"),
]


@pytest.mark.parametrize(("name", "old", "new", "language"), PAIRS)
def test_the_table_is_as_a_lawyer_would_file_it(name: str, old: str, new: str, language: str) -> None:
    expected = (EXPECTED / f"{name}-{new}-{language}.txt").read_text(encoding="utf-8")
    assert as_text(table(name, old, new, language)) == expected


def styled(style: TableStyle, old: str, new: str, language: Language = JA) -> ComparisonTable:
    of = replace(policy("privacy"), table_style=style)
    before = replace(version(of, "2024-04-01"), texts={language: parse_document(old, language)}, tables={})
    after = replace(version(of, "2025-10-01"), texts={language: parse_document(new, language)}, tables={})
    return build_table(of, before, after, compare_versions(before, after, language))


OLD = (
    "# 方針\n\n## 第1条（甲） {#a}\n\n甲です。\n\n## 第2条（乙） {#b}\n\n乙です。\n\n## 第3条（丙） {#c}\n\n丙です。\n"
)
NEW = OLD.replace("丙です", "丙でした")


def texts(shown: ComparisonTable) -> list[tuple[list[str], list[str]]]:
    return [([line_text(x) for x in row.new.lines], [line_text(x) for x in row.old.lines]) for row in shown.rows]


@pytest.mark.parametrize(
    ("omission", "first"),
    [
        (Omission.GROUPED, ["第1条及び第2条 (略)"]),
        (Omission.EACH, ["第1条 (略)", "第2条 (略)"]),
        (Omission.NONE, ["方針"]),
    ],
)
def test_unchanged_clauses_are_left_out_as_the_policy_sets_it(omission: Omission, first: list[str]) -> None:
    assert texts(styled(TableStyle(omission=omission), OLD, NEW))[0] == (first, first)


def test_three_clauses_or_more_are_a_range() -> None:
    longer = OLD + "\n## 第4条（丁） {#d}\n\n丁です。\n"
    shown = texts(styled(TableStyle(), longer, longer.replace("丁です", "丁でした")))
    assert shown[0] == (["第1条〜第3条 (略)"], ["第1条〜第3条 (略)"])


@pytest.mark.parametrize(
    ("numbers", "omitted"),
    [
        (("1.", "2.", "3."), "1 and 2 (omitted)"),
        (("Article 1", "Article 2", "Article 3"), "Articles 1 and 2 (omitted)"),
        (("Section 1.", "Section 2.", "Section 3."), "Sections 1 and 2 (omitted)"),
    ],
)
def test_english_names_of_runs(numbers: tuple[str, str, str], omitted: str) -> None:
    old = "".join(f"## {number} Title {at} {{#c{at}}}\n\nText.\n\n" for at, number in enumerate(numbers))
    shown = texts(styled(TableStyle(), old, old.rstrip()[:-1] + " new.\n", EN))
    assert shown[0] == ([omitted], [omitted])


@pytest.mark.parametrize(
    ("style", "columns"),
    [
        (TableStyle(), [(Side.NEW, "改正後"), (Side.OLD, "改正前")]),
        (TableStyle(headers="新・旧", new_on_left=False), [(Side.OLD, "旧"), (Side.NEW, "新")]),
        (
            TableStyle(headers="改正案・現行", remarks=True),
            [(Side.NEW, "改正案"), (Side.OLD, "現行"), (Side.REMARK, "備考")],
        ),
    ],
)
def test_columns_follow_the_settings(style: TableStyle, columns: list[tuple[Side, str]]) -> None:
    assert [(column.side, column.header) for column in styled(style, OLD, NEW).columns] == columns


def test_an_added_and_a_removed_article() -> None:
    shown = texts(
        styled(TableStyle(), OLD, OLD.replace("## 第2条（乙） {#b}\n\n乙です。", "## 第2条（戊） {#e}\n\n戊の文。"))
    )
    assert (["_第2条（戊）_", "_戊の文。_"], ["(新設)"]) in shown
    assert (["(削る)"], ["_第2条（乙）_", "_乙です。_"]) in shown


def test_a_changed_address_is_written_out_on_both_sides() -> None:
    old = OLD.replace("乙です", "[窓口](https://example.com/a)です")
    shown = texts(styled(TableStyle(), old, old.replace("/a)", "/b)")))
    assert "<https://example.com/b>" in shown[1][0][1]
    assert "<https://example.com/a>" in shown[1][1][1]


def test_a_difference_of_form_alone_is_no_row() -> None:
    assert texts(styled(TableStyle(), OLD, OLD.replace("甲です", "**甲**です"))) == [
        (["第1条〜第3条 (略)"], ["第1条〜第3条 (略)"])
    ]


def test_a_version_without_the_language_is_refused() -> None:
    terms = policy("terms")
    with pytest.raises(RefusedError, match="no text in 'en'"):
        full_text(version(terms, "2025-04-01"), EN)


PARAGRAPHS = st.lists(
    st.sampled_from(["甲の文。", "乙の文です。", "- 項目", "1. 一つ目", "| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |"]),
    max_size=4,
)
CLAUSES = st.dictionaries(st.sampled_from("abcdef"), PARAGRAPHS, max_size=5)


def written(clauses: dict[str, list[str]]) -> Document:
    parts = [
        f"## 第{n}条（{name}） {{#{name}}}\n\n" + "\n\n".join(body) for n, (name, body) in enumerate(clauses.items(), 1)
    ]
    return parse_document("# 方針\n\n" + "\n\n".join(parts) + "\n", JA)


@settings(max_examples=80, deadline=None)
@given(CLAUSES, CLAUSES)
def test_a_table_that_omits_nothing_holds_both_texts(old: dict[str, list[str]], new: dict[str, list[str]]) -> None:
    before, after = written(old), written(new)
    of = replace(policy("privacy"), table_style=TableStyle(omission=Omission.NONE))
    shown = build_table(of, of.versions[0], of.versions[1], compare(before, after))
    words = Counter("(新設)(削る)に移動第条0123456789-")
    for side, document in (("new", after), ("old", before)):
        lines = [line for row in shown.rows for line in getattr(row, side).lines]
        text = Counter("".join(span.text for line in lines for span in line.spans if line.kind != "note"))
        missing = Counter(document_characters(document)) - text
        assert not {character for character in missing if character not in words}
