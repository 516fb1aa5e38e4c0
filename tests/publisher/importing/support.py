"""What the tests of the importer share: fixtures, and Word documents made piece by piece."""

import io
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from publisher.importing.drafting import Imported, import_text
from publisher.importing.naming import Known
from publisher.importing.source import Source
from publisher.model import Language

FIXTURES = Path(__file__).parent / "fixtures"
JA, EN = Language("ja"), Language("en")


def imported(data: bytes | str, name: str = "policy.txt", language: Language = JA, **options: Any) -> Imported:
    """The result of importing a file with these contents."""
    raw = data.encode() if isinstance(data, str) else data
    known = options.pop("known", Known())
    return import_text(Source(path=Path(name), data=raw, language=language, **options), known)


def fixture(name: str, language: Language = JA, **options: Any) -> Imported:
    """The result of importing a fixture."""
    return imported((FIXTURES / name).read_bytes(), name, language, **options)


def codes(result: Imported) -> list[str]:
    """The codes of the report's notes in order."""
    return [note.code.value for note in result.report.notes]


def headings(result: Imported) -> list[tuple[int, str, str]]:
    """Level, id and number with title of each clause."""
    return [
        (c.level, str(c.id), " ".join(filter(None, [c.number.label if c.number else "", c.title])))
        for c in result.document.clauses
        if c.level
    ]


def word(*body: str, numbering: str = "", parts: dict[str, str] | None = None) -> bytes:
    """A .docx file whose body holds the given XML (prefix `w:`); `numbering` is the inside of its numbering part."""
    document = docx.Document()
    for element in list(document.element.body):
        if not element.tag.endswith("sectPr"):
            document.element.body.remove(element)
    for xml in body:
        document.element.body.insert(len(document.element.body) - 1, xml_element(xml))
    if numbering:
        root = document.part.numbering_part.element
        for child in list(root):
            root.remove(child)
        for child in xml_element(f"<w:numbering>{numbering}</w:numbering>"):
            root.append(child)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue() if not parts else with_parts(buffer.getvalue(), parts)


def xml_element(xml: str) -> Any:
    """An element from XML whose outermost tag gets the namespaces."""
    end = min(i for i in (xml.find(">"), xml.find(" "), xml.find("/>")) if i > 0)
    return parse_xml(f"{xml[:end]} {nsdecls('w', 'r')}{xml[end:]}")


def with_parts(data: bytes, parts: dict[str, str]) -> bytes:
    """The file with more parts, `footnotes` or `comments`, each given as the inside of its root element."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = docx.Document(io.BytesIO(data))
    for name, inside in parts.items():
        xml = f"<w:{name} {nsdecls('w', 'r')}>{inside}</w:{name}>".encode()
        content_type = getattr(CONTENT_TYPE, f"WML_{name.upper()}")
        part = Part(PackURI(f"/word/{name}.xml"), content_type, xml, document.part.package)
        document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, name.upper()))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def p(text: str, style: str = "", properties: str = "") -> str:
    """A paragraph; `text` may hold runs of its own."""
    inner = text if text.startswith("<") else r(text)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
