"""The laws that every comparison obeys, whatever the texts."""

from hypothesis import given
from hypothesis import strategies as st

from publisher.diffing import Change, ClauseChange, Level, Op, block_changes
from tests.publisher.diffing.support import SOURCES, compared, revisions

CLAUSES = (
    ("目的", "この規約は、本サービスの利用条件を定めることを目的とします。"),
    ("定義", "この規約において、会員とは、当社が登録を認めた者をいいます。"),
    ("料金", "会員は、別に定める料金を、毎月末日までに指定の方法で支払います。"),
    ("禁止事項", "会員は、法令又は公序良俗に反する行為その他の迷惑な行為をしてはなりません。"),
    ("Leaving", "A member may leave the service at any time by closing the account in the settings."),
    ("Notices", "The company sends notices to the e-mail address that the member has registered."),
)
WORDS = (
    "当社は",
    "個人情報",
    "を",
    "取得",
    "します",
    "、",
    "利用目的",
    "の",
    "達成",
    "に",
    "必要な",
    "範囲",
    "アカウント",
    "第三者",
)


def _text(order: list[int]) -> str:
    return "".join(f"## {n}. {CLAUSES[at][0]}\n\n{CLAUSES[at][1]}\n\n" for n, at in enumerate(order, 1))


def _facts(change: ClauseChange, *, mirror: bool = False) -> list[tuple[str, str, int, int]]:
    turn = {"=": "=", "-": "+", "+": "-"} if mirror else {op: op for op in "=-+"}
    ends = (lambda s: (s.new, s.old)) if mirror else (lambda s: (s.old, s.new))
    return [(turn[s.op.value], s.text, *(ends(s) if s.op is Op.EQUAL else (0, 0))) for s in change.segments]


PAIRS = revisions() | st.tuples(SOURCES, SOURCES)


@given(PAIRS)
def test_both_texts_are_replayed_to_the_byte(pair: tuple[str, str]) -> None:
    old, new = pair
    entries = compared(old, new).to_json()["clauses"]
    segments = [segment for entry in entries for segment in entry["segments"]]
    assert "".join(text for op, text, *_ in segments if op in "=-") == old
    assert "".join(text for op, text, *_ in segments if op in "=+") == new


@given(SOURCES)
def test_a_text_has_no_difference_from_itself(source: str) -> None:
    comparison = compared(source, source)
    assert {change.change for change in comparison.changes} <= {Change.UNCHANGED}
    assert {segment.op for change in comparison.changes for segment in change.segments} <= {Op.EQUAL}


@given(PAIRS)
def test_only_what_differs_has_a_level_and_nothing_is_empty(pair: tuple[str, str]) -> None:
    for change in compared(*pair).changes:
        for segment in change.segments:
            assert segment.text
            assert (segment.level is None) == (segment.op is Op.EQUAL)


@given(PAIRS)
def test_offsets_say_where_a_segment_stands(pair: tuple[str, str]) -> None:
    comparison = compared(*pair)
    for change in comparison.changes:
        for segment in change.segments:
            if change.old and segment.op is not Op.INSERT:
                start = change.old.start + segment.old
                assert comparison.old.source[start : start + len(segment.text)] == segment.text
            if change.new and segment.op is not Op.DELETE:
                start = change.new.start + segment.new
                assert comparison.new.source[start : start + len(segment.text)] == segment.text


@given(PAIRS)
def test_the_way_back_mirrors_the_way_there(pair: tuple[str, str]) -> None:
    there, back = compared(*pair), compared(*reversed(pair))
    assert there.same_wording == back.same_wording
    if len(there.changes) == len(back.changes) == 1:
        (one,), (other,) = there.changes, back.changes
        assert sorted(_facts(one)) == sorted(_facts(other, mirror=True))


@given(st.lists(st.sampled_from(range(len(CLAUSES))), min_size=2, max_size=6, unique=True), st.data())
def test_a_moved_clause_costs_nothing_in_words(order: list[int], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(order))
    comparison = compared(_text(order), _text(shuffled))
    moved = [change for change in comparison.changes if change.moved]
    assert bool(moved) == (order != list(shuffled))
    for change in comparison.changes:
        assert change.change in (Change.MOVED, Change.RENUMBERED, Change.UNCHANGED)
        assert all(segment.level is not Level.WORDING for segment in change.segments)


@given(st.lists(st.sampled_from(WORDS), min_size=3, max_size=40), st.data())
def test_white_space_is_never_wording(words: list[str], data: st.DataObject) -> None:
    """Japanese may be wrapped anywhere, between any two characters, without a change of wording."""
    text = "".join(words)
    at = data.draw(st.integers(1, len(text) - 1))
    comparison = compared(
        text + "\n", text[:at] + data.draw(st.sampled_from(["\n", " ", "\u3000", "\r\n"])) + text[at:]
    )
    assert comparison.same_wording


@given(PAIRS)
def test_blocks_show_every_changed_word(pair: tuple[str, str]) -> None:
    comparison = compared(*pair)
    for change in comparison.changes:
        blocks = block_changes(comparison, change)
        pieces = [piece for block in blocks for piece in block.pieces]
        shown = {piece.op for piece in pieces if piece.level is Level.WORDING}
        assert shown <= {segment.op for segment in change.segments if segment.level is Level.WORDING}
        assert all(piece.op is not Op.EQUAL or piece.level is not Level.WORDING for piece in pieces)
