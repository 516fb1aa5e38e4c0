"""Word documents: what Word draws, tracks and hides."""

import pytest

from publisher.errors import BadInputError
from tests.publisher.importing.support import codes, headings, imported, p, r, word, xml_element

NUMBERING = """
<w:abstractNum w:abstractNumId="1">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimalFullWidth"/><w:lvlText w:val="第%1条"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="2"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="aiueoFullWidth"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="3">
  <w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride>
</w:num>
"""


TOC = (
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    f"<w:sdtContent>{p('目次')}</w:sdtContent></w:sdt>"
)


def numbered(text: str, level: int, number: int = 1) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_styles_say_what_is_title_and_heading() -> None:
    data = word(p("方針", "Title"), p("1. 収集", "Heading1"), p("本文。"), p("機器", "Heading2"), p("本文。"))
    result = imported(data, "a.docx")
    assert result.document.title == "方針"
    assert headings(result) == [(1, "collection", "1. 収集"), (2, "collection-1", "機器")]


def test_the_numbers_that_word_draws_are_written_out() -> None:
    data = word(
        numbered("（目的）", 0), numbered("一つ目。", 1), numbered("二つ目。", 1), numbered("細目。", 2),
        numbered("（適用）", 0), numbered("最初に戻る。", 1, 3), numbered("点。", 0, 2),
        numbering=NUMBERING,
    )  # fmt: skip
    result = imported(data, "a.docx")
    assert result.document.source == (
        "## 第１条（目的） {#purposes}\n\n2. 一つ目。\n3. 二つ目。\n    ア. 細目。\n\n"
        "## 第２条（適用） {#scope}\n\n1. 最初に戻る。\n\n- 点。\n"
    )
    assert "numbers-written" in codes(result)


def test_tracked_changes_are_accepted_and_counted() -> None:
    ins, dele = '<w:ins w:id="1" w:author="a">{}</w:ins>', '<w:del w:id="2" w:author="a">{}</w:del>'
    deleted_text = '<w:r><w:delText xml:space="preserve">旧</w:delText></w:r>'
    data = word(
        p(r("当社は") + dele.format(deleted_text) + ins.format(r("新")) + r("です。")),
        p(dele.format(deleted_text), properties='<w:rPr><w:del w:id="3" w:author="a"/></w:rPr>'),
        p("前半", properties='<w:rPr><w:del w:id="4" w:author="a"/></w:rPr>'),
        p("後半。"),
        p('<w:moveFrom w:id="5" w:author="a">' + r("動いた") + "</w:moveFrom>" + r("残った。")),
        p('<w:moveTo w:id="6" w:author="a">' + r("動いた。") + "</w:moveTo>"),
    )
    result = imported(data, "a.docx")
    assert result.document.source == "当社は新です。\n\n前半後半。\n\n残った。\n\n動いた。\n"
    assert "tracked-changes" in codes(result)


def test_a_deleted_row_is_gone_and_merged_cells_are_listed() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"

    rows = [
        f"<w:tr>{cell('種類')}{cell('用途')}</w:tr>",
        f'<w:tr>{cell("必須", """<w:vMerge w:val="restart"/>""")}{cell("接続")}</w:tr>',
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('維持')}</w:tr>",
        f'<w:tr><w:trPr><w:del w:id="9" w:author="a"/></w:trPr>{cell("消")}{cell("えた")}</w:tr>',
        f"<w:tr>{cell('横', '<w:gridSpan w:val=&quot;2&quot;/>'.replace('&quot;', chr(34)))}</w:tr>",
    ]
    result = imported(word(f"<w:tbl>{''.join(rows)}</w:tbl>"), "a.docx")
    assert result.document.source == ("| 種類 | 用途 |\n| --- | --- |\n| 必須 | 接続 |\n|  | 維持 |\n| 横 |  |\n")
    assert "cell-spans" in codes(result)


def test_links_strong_words_breaks_and_fields_are_read() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://example.com/a" </w:instrText></w:r>'  # noqa: E501
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("先") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    data = word(p(r("強い", "<w:b/>") + r("弱い", '<w:b w:val="0"/>') + field + "<w:r><w:br/></w:r>" + r("次の行。")))
    assert imported(data, "a.docx").document.source == "**強い**弱い[先](https://example.com/a)\n\n次の行。\n"


def test_footnotes_stand_at_the_end_and_comments_are_listed() -> None:
    data = word(
        p(r("本文") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r("。")),
        parts={
            "footnotes": f'<w:footnote w:type="separator" w:id="0">{p("—")}</w:footnote>'
            f'<w:footnote w:id="2">{p("注です。")}</w:footnote>',
            "comments": f'<w:comment w:id="1" w:author="弁護士">{p("ここは要検討")}</w:comment>',
        },
    )
    result = imported(data, "a.docx")
    assert result.document.source == "本文[^2]。\n\n[^2]: 注です。\n"
    assert [n.detail for n in result.report.notes if n.code == "comment"] == ["弁護士: ここは要検討"]


def test_hidden_text_and_tables_of_contents_are_left_out_and_listed() -> None:
    data = word(TOC, p("目次 1", "TOC1"), p(r("見える。") + r("隠し", "<w:vanish/>")))
    result = imported(data, "a.docx")
    assert result.document.source == "見える。\n"
    assert "left-out" in codes(result)


def test_the_text_of_a_text_box_follows_its_paragraph_once() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:pict><w:txbxContent>{p('箱の中。')}</w:txbxContent></w:pict>"
    alternatives = f"<mc:AlternateContent {mc}><mc:Choice Requires=\"wps\">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"  # fmt: skip # noqa: E501
    result = imported(word(p(r("前。") + f"<w:r>{alternatives}</w:r>")), "a.docx")
    assert result.document.source == "前。\n\n箱の中。\n"
    assert "object" in codes(result)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 broken",
        b"no zip at all",
        word(p("x"))[:400],
        word(p("x")).replace(b"word/document.xml", b"word/documant.xml"),
    ],
)
def test_a_damaged_file_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(BadInputError, match="not a Word document"):
        imported(data, "a.docx")


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0old", b"%PDF-1.7 x", word(p("x"))])
def test_a_binary_file_under_the_name_of_a_text_is_refused(data: bytes) -> None:
    with pytest.raises(BadInputError, match="not a text"):
        imported(data, "a.txt")


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(BadInputError, match="holds no text"):
        imported(word(p("")), "a.docx")


def test_the_helper_gives_namespaces_to_the_outermost_element() -> None:
    assert xml_element("<w:p/>").tag.endswith("}p")
