"""The edge of the command line: every error is one line, and the exit status says which kind."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from publisher.cli import commands
from publisher.cli.face import Face, face
from tests.support import policies

PROGRAM = [str(Path(sys.executable).with_name("publisher"))]


def run(*args: str, env: dict[str, str] | None = None, **options: object) -> "subprocess.CompletedProcess[str]":
    """The installed command in a process of its own."""
    environment = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", **(env or {})}
    return subprocess.run([*PROGRAM, *args], env=environment, capture_output=True, text=True, timeout=120, **options)  # type: ignore[call-overload, no-any-return]


def test_the_installed_command_speaks_the_callers_language(tmp_path: Path) -> None:
    english = run("--content", str(tmp_path), "verify")
    japanese = run("--content", str(tmp_path), "verify", env={"LC_ALL": "ja_JP.UTF-8"})
    assert english.returncode == japanese.returncode == 1
    assert english.stderr.startswith("Error: ")
    assert japanese.stderr.startswith("エラー: ")
    assert english.stderr.count("\n") == japanese.stderr.count("\n") == 1


def test_a_wrong_use_exits_2() -> None:
    assert run("nonsense").returncode == 2
    assert run("publish").returncode == 2
    assert run("--help").returncode == 0


def test_a_disk_that_refuses_is_one_line_and_changes_nothing(tmp_path: Path) -> None:
    folder = policies.draft_only(tmp_path)
    before = sorted(str(path) for path in folder.rglob("*"))

    def no_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    refused = run(
        "--content",
        str(tmp_path),
        "publish",
        "privacy",
        "--effective",
        "2999-01-01",
        "--reason",
        "x",
        preexec_fn=no_room,
    )
    assert refused.returncode == 1
    assert "check that there is room on the disk" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert sorted(str(path) for path in folder.rglob("*")) == before


def test_a_pipe_that_closes_is_no_error(tmp_path: Path) -> None:
    policies.draft_only(tmp_path)
    script = f'"{PROGRAM[0]}" --help | head -n 1'
    piped = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in piped.stderr


def test_a_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "needs_word.py").write_text("import docx\n")
    (tmp_path / "needs_itself.py").write_text("import publisher.nothing\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(commands.COMMANDS, "word", "needs_word")
    monkeypatch.setitem(sys.modules, "docx", None)
    result = CliRunner().invoke(face, ["word"])
    assert result.exit_code == 1
    assert "install policypress[documents]" in result.output
    (tmp_path / "needs_pdf.py").write_text(
        "import click\n\n@click.command()\ndef command() -> None:\n    import weasyprint\n"
    )
    monkeypatch.setitem(commands.COMMANDS, "pdf", "needs_pdf")
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    assert CliRunner().invoke(face, ["pdf", "--help"]).exit_code == 0
    result = CliRunner().invoke(face, ["pdf"])  # what is loaded only when it is needed is named as well
    assert (result.exit_code, "install policypress[documents]" in result.output) == (1, True)
    monkeypatch.setitem(commands.COMMANDS, "itself", "needs_itself")
    with pytest.raises(ModuleNotFoundError):  # a mistake of the program is not blamed on the installation
        face.get_command(click.Context(face), "itself")


def test_a_module_without_a_command_is_a_mistake_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(commands.COMMANDS, "odd", "publisher.cli.odd")
    monkeypatch.setitem(sys.modules, "publisher.cli.odd", type(sys)("publisher.cli.odd"))
    sys.modules["publisher.cli.odd"].command = "text"  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="is not a click command"):
        Face(name="x").get_command(click.Context(face), "odd")
