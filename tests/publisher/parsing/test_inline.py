"""What stands inside a line: every visible character knows where in the source it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.parsing import RunKind, parse_inline, visible_text


@pytest.mark.parametrize(
    ("source", "visible"),
    [
        ("当社は、**個人情報**を扱います。", "当社は、個人情報を扱います。"),
        ("[利用目的](#purposes)に従う", "利用目的に従う"),
        ("see [our site](https://example.com/a_(b)?c=1) now", "see our site now"),
        ('[words](https://example.com "title")', "words"),
        ("[**strong** link](https://example.com)", "strong link"),
        ("[[1] a note](https://example.com)", "[1] a note"),
        (r"\*1 と \[注\](仮) と \\ と \<b>", r"*1 と [注](仮) と \ と <b>"),
        ("cookie `_ga*` と _gid_ と snake_case_name", "cookie _ga* と gid と snake_case_name"),
        ("2 * 3 * 4 と ** 空き **", "2 * 3 * 4 と ** 空き **"),
        ("<https://example.com/> へ", "https://example.com/ へ"),
        ("*a **b** c*", "a b c"),
        ("閉じない **強調 と [角括弧 と `code", "閉じない **強調 と [角括弧 と `code"),
        ("<b>HTML</b>", "<b>HTML</b>"),
    ],
)
def test_the_visible_text_is_the_source_without_markup(source: str, visible: str) -> None:
    assert visible_text(source) == visible


def test_references_and_footnotes_are_runs_of_their_own() -> None:
    runs = parse_inline("前項は[](#purposes)第2項による。[^1]")
    assert [(r.kind, r.text, r.target) for r in runs] == [
        (RunKind.TEXT, "前項は", ""),
        (RunKind.REFERENCE, "", "#purposes"),
        (RunKind.TEXT, "第2項による。", ""),
        (RunKind.FOOTNOTE, "1", ""),
    ]


def test_styles_nest() -> None:
    runs = parse_inline("**a *b* [c](https://example.com)**")
    assert [(r.text, r.strong, r.emphasis, r.target) for r in runs] == [
        ("a ", True, False, ""),
        ("b", True, True, ""),
        (" ", True, False, ""),
        ("c", True, False, "https://example.com"),
    ]


@given(st.text(alphabet="ab_ *`[]()\\#^<>:/第条\n", max_size=80))
def test_every_visible_character_knows_its_offset(source: str) -> None:
    position = 0
    for run in parse_inline(source):
        assert run.start >= position
        assert source.startswith(run.text, run.start)
        position = run.start + len(run.text)


@pytest.mark.parametrize("mark", ["**a", "*a ", "[a](", "`", "_a ", "[](#", "[[a]", "<", "\\"])
def test_a_hostile_line_is_read_to_its_end(mark: str) -> None:
    assert parse_inline(mark * 100_000)[-1].text
