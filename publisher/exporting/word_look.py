"""How our Word documents look: A4, a quiet Japanese legal document, black on white."""

from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from publisher.model import Language

_EAST_ASIAN = "游明朝"
_LATIN = "Times New Roman"
_HEADINGS = {"Title": 16, "Heading 1": 12, "Heading 2": 11, "Heading 3": 10.5}
DEFINITION = "Policy Definition"
TABLE_CELL = "Policy Table Cell"
TABLE_HEAD = "Policy Table Head"


def new_document(title: str, language: Language, made: datetime, landscape: bool = False) -> Any:
    """An empty A4 document with our styles, its title, language and date set."""
    document = docx.Document()
    _page(document.sections[0], landscape)
    _styles(document.styles, language)
    properties = document.core_properties
    properties.title, properties.language, properties.author = title, language, ""
    properties.created = properties.modified = made.replace(tzinfo=None)
    properties.comments = ""
    return document


def furnish(document: Any, header: str) -> None:
    """The page header with a line of facts, and the page number in the footer."""
    section = document.sections[0]
    above = section.header.paragraphs[0]
    above.text = header
    above.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    below = section.footer.paragraphs[0]
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(OxmlElement("w:r"))
    below._p.append(field)


def _page(section: Any, landscape: bool) -> None:
    width, height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.page_width, section.page_height = width, height
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(20 if landscape else 25)
    section.top_margin = section.bottom_margin = Mm(22)


def _styles(styles: Any, language: Language) -> None:
    normal = styles["Normal"]
    _font(normal, 10.5, language)
    normal.paragraph_format.space_after = Pt(4)
    normal.paragraph_format.line_spacing = 1.35
    for name, size in _HEADINGS.items():
        _heading(styles[name], size, language)
    for level, depth in enumerate(("", " 2", " 3"), 1):
        _item(styles[f"List{depth}"], level)
        _item(styles[f"List Bullet{depth}"], level)
    quote = styles["Quote"]
    quote.font.italic, quote.font.color.rgb = False, RGBColor(0x33, 0x33, 0x33)
    quote.paragraph_format.left_indent = Mm(6)
    for name in (DEFINITION, TABLE_CELL, TABLE_HEAD):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = normal
    for name in (TABLE_CELL, TABLE_HEAD):
        styles[name].paragraph_format.space_before = styles[name].paragraph_format.space_after = Pt(1.5)
        styles[name].paragraph_format.line_spacing = 1.15
    styles[TABLE_HEAD].font.bold = True
    for name in ("Header", "Footer"):
        styles[name].font.size = Pt(8.5)


def _heading(style: Any, size: float, language: Language) -> None:
    _font(style, size, language)
    style.font.bold, style.font.italic = True, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(12), Pt(4)
    style.paragraph_format.keep_with_next = True
    if style.name == "Title":
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for border in style.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)


def _item(style: Any, level: int) -> None:
    """An item hangs its marker."""
    style.paragraph_format.left_indent = Mm(6 * level + 2)
    style.paragraph_format.first_line_indent = Mm(-6)
    style.paragraph_format.space_after = Pt(2)


def _font(style: Any, size: float, language: Language) -> None:
    style.font.name, style.font.size = _LATIN, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    fonts.set(qn("w:eastAsia"), _EAST_ASIAN)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "en-GB" if language == "ja" else str(language))
    spoken.set(qn("w:eastAsia"), "ja-JP")
    style.element.get_or_add_rPr().append(spoken)
