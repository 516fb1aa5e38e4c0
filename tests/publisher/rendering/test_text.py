"""The HTML of a text, case by case: what an author writes and what a reader gets."""

from textwrap import dedent

import pytest

from publisher.model import Language
from publisher.parsing import parse_document
from publisher.rendering.text import TextHtml, text_html


def rendered(source: str, *, language: str = "ja", allow_html: bool = False) -> TextHtml:
    return text_html(parse_document(dedent(source), Language(language)), allow_html=allow_html)


CASES = {
    "a line break in Japanese stands for nothing": ("日本\n語", "<p>日本語</p>"),
    "a line break between Latin words is a space": ("two\nwords", "<p>two words</p>"),
    "two spaces at the end of a line break it": ("一行  \n二行", "<p>一行<br>二行</p>"),
    "strong words": ("**重要**です", "<p><strong>重要</strong>です</p>"),
    "emphasis within strong words": ("**a *b***", "<p><strong>a *b</strong>*</p>"),
    "code is shown as it is": ("`a < b`", "<p><code>a &lt; b</code></p>"),
    "an escaped star is a star": (r"\*a\*", "<p>*a*</p>"),
    "a link": (
        "[x](https://example.com/?a=1&b=2)",
        '<p><a href="https://example.com/?a=1&amp;b=2" rel="external">x</a></p>',
    ),
    "a bare address is linked up to the first Japanese character": (
        "https://example.com/aをご覧ください。",
        '<p><a href="https://example.com/a" rel="external">https://example.com/a</a>をご覧ください。</p>',
    ),
    "the full stop after an address is not part of it": (
        "See https://example.com/a.",
        '<p>See <a href="https://example.com/a" rel="external">https://example.com/a</a>.</p>',
    ),
    "a mail address is linked": (
        "privacy@example.com",
        '<p><a href="mailto:privacy@example.com">privacy@example.com</a></p>',
    ),
    "a link that would run a script is words": ("[x](javascript:alert(1))", "<p>x</p>"),
    "a script is text": ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
    "a cross reference shows the number": ("[](#b)第2項", '<p><a class="reference" href="#b">第2条</a>第2項</p>'),
    "a cross reference to nothing shows what was written": (
        "[](#zz)",
        '<p><a class="reference" href="#zz">#zz</a></p>',
    ),
    "items keep their markers": (
        "(1) 甲\n    ア 乙\n(2) 丙",
        '<ul class="items"><li><span class="marker">(1)</span><p>甲</p><ul class="items"><li>'
        '<span class="marker">ア</span><p>乙</p></li></ul></li><li><span class="marker">(2)</span><p>丙</p></li></ul>',
    ),
    "a bullet is a dot that is not read out": (
        "- 甲",
        '<ul class="items"><li><span class="marker" aria-hidden="true">・</span><p>甲</p></li></ul>',
    ),
    "a paragraph under an item belongs to it": (
        "1. 甲\n\n    乙",
        '<ul class="items"><li><span class="marker">1.</span><p>甲</p><p>乙</p></li></ul>',
    ),
    "a table has a head and names its rows": (
        "| 種類 | 用途 |\n|---|---|\n| 必須 | a\\|b |",
        '<div class="table"><table><thead><tr><th scope="col">種類</th><th scope="col">用途</th></tr></thead>'
        '<tbody><tr><th scope="row" data-title="種類">必須</th><td data-title="用途">a|b</td></tr>'
        "</tbody></table></div>",
    ),
    "an empty cell stays a cell": (
        "| a | b |\n|---|---|\n| 1 | |",
        '<div class="table"><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
        '<tbody><tr><th scope="row" data-title="a">1</th><td data-title="b"></td></tr></tbody></table></div>',
    ),
    "a quote": ("> 甲\n> 乙", "<blockquote><p>甲<br>乙</p></blockquote>"),
    "a fence": ("```\na  b\n```", "<pre><code>a  b</code></pre>"),
    "a rule": ("甲\n\n---\n", "<p>甲</p><hr>"),
}


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_a_block_is_shown(source: str, expected: str) -> None:
    text = rendered(f"## 第1条（甲） {{#a}}\n\n{source}\n\n## 第2条（乙） {{#b}}\n")
    assert text.clauses[0].body == expected


def test_a_heading_is_its_number_and_its_words() -> None:
    clause = rendered("## 第4条の2（**目的**） {#purposes}\n").clauses[0]
    assert (clause.number, clause.title, clause.title_html) == ("第4条の2", "（目的）", "（<strong>目的</strong>）")
    assert (clause.anchor, clause.level) == ("purposes", 1)


def test_a_summary_is_shown_apart_from_the_text() -> None:
    clause = rendered("## 1. 甲 {#a}\n\n> 要点: 短く**言えば**。\n\n本文。\n").clauses[0]
    assert (clause.summary, clause.body) == ("短く<strong>言えば</strong>。", "<p>本文。</p>")


def test_a_term_is_explained_once_in_each_clause_and_only_where_it_stands_alone() -> None:
    text = rendered(
        """\
        ## 1. 甲 {#a}

        個人情報保護法により個人情報を扱い、個人情報を守ります。

        ## 2. 乙 {#b}

        個人情報です。

        *[個人情報]: 生存する個人に関する情報。
        """
    )
    first, second = text.clauses
    assert first.body.count("<dfn") == 1
    assert "個人情報保護法により<span" in first.body
    assert second.body.count("<dfn") == 1
    assert text.definitions == (("個人情報", "生存する個人に関する情報。"),)


def test_a_footnote_is_marked_and_leads_back() -> None:
    text = rendered("## 1. 甲 {#a}\n\n一[^x]二[^x]\n\n## 2. 乙 {#b}\n\n三[^x]\n\n[^x]: 注の文。\n")
    assert text.clauses[0].body.count('id="note-1-mark"') == 1
    assert 'id="note-1-mark"' not in text.clauses[1].body
    assert text.notes == ((1, "注の文。"),)


def test_harmless_elements_are_let_through_where_allowed_and_always_closed() -> None:
    source = "## 1. 甲 {#a}\n\n<ruby>個<rt>こ</ruby>人</sup><script>x</script>\n"
    assert "&lt;ruby&gt;" in rendered(source).clauses[0].body
    allowed = rendered(source, allow_html=True).clauses[0].body
    assert allowed == "<p><ruby>個<rt>こ</rt></ruby>人&lt;script&gt;x&lt;/script&gt;</p>"
