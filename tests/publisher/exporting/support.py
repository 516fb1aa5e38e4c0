"""What the tests of the exports share: facts, and every pair of neighbouring versions of the fixtures."""

import io
import shutil
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx

from publisher.content import load_policy
from publisher.exporting.facts import Facts
from publisher.importing.drafting import Imported, import_text
from publisher.importing.naming import Known
from publisher.importing.source import Source
from publisher.ledger import adopt
from publisher.model import ZONE, Language, Version

ROOT = Path(__file__).parents[3]
FOLDERS = (ROOT / "tests/fixtures/content/privacy", ROOT / "tests/fixtures/content/terms", ROOT / "content/privacy")
NOW = datetime(2027, 1, 15, 9, 30, tzinfo=ZONE)
FACTS = Facts(header="方針　2027年4月1日（令和9年）施行", made=NOW, author="法務部")


def texts() -> list[tuple[Version, Language]]:
    """Every version and language of the fixtures and of the policy that ships."""
    policies = [load_policy(folder) for folder in FOLDERS]
    versions = [v for of in policies for v in (*of.versions, *([of.draft] if of.draft else []))]
    return [(version, language) for version in versions for language in version.texts]


def pairs() -> list[tuple[Version, Version, Language]]:
    """Every two neighbouring versions, and the languages that both have."""
    found = []
    for folder in FOLDERS:
        of = load_policy(folder)
        versions = [*of.versions, *([of.draft] if of.draft else [])]
        for old, new in pairwise(versions):
            found.extend([(old, new, language) for language in new.texts if language in old.texts])
    return found


def name(case: tuple[Any, ...]) -> str:
    """A readable name for a case."""
    return "-".join(part.label if isinstance(part, Version) else str(part) for part in case)


def back(data: bytes, language: Language, known: Known | None = None) -> Imported:
    """The import of a Word document."""
    return import_text(Source(path=Path("returned.docx"), data=data, language=language), known or Known())


def opened(data: bytes) -> Any:
    """A Word document, opened."""
    return docx.Document(io.BytesIO(data))


def published(root: Path, folder: Path) -> Path:
    """A copy of a fixture's policy with a ledger."""
    copy = root / folder.name
    shutil.copytree(folder, copy)
    if not (copy / "ledger.jsonl").exists():
        adopt(copy, NOW)
    return copy
