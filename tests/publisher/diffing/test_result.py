"""What a comparison answers: the contract's JSON, counts, who is renumbered, what is rewritten, what is remembered."""

import json

from publisher.diffing import Change, Comparer, Op
from publisher.model import ClauseId
from tests.publisher.diffing.support import compared, document, redline

OLD = """# 規約

## 第1条（目的） {#purpose}

本サービスの利用条件を定めることを目的とします。

## 第2条（定義） {#definitions}

会員とは、当社が登録を認めた者をいいます。

## 第3条（料金） {#fees}

会員は、別に定める料金を、毎月末日までに、当社の指定する方法により支払います。
"""
MOVED = """# 規約

## 第1条（目的） {#purpose}

本サービスの利用条件を定めることを目的とします。

## 第2条（料金） {#fees}

会員は、別に定める料金を、毎月末日までに、当社の指定する方法により支払います。

## 第3条（定義） {#definitions}

会員とは、当社が登録を承諾した者をいいます。
"""


def test_the_json_has_the_form_of_the_contract() -> None:
    printed = json.loads(json.dumps(compared(OLD, MOVED).to_json(), ensure_ascii=False))
    assert list(printed) == ["clauses"]
    entries = {(entry["id"], entry["change"]): entry for entry in printed["clauses"]}
    assert set(entries) == {
        ("preamble", "unchanged"),
        ("purpose", "unchanged"),
        ("definitions", "moved_from"),
        ("fees", "renumbered"),
        ("definitions", "moved_to"),
    }
    fees = entries["fees", "renumbered"]
    assert list(fees) == ["id", "old_number", "new_number", "change", "segments"]
    assert (fees["old_number"], fees["new_number"]) == ("第3条", "第2条")
    assert fees["segments"][:3] == [["=", "## 第"], ["-", "3", "typographic"], ["+", "2", "typographic"]]


def test_a_moved_clause_stands_in_both_places_in_the_json() -> None:
    entries = compared(OLD, MOVED).to_json()["clauses"]
    (gone,) = [entry for entry in entries if entry["change"] == "moved_from"]
    (come,) = [entry for entry in entries if entry["change"] == "moved_to"]
    assert [segment[0] for segment in gone["segments"]] == ["-"]
    assert [segment[0] for segment in come["segments"]] == ["+"]
    assert "wording" not in gone
    assert ["-", "認め", "wording"] in come["wording"]
    assert ["+", "承諾し", "wording"] in come["wording"]


def test_a_clause_is_asked_for_by_its_id() -> None:
    comparison = compared(OLD, MOVED)
    here, there = comparison.of(ClauseId("definitions"))
    assert (here.departure, there.departure) == (True, False)
    assert here.renumbered
    (fees,) = comparison.of(ClauseId("fees"))
    assert fees.renumbered
    assert fees.form_changed
    assert comparison.of(ClauseId("nowhere")) == ()


def test_a_moved_clause_counts_once() -> None:
    counts = compared(OLD, MOVED).counts
    assert counts == {Change.MOVED_AND_CHANGED: 1, Change.RENUMBERED: 1, Change.UNCHANGED: 2}


def test_a_clause_written_anew_says_so() -> None:
    new = OLD.replace(
        "会員は、別に定める料金を、毎月末日までに、当社の指定する方法により支払います。",
        "前払式の電子マネーによる決済に限り、これを受け付けることとする。",
    )
    comparison = compared(OLD, new)
    (fees,) = comparison.of(ClauseId("fees"))
    (purpose,) = comparison.of(ClauseId("purpose"))
    assert fees.rewritten
    assert fees.changed_share > 0.6
    assert not purpose.rewritten
    assert purpose.changed_share == 0


def test_same_says_byte_for_byte_and_same_wording_says_more() -> None:
    wrapped = OLD.replace("利用条件を", "利用条件を\n")
    assert compared(OLD, OLD).same
    assert not compared(OLD, wrapped).same
    assert compared(OLD, wrapped).same_wording
    assert not compared(OLD, MOVED).same_wording


def test_a_comparer_remembers_what_it_has_compared() -> None:
    cuts: list[str] = []

    def characters(run: str) -> tuple[str, ...]:
        cuts.append(run)
        return tuple(run)

    comparer = Comparer(characters)
    first = comparer.compare(document(OLD), document(MOVED))
    asked = len(cuts)
    again = comparer.compare(document("前文。\n\n" + OLD), document("前文。\n\n" + MOVED))
    assert asked > 0
    assert len(cuts) == asked
    assert first.of(ClauseId("definitions"))[0].segments == again.of(ClauseId("definitions"))[0].segments


def test_an_id_that_differs_means_another_clause() -> None:
    comparison = compared(OLD, OLD.replace("{#fees}", "{#charges}"))
    assert [(c.id, c.change) for c in comparison.changes if c.change is not Change.UNCHANGED] == [
        ("fees", Change.REMOVED),
        ("charges", Change.ADDED),
    ]


def test_a_heading_alone_never_moves() -> None:
    old = "## A\n\n## B\n\n当社は、利用者の情報を適切に取り扱います。\n\n## C\n\n会員は、いつでも退会できます。\n"
    new = "## B\n\n当社は、利用者の情報を適切に取り扱います。\n\n## C\n\n会員は、いつでも退会できます。\n\n## A\n\n"
    changes = [change.change for change in compared(old, new).changes]
    assert Change.MOVED not in changes
    assert {Change.REMOVED, Change.ADDED} <= set(changes)


def test_a_section_moves_with_all_that_stands_in_it() -> None:
    first = (
        "## 1. 総則\n\n### (1) 目的\n\n本規約の目的を定めるものとします。\n\n"
        "### (2) 定義\n\n用語の意味を次のとおり定めます。\n\n"
    )
    others = "".join(f"## {n}. {t}\n\n{t}に関する事項は、{w}により別に定めます。\n\n" for n, t, w in _SECTIONS)
    comparison = compared(first + others, others + first)
    moved = [change.new.title for change in comparison.changes if change.moved and not change.departure and change.new]
    assert moved == ["総則", "目的", "定義"]


_SECTIONS = ((2, "料金", "料金表"), (3, "退会", "退会規程"), (4, "免責", "個別の契約"), (5, "通知", "当社の掲示"))


def test_a_long_text_without_white_space_is_compared() -> None:
    old, new = "あ" * 100_000, "い" * 100_000 + "あ"
    comparison = compared(old, new)
    assert comparison.replays()
    assert {segment.op for segment in comparison.changes[0].segments} >= {Op.DELETE, Op.INSERT}


def test_mixed_line_endings_are_kept() -> None:
    comparison = compared("一。\r\n\r\n二。\n", "一。\n\n三。\r\n")
    assert redline(comparison) == "一。[-~\r\n\r-]{+~\n+}\n[-二-]{+三+}。{+~\r+}\n"
