"""The Word documents in LibreOffice: accepted they are the new text, rejected the old one; and they print."""

import subprocess
from pathlib import Path

import pytest

from publisher.comparison import build_table, compare_versions, full_text
from publisher.content import load_policy
from publisher.exporting.word_table import table_word
from publisher.exporting.word_text import clean_word, tracked_word
from publisher.model import Language, Version
from tests.publisher.exporting import libreoffice
from tests.publisher.exporting.support import FACTS, FOLDERS, name, pairs

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        libreoffice.program() is None, reason="LibreOffice is not installed (Debian: libreoffice-writer)"
    ),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return libreoffice.profile(tmp_path_factory.mktemp("office"))


@pytest.mark.parametrize("case", pairs(), ids=name)
def test_accepting_gives_the_new_text_and_rejecting_the_old(
    case: tuple[Version, Version, Language], home: Path, tmp_path: Path
) -> None:
    old, new, language = case
    documents = {
        "old": clean_word(full_text(old, language), FACTS),
        "new": clean_word(full_text(new, language), FACTS),
        "tracked": tracked_word(compare_versions(old, new, language), FACTS),
    }
    paths = {key: tmp_path / f"{key}.docx" for key in documents}
    for key, data in documents.items():
        paths[key].write_bytes(data)
    accepted = libreoffice.text_of(paths["tracked"], home, libreoffice.ACCEPT)
    rejected = libreoffice.text_of(paths["tracked"], home, libreoffice.REJECT)
    assert accepted == libreoffice.text_of(paths["new"], home)
    assert rejected == libreoffice.text_of(paths["old"], home)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_table_prints_with_its_head_on_every_page(language: str, home: Path, tmp_path: Path) -> None:
    policy = load_policy(FOLDERS[0])
    old, new = policy.versions[-2:]
    shown = build_table(policy, old, new, compare_versions(old, new, Language(language)))
    path = tmp_path / "table.docx"
    path.write_bytes(table_word(shown, FACTS))
    printed = libreoffice.to_pdf(path, home)
    pages = subprocess.run(
        ["pdftotext", "-layout", printed, "-"], check=True, capture_output=True, text=True, timeout=60
    )
    sheets = [sheet for sheet in pages.stdout.split("\f") if sheet.strip()]
    assert len(sheets) > 1
    header = shown.columns[0].header
    assert all(header in sheet for sheet in sheets)
