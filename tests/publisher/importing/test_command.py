"""`publisher import` as a person uses it."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publisher.cli.face import face
from publisher.messages import use_language
from tests.publisher.importing.support import FIXTURES
from tests.support.policies import SETTINGS, draft_only, write


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(face, ["--content", str(root), "import", *arguments])


def empty(root: Path) -> Path:
    write(root / "privacy", {"policy.yml": SETTINGS})
    return root


FILE = str(FIXTURES / "app_policy.txt")


def test_the_text_is_written_and_the_next_step_named(tmp_path: Path) -> None:
    result = run(empty(tmp_path), "privacy", FILE, "--lang", "ja")
    assert result.exit_code == 0
    written = (tmp_path / "privacy/draft/ja.md").read_text(encoding="utf-8")
    assert written == (FIXTURES / "app_policy.expected.md").read_text(encoding="utf-8")
    assert "possible-table" in result.stdout
    assert result.stdout.splitlines()[-1].endswith("publisher check privacy")


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    result = run(empty(tmp_path), "privacy", FILE, "--lang", "ja", "--dry-run")
    assert result.exit_code == 0
    assert not (tmp_path / "privacy/draft").exists()


def test_a_text_that_is_there_is_not_written_over_unasked(tmp_path: Path) -> None:
    draft_only(tmp_path)
    before = (tmp_path / "privacy/draft/ja.md").read_bytes()
    refused = run(tmp_path, "privacy", FILE, "--lang", "ja")
    assert refused.exit_code == 1
    assert "--replace" in refused.stderr
    assert (tmp_path / "privacy/draft/ja.md").read_bytes() == before
    assert run(tmp_path, "privacy", FILE, "--lang", "ja", "--replace").exit_code == 0
    assert (tmp_path / "privacy/draft/ja.md").read_bytes() != before


def test_the_report_as_json(tmp_path: Path) -> None:
    result = run(empty(tmp_path), "privacy", FILE, "--lang", "ja", "--format", "json")
    report = json.loads(result.stdout)
    assert report["written"] is True
    assert report["encoding"] == "utf-8"
    assert {"heading": "2. 個人情報の利用目的", "id": "purposes"} in report["ids"]
    assert {note["code"] for note in report["notes"]} == {"possible-table", "possible-heading", "unstructured"}


def test_an_english_text_takes_the_ids_of_the_japanese_one(tmp_path: Path) -> None:
    draft_only(tmp_path)
    english = tmp_path / "en.txt"
    english.write_text(
        "Policy\n\n1. What\n\nWe.\n\n2. Why\n\nWe.\n\n3. Else\n\nWe.\n\n4. Ask\n\nWe.\n", encoding="utf-8"
    )
    assert run(tmp_path, "privacy", str(english), "--lang", "en", "--replace").exit_code == 0
    written = (tmp_path / "privacy/draft/en.md").read_text(encoding="utf-8")
    assert [line.split("#")[-1] for line in written.splitlines() if line.startswith("## ")] == [
        "collection}", "purposes}", "cookies}", "contact}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["privacy", FILE, "--lang", "fr"], 1, "languages here: ja, en"),
        (["terms", FILE, "--lang", "ja"], 1, "policies here: privacy"),
        (["../x", FILE, "--lang", "ja"], 1, "not a policy's id"),
        (["privacy", "missing.txt", "--lang", "ja"], 2, "does not exist"),
        (["privacy", FILE], 2, "--lang"),
        (["privacy", __file__.replace("test_command.py", "fixtures"), "--lang", "ja"], 2, "is a directory"),
    ],
)
def test_wrong_use_is_one_line_with_a_way_out(tmp_path: Path, arguments: list[str], status: int, said: str) -> None:
    result = run(empty(tmp_path), *arguments)
    assert result.exit_code == status
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_the_report_is_in_japanese_where_asked(tmp_path: Path) -> None:
    try:
        use_language({"LANG": "ja_JP.UTF-8"})
        result = run(empty(tmp_path), "privacy", FILE, "--lang", "ja")
    finally:
        use_language({})
    assert "要確認" in result.stdout
    assert "見出しかもしれません" in result.stdout


def test_help_holds_an_example() -> None:
    assert "publisher import privacy" in CliRunner().invoke(face, ["import", "--help"]).stdout


def test_a_missing_library_is_named_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("publisher.cli.import", "publisher.importing"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "bs4", None)
    result = run(empty(tmp_path), "privacy", FILE, "--lang", "ja")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == ["Error: bs4 is not installed; install policypress[documents]"]
    listed = CliRunner().invoke(face, ["--help"])
    assert listed.exit_code == 0
    assert "bs4 is not installed" in listed.stdout
    assert "Say what a person must settle" in listed.stdout
