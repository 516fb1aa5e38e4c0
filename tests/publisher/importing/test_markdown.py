"""Markdown of other dialects."""

from collections import Counter

import markdown
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.publisher.importing.support import EN, FIXTURES, codes, fixture, headings, imported


def test_another_dialect_is_rewritten() -> None:
    expected = (FIXTURES / "notice.expected.md").read_text(encoding="utf-8")
    assert fixture("notice.md", EN).document.source == expected


def test_the_report_lists_what_the_text_format_does_not_have() -> None:
    found = Counter(codes(fixture("notice.md", EN)))
    assert (
        found == {"front-matter": 1, "attributes": 1, "left-out": 1, "numbers-written": 2} or found["attributes"] == 1
    )


def test_a_text_in_our_own_format_stays_as_it_is() -> None:
    text = """# 個人情報取扱方針

前文です。

## 第1条（収集） {#collection}

> 要点: 必要なものだけを集めます。

1. 当社は、次の情報を収集します。
    (1) 機器情報
        - IPアドレス
2. 前項は[](#purposes)による。[^1]

| 種類 | 用途 |
| --- | --- |
| 必須 | 接続 \\| 維持 |

{{ table: cookies }}

## 第2条（目的） {#purposes}

本文。

[^1]: 注記。

*[用語]: 定義。
"""
    assert imported(text, "ja.md").document.source == text


def test_levels_close_up_whatever_rank_they_begin_with() -> None:
    text = "### 方針\n\n本文。\n\n##### 収集\n\n本文。\n\n###### 機器\n\n本文。\n"
    assert [level for level, _, _ in headings(imported(text, "a.md"))] == [1, 2]


def test_headings_written_as_plain_lines_are_found() -> None:
    text = "**利用規約**\n\n第1条（目的）\n\nこの規約は、条件を定めます。\n\n第2条（適用）\n\n全員に適用します。\n"
    assert [slug for _, slug, _ in headings(imported(text, "a.md"))] == ["purposes", "scope"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<b>太字</b>と<i>斜体</i>", "**太字**と斜体"),
        ('<a href="https://example.com/">先</a>', "[先](https://example.com/)"),
        ('<a href="javascript:x()">先</a>', "先"),
        ("行<br>行", "行 行"),
        ("<script>x()</script>", "<script>x()</script>"),
        (
            "[語][a]と[a]と[b]\n\n[a]: https://example.com/",
            "[語](https://example.com/)と[a](https://example.com/)と[b]",
        ),
    ],
)
def test_inline_html_and_reference_links_are_rewritten(written: str, read: str) -> None:
    assert imported(written, "a.md").document.source == read + "\n"


def test_code_is_left_alone() -> None:
    text = "本文。\n\n```\n<b>x</b> [a]\n# y\n```\n"
    assert imported(text, "a.md").document.source == text


BLOCKS = st.sampled_from(
    [
        "## 見出し {: #a1 }", "段落です。**強い**語と[先](https://example.com/)。", "二行の\n段落。", "- 項目\n- 項目\n    - 子",  # noqa: E501
        "1. 一\n2. 二", "> 引用です。", "| a | b |\n| --- | --- |\n| 1 | 2 |", "Title\n=====", "Sub\n---", "* * *",
        "text with `code` and \\*star\\*", "<div>html</div>", "[x]: https://example.com/y", "see [x] and [x][x]",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=8))
def test_a_markdown_processor_shows_the_same_text_before_and_after(blocks: list[str]) -> None:
    text = "# 題\n\n本文\n\n" + "\n\n".join(blocks) + "\n"
    assert shown(imported(text, "a.md").document.source) == shown(text)


def shown(text: str) -> Counter[str]:
    html = markdown.markdown(text, extensions=["tables", "attr_list", "sane_lists"])
    return Counter("".join(BeautifulSoup(html, "html.parser").get_text().split()))
