"""Opening a .docx file, which may be damaged, hostile or not a Word document at all."""

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from publisher.errors import BadInputError

_LARGEST = 200_000_000
_MOST_FILES = 5_000


def open_word(data: bytes, path: Path) -> Any:
    """The document (python-docx). Raises BadInputError for a file that is not a readable Word document, or would
    unpack to more than 200 MB."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = archive.infolist()
        if len(files) > _MOST_FILES or sum(file.file_size for file in files) > _LARGEST:
            raise BadInputError("the Word file unpacks to more than 200 MB", path=path, remedy="save the text alone")
        return docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise BadInputError(
            "this is not a Word document that can be read", path=path, remedy="open it in Word and save it as .docx"
        ) from error


def related(document: Any, kind: str) -> Any:
    """The XML of a part of the document (`footnotes`, `endnotes`, `comments`, `numbering`), or None."""
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype == getattr(RELATIONSHIP_TYPE, kind.upper()):
            return etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False))
    return None


def addresses(document: Any) -> dict[str, str]:
    """The targets of the document's links by relation id."""
    relations = document.part.rels.items()
    return {key: relation.target_ref for key, relation in relations if relation.is_external}
