"""Texts in other styles than ours: which lines are read as headings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model import Document, Language
from publisher.parsing import parse_any_document, parse_document

JA = Language("ja")


def clauses(text: str, language: str = "ja") -> list[tuple[int, str, str]]:
    """Level, number and title of each clause after the preamble."""
    document = parse_any_document(text, Language(language))
    partitions(document)
    found = [(c.level, c.number.label if c.number else "", c.title) for c in document.clauses]
    return [entry for entry in found if entry[0]]


def partitions(document: Document) -> None:
    assert "".join(document.text(clause) for clause in document.clauses) == document.source
    for clause in document.clauses:
        assert "".join(document.text(block) for block in clause.blocks) == document.text(clause)


STYLES = {
    "deep Markdown": ("# 規約\n\n### 1. 甲\n本文。\n\n##### 2. 乙\n本文。\n", [(1, "1.", "甲"), (2, "2.", "乙")]),
    "every heading of the first level": ("# 1. 甲\n本文。\n# 2. 乙\n本文。\n", [(1, "1.", "甲"), (1, "2.", "乙")]),
    "no blank after the hashes": (
        "##第1条（甲）\n本文。\n##第2条（乙）\n本文。\n",
        [(1, "第1条", "甲"), (1, "第2条", "乙")],
    ),
    "underlined": (
        "規約\n====\n\n1. 甲\n-----\n\n本文。\n\n2. 乙\n-----\n\n本文。\n",
        [(1, "1.", "甲"), (1, "2.", "乙")],
    ),
    "articles in plain text": (
        "規約\n\n第1条（甲）\n本文は\n第2条の規定による。\n\n第2条（乙）この規約は、次のとおり。\n\n附則\n施行する。\n",
        [(2, "第1条", "甲"), (2, "第2条", "乙"), (1, "", "附則")],
    ),
    "chapters, captions above, paragraphs of an article": (
        "第１章　総則\n\n（目的）\n第１条　この規則は、次のとおり定める。\n２　前項のとおり。\n"
        "\n（範囲）\n第２条　全員とする。\n",
        [(1, "", "第１章　総則"), (2, "第１条", "（目的）"), (2, "第２条", "（範囲）")],
    ),
    "strong lines": ("**1. 甲**\n\n本文。\n\n**2. 乙** 本文です。\n", [(1, "1.", "甲"), (1, "2.", "乙")]),
    "HTML headings": (
        "<h1>規約</h1>\n<h2 id='a'>1. 甲</h2>\n本文。\n<h2>2. 乙</h2>\n",
        [(1, "1.", "甲"), (1, "2.", "乙")],
    ),
    "numbered titles": ("1. 甲\n本文。\n(1) 氏名\n(2) 住所\n2. 乙\n本文。\n", [(1, "1.", "甲"), (1, "2.", "乙")]),
    "numbered titles beside 附則": (
        "方針\n\n１．甲\n本文。\n\n２．乙\n本文。\n\n附則\n令和４年４月１日改定\n",
        [(1, "１．", "甲"), (1, "２．", "乙"), (1, "", "附則")],
    ),
    "dressed lines": ("【甲】\n本文。\n\n【乙】\n本文。\n", [(1, "", "【甲】"), (1, "", "【乙】")]),
}


@pytest.mark.parametrize("style", STYLES)
def test_clauses_are_found_in_a_japanese_text_of_each_style(style: str) -> None:
    text, expected = STYLES[style]
    assert clauses(text) == expected
    assert clauses(text.replace("\n", "\r\n")) == expected


ENGLISH_STYLES = {
    "articles": ("Article 1 (A)\nText.\n\nArticle 2. Use\nText.\n", [(1, "Article 1", "A"), (1, "Article 2.", "Use")]),
    "capitals": ("TERMS\n\nACCEPTANCE\n\nYou agree.\n\nUSE\n\nYou may.\n", [(1, "", "ACCEPTANCE"), (1, "", "USE")]),
    "Roman numbers": (
        "ARTICLE I. USE\nText.\n\nARTICLE II. END\nText.\n",
        [(1, "", "ARTICLE I. USE"), (1, "", "ARTICLE II. END")],
    ),
    "lines that stand alone": (
        "What we keep\n\nWe keep what you write to us.\n\nHow long\n\nWe keep it for a year or so.\n\n"
        "Whom to ask\n\nAsk our support by mail.\n",
        [(1, "", "What we keep"), (1, "", "How long"), (1, "", "Whom to ask")],
    ),
}


@pytest.mark.parametrize("style", ENGLISH_STYLES)
def test_clauses_are_found_in_an_english_text_of_each_style(style: str) -> None:
    text, expected = ENGLISH_STYLES[style]
    assert clauses(text, "en") == expected


@pytest.mark.parametrize(
    "text",
    [
        "第4条の規定により、当社は利用を停止します。\n",
        "第4条に定めるとおりです。\n",
        "次のとおりです。\n\n1. 氏名\n2. 住所\n3. 電話番号\n",
        "Section 4 applies to all users.\n\nClause 9 survives termination.\n",
        "```\n第1条（甲）\n```\n",
        "<!--\n第1条（甲）\n-->\n",
    ],
)
def test_a_reference_a_list_code_and_a_comment_head_nothing(text: str) -> None:
    assert clauses(text) == []


def test_front_matter_is_no_heading() -> None:
    assert clauses("---\ntitle: 規約\n---\n\n## 1. 甲\n\n本文。\n") == [(1, "1.", "甲")]


def test_a_comment_shows_nothing() -> None:
    document = parse_any_document("<!-- 内部の覚え -->\n本文。\n", JA)
    assert [block.kind.value for block in document.clauses[0].blocks] == ["rule", "paragraph"]


OURS = (
    "# 規約\n\n前文。\n\n## 第1条（甲） {#a}\n\n第2条のとおり。\n\n1. 一つ\n\n### 1. 乙\n\n**強く**\n\n**第3条** 本文\n"
)


def test_a_text_in_our_own_format_is_read_the_same() -> None:
    assert parse_any_document(OURS, JA) == parse_document(OURS, JA)


LINES = st.sampled_from(
    [
        "# 題",
        "## 1. 甲",
        "第1条（甲）",
        "（目的）",
        "第2条\u3000本文。",
        "**1. 甲** 文",
        "***",
        "---",
        "===",
        "1. 甲",
        "(1) 乙",
        "<h2>x</h2>",
        "<!-- a",
        "-->",
        "```",
        "| a | b |",
        "|---|---|",
        "",
        "\u3000",
        "本文。",
        "ARTICLE I",
        "+++",
        "\ufeff",
        "__甲__",
    ]
)


@given(st.lists(LINES), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_whatever_the_lines_are_the_clauses_partition_the_text(lines: list[str], ending: str, ends: bool) -> None:
    partitions(parse_any_document(ending.join(lines) + (ending if ends else ""), JA))


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    partitions(parse_any_document(text, JA))
