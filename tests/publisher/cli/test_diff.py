"""`publisher diff` as a person and as a program use it."""

import json
import os
import pty
import re
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from publisher.cli.face import face
from publisher.ledger import adopt
from publisher.model import ZONE
from tests.publisher.cli.test_face import PROGRAM, run
from tests.support import policies

NOW = datetime(2024, 6, 1, tzinfo=ZONE)
OLD = """\
# 利用規約

## 第1条（目的）

本規約は、[利用条件](https://example.com/a)を定めます。

## 第2条（料金）

1. 料金は月額500円とします。
2. 支払いは翌月とします。

## 第3条（禁止）

会員は、法令に違反する行為をしてはなりません。

## 第4条（解約）

会員は、いつでも所定の方法により解約できます。
"""
NEW = """\
# 利用規約

## 第1条（目的）

本規約は、[利用条件](https://example.com/b)を定めます。

## 第2条（解約）

会員は、いつでも当社の定める方法により解約できます。

## 第3条（料金）

1. 料金は月額800円とします。
2. 支払いは翌月とします。

## 第4条（禁止）

会員は、法令に違反する行為をしてはなりません。
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Two files that differ in every way that matters."""
    return write(tmp_path, "old.md", OLD), write(tmp_path, "new.md", NEW)


def write(folder: Path, name: str, text: str | bytes) -> str:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def diff(*args: str, root: Path | None = None, env: dict[str, str] | None = None) -> Result:
    content = ["--content", str(root)] if root else []
    return CliRunner().invoke(face, [*content, "diff", *args], env=env, prog_name="publisher")


def replayed(answer: dict[str, Any], without: str) -> str:
    segments = [segment for clause in answer["clauses"] for segment in clause["segments"]]
    return "".join(text for op, text, *_ in segments if op != without)


def test_the_text_marks_words_and_folds_what_did_not_change(files: tuple[str, str]) -> None:
    lines = diff(*files).output.splitlines()
    assert lines[0] == f"{files[0]} → {files[1]}"
    assert lines[1] == "2 clauses changed, 1 clause moved and changed, 1 clause renumbered."
    assert "  Preamble  Unchanged" in lines
    assert "    1. 料金は月額[-500-]{+800+}円とします。" in lines
    assert "    …" in lines
    assert any("[- <https://example.com/a>-]{+ <https://example.com/b>+}" in line for line in lines)
    assert not any("支払い" in line for line in lines)


def test_the_json_gives_both_files_back_to_the_byte_and_a_moved_clause_in_both_places(files: tuple[str, str]) -> None:
    answer = json.loads(diff(*files, "--format", "json").output)
    assert (replayed(answer, "+"), replayed(answer, "-")) == (OLD, NEW)
    changes = {clause["change"]: clause for clause in answer["clauses"]}
    assert {"moved_from", "moved_to", "changed", "renumbered", "unchanged"} == set(changes)
    assert {segment[0] for segment in changes["moved_from"]["segments"]} == {"-"}
    assert {segment[0] for segment in changes["moved_to"]["segments"]} == {"+"}
    assert ["-", "所定の", "wording"] in changes["moved_to"]["wording"]
    assert all(len(segment) == (2 if segment[0] == "=" else 3) for c in answer["clauses"] for segment in c["segments"])


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_a_byte_order_mark_and_a_missing_last_one_are_replayed(tmp_path: Path, ending: str) -> None:
    old = "\ufeff" + OLD.replace("\n", ending).rstrip()
    pair = write(tmp_path, "old.txt", old), write(tmp_path, "new.txt", NEW)
    answer = json.loads(diff(*pair, "--format", "json").output)
    assert (replayed(answer, "+"), replayed(answer, "-")) == (old, NEW)


def test_a_plain_text_without_markup_is_compared_clause_by_clause(tmp_path: Path) -> None:
    plain = [text.replace("# ", "").replace("#", "") for text in (OLD, NEW)]
    pair = write(tmp_path, "old.txt", plain[0]), write(tmp_path, "new.txt", plain[1])
    answer = json.loads(diff(*pair, "--format", "json").output)
    numbers = [(clause["old_number"], clause["new_number"], clause["change"]) for clause in answer["clauses"]]
    assert ("第3条", "第4条", "renumbered") in numbers
    assert ("第4条", "第2条", "moved_to") in numbers


def test_white_space_alone_is_no_change_of_wording(tmp_path: Path) -> None:
    pair = write(tmp_path, "old.md", OLD), write(tmp_path, "new.md", OLD.replace("利用条件", "利用\n条件") + "\n\n")
    assert "Only the form changed" in diff(*pair).output
    assert "Only the form" in diff(*pair, "--typographic").output
    answer = json.loads(diff(*pair, "--format", "json").output)
    assert not any("wording" in segment for clause in answer["clauses"] for segment in clause["segments"])


def test_a_file_against_itself_shows_no_change(files: tuple[str, str]) -> None:
    assert "No clause changed." in diff(files[0], files[0]).output
    answer = json.loads(diff(files[0], files[0], "--format", "json").output)
    assert {clause["change"] for clause in answer["clauses"]} == {"unchanged"}


def test_the_html_stands_alone_and_holds_the_redline_and_the_table(files: tuple[str, str]) -> None:
    page = diff(*files, "--format", "html").output
    assert page.startswith("<!doctype html>")
    assert '<html lang="ja">' in page
    assert "<del>" in page
    assert 'class="taishohyo"' in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "<script" not in page
    assert "<link" not in page


def test_the_table_stands_in_two_columns(files: tuple[str, str]) -> None:
    lines = diff(*files, "--format", "table").output.splitlines()
    assert lines[0] == "利用規約　新旧対照表"
    assert any(line.startswith("改正後") and "| 改正前" in line for line in lines)
    assert any("月額_800_円" in line and "月額_500_円" in line for line in lines)


def test_the_words_around_are_in_the_callers_language(files: tuple[str, str]) -> None:
    spoken = run("diff", *files, env={"LANG": "ja_JP.UTF-8"})
    assert "条項の変更2件、移動して変更1件、番号変更1件があります。" in spoken.stdout
    refused = run("diff", files[0], "nowhere.md", env={"LANG": "ja_JP.UTF-8"})
    assert refused.stderr.startswith("エラー: nowhere.md: そのようなファイルはなく")


def on_terminal(*args: str, **environment: str) -> str:
    """What the installed command writes to a terminal."""
    main, other = pty.openpty()
    env = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | environment
    with subprocess.Popen([*PROGRAM, "diff", *args], stdout=other, env=env) as process:
        os.close(other)
        written = b""
        while True:
            try:
                chunk = os.read(main, 65536)
            except OSError:  # the terminal is closed
                break
            if not chunk:
                break
            written += chunk
    os.close(main)
    assert process.returncode == 0
    return written.decode()


def test_there_is_colour_on_a_terminal_only_and_none_with_no_color(files: tuple[str, str]) -> None:
    assert "\x1b[" in on_terminal(*files)
    assert "\x1b[" not in on_terminal(*files, NO_COLOR="1")
    assert "\x1b[" not in run("diff", *files).stdout


def test_a_pager_that_is_left_early_is_no_error(files: tuple[str, str]) -> None:
    script = f'"{PROGRAM[0]}" diff "{files[0]}" "{files[1]}" | head -n 1'
    piped = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in piped.stderr


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A policy with a published version and a draft that changes it."""
    folder = policies.draft_only(tmp_path / "content")
    (folder / "draft").rename(folder / "2024-04-01")
    adopt(folder, NOW)
    policies.write(
        folder / "draft",
        {"data.yml": policies.DATA, "ja.md": policies.JA.replace("連絡のために", "案内のために"), "en.md": policies.EN},
    )
    return tmp_path / "content"


def test_versions_and_the_draft_are_compared_by_name(root: Path) -> None:
    for old in ("2024-04-01", "in-force"):
        result = diff(old, "draft", root=root)
        assert result.exit_code == 0, result.output
        assert "[-連絡-]{+案内+}のために" in result.output
        assert result.output.startswith("2024年4月1日（令和6年）施行 → 改正案\n1 clause changed.")
    page = diff("in-force", "draft", "--format", "html", root=root).output
    assert "<del>" in page
    assert "No clause changed." in diff("in-force", "draft", "--lang", "en", root=root).output


def test_a_version_is_compared_with_a_file(root: Path, tmp_path: Path) -> None:
    name = write(tmp_path, "counsel.md", policies.JA.replace("連絡のために", "通知のために"))
    assert "[-連絡-]{+通知+}のために" in diff("2024-04-01", name, root=root).output


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["2024-04-01", "2030-01-01"], "privacy has no version 2030-01-01; versions here: 2024-04-01, draft"),
        (["2024-04-01", "2024-04-01"], "version 2024-04-01 cannot be compared with itself"),
        (["draft", "draft"], "version draft cannot be compared with itself"),
        (["2024-04-01", "draft", "--lang", "fr"], "--lang: 'fr' is not a language of this policy"),
        (["2024-04-01", "draft", "--policy", "terms"], "no such policy; policies here: privacy"),
    ],
)
def test_what_cannot_be_compared_is_refused_on_one_line(root: Path, args: list[str], said: str) -> None:
    result = diff(*args, root=root)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_language_that_one_version_lacks_is_named(root: Path) -> None:
    (root / "privacy/draft/en.md").unlink()
    result = diff("2024-04-01", "draft", "--lang", "en", root=root)
    assert result.exit_code == 1
    assert "version draft has no text in 'en'; languages here: ja" in result.stderr


def test_a_ledger_that_does_not_verify_is_refused(root: Path) -> None:
    text = root / "privacy/2024-04-01/ja.md"
    text.write_text(text.read_text(encoding="utf-8").replace("連絡", "宣伝"), encoding="utf-8")
    result = diff("2024-04-01", "draft", root=root)
    assert result.exit_code == 1
    assert "ja.md" in result.stderr


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \r\n", "the file is empty"),
        (b"PK\x03\x04\x00\x00", "not a text: it holds NUL bytes"),
        ("規約\n規約".encode("cp932"), "byte 0x8b is not UTF-8"),
        ("規約".encode("utf-16"), "NUL bytes"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    result = diff(write(tmp_path, "old.md", OLD), write(tmp_path, "new.md", data))
    assert result.exit_code == 1
    assert said in result.stderr or "is not UTF-8" in result.stderr
    assert "new.md" in result.stderr


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    assert "is a folder" in diff(str(tmp_path), str(tmp_path)).stderr
    assert diff("one").exit_code == 2
    assert diff("a.md", "b.md", "--format", "xml").exit_code == 2
