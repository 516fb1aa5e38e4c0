"""The documents of `publisher export`."""

import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from docx.oxml.ns import qn

from publisher.cli.face import face
from publisher.comparison import build_table, compare_versions
from publisher.content import load_policy
from publisher.exporting.pages import table_page, text_page
from publisher.exporting.pdf import to_pdf
from publisher.exporting.word_table import table_word
from publisher.model import Language
from tests.publisher.exporting.support import FACTS, FOLDERS, opened, published

JA = Language("ja")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in FOLDERS[:2]:
        published(tmp_path / "content", folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(face, ["export", *arguments])


def table(**facts: Any) -> tuple[bytes, str]:
    policy = load_policy(FOLDERS[1])
    old, new = policy.versions[:2]
    shown = build_table(policy, old, new, compare_versions(old, new, JA))
    return table_word(shown, replace(FACTS, **facts)), table_page(shown, replace(FACTS, **facts))


def test_the_table_in_word_follows_the_form() -> None:
    document = opened(table()[0])
    title, subtitle, legend = document.paragraphs[:3]
    assert (title.text, title.style.name) == ("利用規約　新旧対照表", "Title")
    assert "→" in subtitle.text
    assert legend.text == "下線の部分は改正部分"
    grid = document.tables[0]
    assert [cell.text for cell in grid.rows[0].cells] == ["旧", "新", "備考"]
    assert grid.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    texts = {cell.text for row in grid.rows for cell in row.cells}
    assert {"(新設)", "第2条及び第3条 (略)"} <= texts
    underlined = {
        run.text for row in grid.rows for cell in row.cells for p in cell.paragraphs for run in p.runs if run.underline
    }
    assert "第4条の2（無料体験）" in underlined
    assert not underlined & {"(新設)", "(略)", "1 (略)"}


@pytest.mark.parametrize("landscape", [False, True])
def test_the_page_lies_as_asked(landscape: bool) -> None:
    word, page = table(landscape=landscape)
    section = opened(word).sections[0]
    assert (section.page_width > section.page_height) is landscape
    assert ("page: table-landscape" in page) is landscape


def test_the_same_input_gives_the_same_pdf_and_fetches_nothing() -> None:
    page = '<html lang="ja"><body><img src="http://127.0.0.1:9/x.png"><link rel="stylesheet" href="file:///etc/passwd">文</body></html>'
    first, second = to_pdf(page, FACTS), to_pdf(page, FACTS)
    assert first == second
    assert first.startswith(b"%PDF-")


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="pdfinfo is not installed (Debian: poppler-utils)")
def test_the_pdf_is_tagged_and_dated(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(to_pdf(table()[1], FACTS))
    told = subprocess.run(["pdfinfo", "-isodates", path], check=True, capture_output=True, text=True, timeout=60).stdout
    facts = {line.split(":", 1)[0]: line.split(":", 1)[1].strip() for line in told.splitlines()}
    assert facts["Tagged"] == "yes"
    assert facts["Title"] == "利用規約　新旧対照表"
    written = facts["CreationDate"]
    made = datetime.fromisoformat(written + ":00" if len(written) == 22 else written)
    assert made == FACTS.made


def test_the_html_document_stands_alone() -> None:
    policy = load_policy(FOLDERS[0])
    page = text_page(policy.versions[-1].texts[JA], FACTS)
    for foreign in ("<script", "<link", "src=", "@import", "url("):
        assert foreign not in page
    assert '<html lang="ja">' in page


@pytest.mark.parametrize("form", ["docx", "pdf", "html"])
@pytest.mark.parametrize("kind", ["", "--table"])
def test_a_document_is_written_under_a_telling_name(root: Path, form: str, kind: str) -> None:
    result = run("terms", "2025-04-01", "--format", form, *([kind] if kind else []))
    assert result.exit_code == 0, result.stderr
    written = root / f"terms-2025-04-01{'-table' if kind else ''}-ja.{form}"
    assert written.stat().st_size > 1000
    assert str(written.name) in result.stdout


def test_tracked_changes_name_the_way_back(root: Path) -> None:
    result = run("privacy", "2027-04-01", "--format", "docx", "--tracked", "--lang", "en", "--against", "2024-04-01")
    assert result.exit_code == 0, result.stderr
    assert (root / "privacy-2027-04-01-tracked-against-2024-04-01-en.docx").exists()
    assert "publisher import privacy FILE --lang en --replace" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["privacy", "2030-01-01", "--format", "pdf"], 1, "versions here: 2024-04-01"),
        (["privacy", "draft", "--format", "pdf"], 1, "has no version draft"),
        (["privacy", "2024-04-01", "--format", "docx", "--table"], 1, "is the first"),
        (["privacy", "2027-04-01", "--format", "docx", "--table", "--against", "2027-04-01"], 1, "with itself"),
        (["terms", "2025-04-01", "--format", "docx", "--lang", "en"], 1, "no text in 'en'"),
        (["terms", "2026-02-01", "--format", "docx", "--lang", "en", "--table"], 1, "no text in 'en'"),
        (["terms", "2025-04-01", "--format", "docx", "--lang", "fr"], 1, "languages here: ja, en"),
        (["terms", "yesterday", "--format", "docx"], 2, "is not a version"),
        (["terms", "2025-04-01", "--format", "pdf", "--tracked"], 2, "--format docx"),
        (["terms", "2025-04-01", "--format", "pdf", "--against", "2024-04-01"], 2, "--table or --tracked"),
        (["terms", "2025-04-01", "--format", "docx", "--table", "--tracked"], 2, "exclude"),
        (["terms", "2025-04-01"], 2, "--format"),
    ],
)
def test_wrong_use_is_one_line_and_writes_nothing(root: Path, arguments: list[str], status: int, said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == status
    assert said in result.stderr
    assert [path.name for path in root.iterdir()] == ["content"]


def test_a_tree_that_does_not_verify_is_not_exported(root: Path) -> None:
    text = root / "content/terms/2024-04-01/ja.md"
    text.write_bytes(text.read_bytes().replace(b"1", b"2", 1))
    result = run("terms", "2025-04-01", "--format", "html")
    assert result.exit_code == 1
    assert "2024-04-01" in result.stderr
    assert not list(root.glob("*.html"))


def test_a_file_that_is_there_is_not_written_over_unasked(root: Path) -> None:
    target = root / "terms-2025-04-01-ja.html"
    target.write_text("mine", encoding="utf-8")
    assert run("terms", "2025-04-01", "--format", "html").exit_code == 1
    assert target.read_text(encoding="utf-8") == "mine"
    assert run("terms", "2025-04-01", "--format", "html", "--replace").exit_code == 0
    assert target.read_text(encoding="utf-8") != "mine"


def test_a_draft_goes_to_counsel_and_back_to_the_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = published(tmp_path / "content", FOLDERS[2])
    monkeypatch.chdir(tmp_path)
    for language in ("ja", "en"):
        text = home / f"draft/{language}.md"
        before = text.read_bytes()
        exported = run("privacy", "draft", "--format", "docx", "--tracked", "--lang", language)
        assert exported.exit_code == 0, exported.stderr
        returned = f"privacy-draft-tracked-{language}.docx"
        taken = CliRunner().invoke(face, ["import", "privacy", returned, "--lang", language, "--replace"])
        assert taken.exit_code == 0, taken.stderr
        assert text.read_bytes() == before
