"""The text format: what is a clause, what is a block, and that no character is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model import BlockKind, Document, Language
from publisher.parsing import parse_document

JA = Language("ja")
POLICY = """# 個人情報取扱方針

前文の段落が
二行にわたる。

## 第1条（収集） {#collection}

> 要点: 必要なものだけを集めます。

1. 当社は、次の情報を収集します。
    (1) 機器情報
        - IPアドレス
2. 前項は[](#purposes)による。[^1]

| 種類 | 用途 |
|---|---|
| 必須 | 接続 |

{{ table: cookies }}

[^1]: 注記。

### (1) 機器 {#collection-device}

本文。

## 見出しだけ

*[匿名加工情報]: 個人を識別できない
  ように加工した情報。
"""


def kinds(document: Document, clause_id: str) -> list[tuple[BlockKind, str, int]]:
    (clause,) = [clause for clause in document.clauses if clause.id == clause_id]
    return [(b.kind, b.marker, b.depth) for b in clause.blocks if b.kind is not BlockKind.BLANK]


def test_headings_open_clauses_with_id_number_and_level() -> None:
    document = parse_document(POLICY, JA)
    assert document.title == "個人情報取扱方針"
    assert [(c.id, c.level, c.number.label if c.number else None, c.title, c.line) for c in document.clauses] == [
        ("preamble", 0, None, "", 1),
        ("collection", 1, "第1条", "収集", 6),
        ("collection-device", 2, "(1)", "機器", 23),
        ("~3", 1, None, "見出しだけ", 27),
    ]
    assert [c.explicit for c in document.clauses] == [True, True, True, False]


def test_lines_become_blocks_of_their_kind() -> None:
    k = BlockKind
    assert kinds(parse_document(POLICY, JA), "collection") == [
        (k.HEADING, "", 0),
        (k.QUOTE, "", 0),
        (k.ITEM, "1.", 0),
        (k.ITEM, "(1)", 1),
        (k.ITEM, "-", 2),
        (k.ITEM, "2.", 0),
        (k.TABLE_ROW, "", 0),
        (k.TABLE_RULE, "", 0),
        (k.TABLE_ROW, "", 0),
        (k.TABLE_DATA, "cookies", 0),
        (k.FOOTNOTE, "1", 0),
    ]


def test_a_wrapped_paragraph_is_one_block() -> None:
    document = parse_document(POLICY, JA)
    paragraph = next(b for b in document.clauses[0].blocks if b.kind is BlockKind.PARAGRAPH)
    assert document.wording(paragraph) == "前文の段落が\n二行にわたる。"


def test_definitions_and_footnotes_are_known_by_name() -> None:
    document = parse_document(POLICY, JA)
    assert document.definitions == {"匿名加工情報": "個人を識別できない ように加工した情報。"}
    assert document.footnotes == {"1": "注記。"}


def test_the_parent_is_the_clause_that_holds_it() -> None:
    document = parse_document(POLICY, JA)
    device = document.clauses[2]
    parent = document.parent(device)
    assert parent is not None
    assert parent.id == "collection"
    assert document.parent(parent) is None


@pytest.mark.parametrize("written", ["../x", "A", "1a", "a/b", "あ", "a" * 64, "a_b", "."])
def test_an_id_that_is_not_well_formed_is_none(written: str) -> None:
    document = parse_document(f"# 題\n\n## 見出し {{#{written}}}\n", JA)
    assert [(c.id, c.explicit, c.title) for c in document.clauses][1:] == [("~1", False, "見出し")]


def test_a_fence_hides_what_looks_like_a_heading() -> None:
    document = parse_document("## a {#a}\n\n```\n## not a clause {#b}\n```\n\n## c {#c}\n", JA)
    assert [c.id for c in document.clauses] == ["a", "c"]


def test_items_in_the_markers_of_real_policies() -> None:
    text = "・氏名\n• 住所\n①電話\n（１）年齢\nア 性別\n一　国籍\na) sex\n1.5倍の期間\n2021年4月\n"
    document = parse_document(text, JA)
    assert [b.marker for b in document.clauses[0].blocks] == ["・", "•", "①", "（１）", "ア", "一", "a)"]


ALPHABET = st.sampled_from("#-*>|`[]{}:^()（）1１.．第条一ア・ \t\u3000\r\n\ufeff\u2028\x0b本文ab😀")


@given(st.text(ALPHABET, max_size=300) | st.text(max_size=300))
def test_clauses_and_blocks_partition_any_text(source: str) -> None:
    document = parse_document(source, JA)
    assert "".join(document.text(clause) for clause in document.clauses) == source
    for clause in document.clauses:
        assert "".join(document.text(block) for block in clause.blocks) == document.text(clause)
        assert all(block.start <= block.content <= block.end for block in clause.blocks)


@given(st.text(ALPHABET, max_size=200))
def test_ids_made_up_are_unique(source: str) -> None:
    made_up = [clause.id for clause in parse_document(source, JA).clauses if not clause.explicit]
    assert len(made_up) == len(set(made_up))


@given(st.text(ALPHABET, max_size=200))
def test_lines_count_from_one_and_grow(source: str) -> None:
    lines = [b.line for c in parse_document(source, JA).clauses for b in c.blocks]
    assert lines == sorted(set(lines))
    assert lines[:1] in ([], [1])
