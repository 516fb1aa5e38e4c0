"""The blocks of a compared clause: what renderers show, in one text or side by side."""

from publisher.diffing import BlockChange, Level, Op, Piece, PieceKind, block_changes, cells
from tests.publisher.diffing.support import compared


def blocks(old: str, new: str) -> list[BlockChange]:
    comparison = compared(old, new)
    return [block for change in comparison.changes for block in block_changes(comparison, change)]


def shown(pieces: tuple[Piece, ...]) -> str:
    marks = {Op.EQUAL: "{}", Op.DELETE: "[-{}-]", Op.INSERT: "{{+{}+}}"}
    return "".join(marks[piece.op].format(piece.text) for piece in pieces if piece.kind is not PieceKind.BAR)


def test_a_block_has_a_redline_and_two_sides() -> None:
    (block,) = blocks("**当社**は、情報を収集します。", "**当社**は、情報を取得します。")
    assert shown(block.pieces) == "当社は、情報を[-収集-]{+取得+}します。"
    assert shown(block.old_pieces) == "当社は、情報を[-収集-]します。"
    assert shown(block.new_pieces) == "当社は、情報を{+取得+}します。"
    assert [piece.strong for piece in block.pieces][:2] == [True, False]


def test_items_stand_beside_their_counterparts() -> None:
    found = blocks("- 氏名\n- 住所\n- 電話番号\n", "- 氏名\n- 生年月日\n- 住所\n- 電話番号\n")
    assert [(block.old is None, shown(block.pieces)) for block in found] == [
        (False, "氏名"),
        (True, "{+生年月日+}"),
        (False, "住所"),
        (False, "電話番号"),
    ]


def test_a_changed_marker_is_a_change_of_form() -> None:
    first, second = blocks("1. 氏名\n", "1. 国籍\n2. 氏名\n")
    assert (first.changed, first.form_changed) == (True, False)
    assert (second.changed, second.form_changed) == (False, True)


def test_a_new_column_is_a_cell_of_its_own_in_every_row() -> None:
    old = "| 種類 | 用途 |\n|---|---|\n| 必須 | 接続 |\n"
    new = "| 種類 | 期間 | 用途 |\n|---|---|---|\n| 必須 | 一年 | 接続 |\n"
    rows = [[shown(cell) for cell in cells(block.pieces)] for block in blocks(old, new)]
    assert rows == [["種類", "{+期間+}", "用途"], ["必須", "{+一年+}", "接続"]]


def test_a_link_that_leads_elsewhere_is_known_with_both_targets() -> None:
    (block,) = blocks("[規約](https://example.com/a)を参照。", "[規約](https://example.com/b)を参照。")
    (link,) = [piece for piece in block.pieces if piece.level is Level.LINK]
    assert (link.op, link.text, link.old_target, link.target) == (
        Op.EQUAL,
        "規約",
        "https://example.com/a",
        "https://example.com/b",
    )
    assert block.changed


def test_emphasis_that_comes_is_a_change_of_form() -> None:
    (block,) = blocks("当社は責任を負いません。", "当社は**責任を負いません**。")
    assert not block.changed
    assert block.form_changed


def test_wrapped_lines_are_shown_joined() -> None:
    (block,) = blocks("個人\n情報を取得します。", "個人\n情報を収集します。")
    assert shown(block.pieces) == "個人情報を[-取得-]{+収集+}します。"
    (block,) = blocks("We collect\nthe data.", "We store\nthe data.")
    assert shown(block.pieces) == "We [-collect-]{+store+} the data."


def test_a_paragraph_written_anew_stands_beside_the_old_one() -> None:
    found = blocks("同じ段落。\n\n甲は乙に通知する。\n\n末尾。\n", "同じ段落。\n\n料金は無料とします！\n\n末尾。\n")
    assert [(block.old is not None, block.new is not None) for block in found] == [(True, True)] * 3


def test_a_divided_paragraph_shows_its_second_half_unmarked() -> None:
    first, second = blocks("第一文です。第二文です。", "第一文です。\n\n第二文です。")
    assert (shown(first.old_pieces), shown(first.new_pieces)) == ("第一文です。第二文です。", "第一文です。")
    assert second.old is None
    assert shown(second.new_pieces) == "第二文です。"


def test_the_parts_of_a_split_clause_have_the_blocks_of_their_part() -> None:
    long = "登録を希望する者は、当社の定める方法により申請します。"
    other = "会員は、登録した事項に変更があったときは、速やかに届け出ます。"
    old = f"## 1. 登録 {{#a}}\n\n{long}\n\n{other}\n"
    new = f"## 1. 登録 {{#a}}\n\n{long}\n\n## 2. 変更 {{#b}}\n\n{other}\n"
    comparison = compared(old, new)
    first, second = (block_changes(comparison, change) for change in comparison.changes)
    assert [shown(block.pieces) for block in first] == ["1. 登録", long]
    assert [shown(block.pieces) for block in second] == ["{+2. 変更+}", other]
