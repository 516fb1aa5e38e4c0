"""HTML pages as sites publish them."""

from collections import Counter

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.errors import BadInputError
from publisher.importing.cleaning import visible
from publisher.importing.faithful import document_characters
from tests.publisher.importing.support import FIXTURES, codes, fixture, headings, imported


def test_a_page_is_structured_as_a_person_would() -> None:
    expected = (FIXTURES / "shop_policy.expected.md").read_text(encoding="utf-8")
    assert fixture("shop_policy.html").document.source == expected


def test_the_report_lists_what_was_left_out_and_what_could_not_be_kept() -> None:
    notes = {(n.code.value, n.line) for n in fixture("shop_policy.html").report.notes}
    assert {("cell-spans", 28), ("cell-lines", 28), ("picture", 40), ("left-out", 46), ("left-out", 48)} <= notes


def test_nothing_of_scripts_navigation_and_forms_is_kept() -> None:
    source = fixture("shop_policy.html").document.source
    for word in ("dataLayer", "商品一覧", "メニュー", "検索", "javascript", "見えない", "隠れた"):
        assert word not in source


def test_links_inside_the_page_lead_to_the_clause_and_others_become_absolute() -> None:
    source = fixture("shop_policy.html").document.source
    assert "変更については[](#changes)をご覧ください" in source
    assert "[こちら](https://shop.example.com/contact)" in source


def test_a_page_without_heading_elements_is_structured_by_its_numbers() -> None:
    page = """<body><p><b>利用規約</b></p><p><b>1. 目的</b><br>この規約は、条件を定めます。</p>
      <p><b>2. 禁止事項</b><br>・違法な行為<br>・迷惑な行為</p><p><b>3. 免責</b></p><p>保証しません。</p></body>"""
    assert headings(imported(page, "a.html")) == [
        (1, "purposes", "1. 目的"),
        (1, "prohibited", "2. 禁止事項"),
        (1, "disclaimer", "3. 免責"),
    ]


def test_drawn_list_numbers_are_written_out() -> None:
    page = (
        '<ol start="3"><li>三</li><li value="7">七</li></ol><ol type="a"><li>い</li></ol><ol><li>（１）自前</li></ol>'
    )
    result = imported(f"<p>次のとおり。</p>{page}", "a.html")
    assert result.document.source == "次のとおり。\n\n3. 三\n7. 七\n\n(a) い\n\n（１）自前\n"
    assert "numbers-written" in codes(result)


def test_a_named_element_is_read_and_the_rest_is_left_out() -> None:
    page = "<body><div id=a><p>外です。</p></div><div id=b><p>中です。</p></div></body>"
    assert imported(page, "a.html", select="#b").document.source == "中です。\n"


@pytest.mark.parametrize("select", ["#c", "p[", "::"])
def test_a_selector_that_finds_nothing_is_refused(select: str) -> None:
    with pytest.raises(BadInputError) as error:
        imported("<body><p>中です。</p></body>", "a.html", select=select)
    assert error.value.remedy


@pytest.mark.parametrize("page", ["<html><body><script>x()</script></body></html>", "<nav>目次</nav>"])
def test_a_page_without_text_is_refused(page: str) -> None:
    with pytest.raises(BadInputError, match="holds no text"):
        imported(page, "a.html")


@pytest.mark.parametrize("charset", ["shift_jis", "euc-jp", "utf-8"])
def test_the_encoding_that_a_page_names_is_used(charset: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><body><p>個人情報の取扱い</p></body></html>'
    result = imported(page.encode(charset), "a.html")
    assert result.document.source == "個人情報の取扱い\n"


def test_deep_nesting_is_read_up_to_a_bound_and_refused_beyond_it() -> None:
    assert "底" in imported("<div>" * 100 + "底" + "</div>" * 100, "a.html").document.source
    with pytest.raises(BadInputError, match="nested"):
        imported("<div>" * 3000 + "底" + "</div>" * 3000, "a.html")


INLINE = st.recursive(
    st.sampled_from(["個人情報", "a b", " ", "*", "_x_", "[y]", "(z)", "!", "1. ", "・", "&lt;b&gt;", "&amp;amp;", "a | b", "\\", "。\n"]),  # noqa: E501
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format, st.sampled_from(["b", "em", "span", 'a href="/x"', "sup"]), inner
    ).map(lambda html: html.replace('</a href="/x">', "</a>"))
    | st.lists(inner, max_size=3).map("".join),
    max_leaves=6,
)  # fmt: skip
BLOCKS = st.builds(
    lambda tag, texts: {"ul": "<ul>{}</ul>", "table": "<table><tr><td colspan=2>{}</td></tr><tr><td>a<td>b</table>"}.get(  # noqa: E501
        tag, f"<{tag}>{{}}</{tag}>"
    ).format("<br>".join(texts) if tag != "ul" else "".join(f"<li>{text}</li>" for text in texts)),
    st.sampled_from(["p", "div", "h2", "h3", "ul", "table", "blockquote", "pre", "dd"]),
    st.lists(INLINE, min_size=1, max_size=3),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=5))
def test_no_character_of_a_page_is_lost(blocks: list[str]) -> None:
    page = "<body><p>本文</p>" + "".join(blocks) + "</body>"
    result = imported(page, "a.html")
    drawn = Counter(b.marker for c in result.document.clauses for b in c.blocks if b.kind == "item" and b.marker == "-")
    expected = Counter(visible(BeautifulSoup(page, "html.parser").get_text())) + drawn
    assert Counter(document_characters(result.document)) == expected
