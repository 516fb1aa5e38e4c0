"""`notifier proof`, `proof-check` and `completeness` as commands, and what support reads in both languages."""

import json
import os
import re
import subprocess
import sys

import pytest

from tests.notifier.world import ROOT, World

GOLDEN = ROOT / "tests/notifier/golden"


def golden(name: str, text: str) -> None:
    """Compare with the golden file; NOTIFIER_GOLDEN=write writes it."""
    if os.environ.get("NOTIFIER_GOLDEN") == "write":
        (GOLDEN / name).write_text(text, encoding="utf-8")
    assert text == (GOLDEN / name).read_text(encoding="utf-8")


def settled(text: str) -> str:
    """Without what differs from run to run: keyed hashes and tokens."""
    text = re.sub(r"[0-9]+\.[0-9a-f]{20}@", "N.TOKEN@", text)
    return re.sub(r"\b[0-9a-f]{12,64}\b", "HASH", text)


@pytest.mark.parametrize(("language", "name"), [("en_GB.UTF-8", "en-proof.txt"), ("ja_JP.UTF-8", "ja-proof.txt")])
def test_support_reads_the_answer_in_their_language(sqlite_world: World, language: str, name: str) -> None:
    sqlite_world.send(2)
    out = sqlite_world.command("proof", "user0001@example.com", "--version", "2026-12-15", LC_ALL=language).stdout
    path = re.search(r"proof-privacy-[-0-9a-f]+\.json", out)
    assert path is not None
    out += sqlite_world.command("proof-check", path[0], LC_ALL=language, NOTIFIER_KEYS="", NOTIFIER_DATABASE="x").stdout
    golden(name, settled(out))


def test_an_altered_proof_is_refused_with_the_reason(sqlite_world: World) -> None:
    sqlite_world.send(1)
    sqlite_world.command("proof", "u0000", "--version", "2026-12-15", "--output", "p.json")
    path = sqlite_world.folder / "p.json"
    assert path.stat().st_mode & 0o077 == 0
    path.write_text(path.read_text(encoding="utf-8").replace('"code": 250', '"code": 251'), encoding="utf-8")
    process = sqlite_world.command("proof-check", "p.json", check=False)
    assert process.returncode == 1
    assert "DOES NOT HOLD: the whole file is signed" in process.stdout
    assert "code is 251, and the log says 250" in process.stdout
    machine = json.loads(sqlite_world.command("proof-check", "p.json", "--format", "json", check=False).stdout)
    assert machine["holds"] is False


def test_the_checker_runs_from_a_copy_of_its_folder_alone(sqlite_world: World) -> None:
    sqlite_world.send(1)
    sqlite_world.command("proof", "u0000", "--version", "2026-12-15", "--output", "p.json")
    copy = sqlite_world.folder / "copy/notifier/proofcheck"
    copy.mkdir(parents=True)
    for source in (ROOT / "notifier/proofcheck").glob("*.py"):
        (copy / source.name).write_bytes(source.read_bytes())
    command = [sys.executable, "-m", "notifier.proofcheck", "../p.json"]
    process = subprocess.run(
        command, cwd=sqlite_world.folder / "copy", capture_output=True, text=True, check=False, env={}
    )
    assert process.returncode == 0, process.stderr
    assert process.stdout.splitlines()[-1] == "the proof holds"


def test_completeness_as_a_command(sqlite_world: World) -> None:
    sqlite_world.send(4)
    out = sqlite_world.command("completeness", "privacy-2026-12-15", "--format", "json").stdout
    assert json.loads(out)["counts"] == {"told": 4, "waiting": 0, "ambiguous": 0, "failed": 0, "excluded": 0}
    assert "The proof holds." in sqlite_world.command("proof-check", "completeness-privacy-2026-12-15.jsonl").stdout


def test_who_is_not_known_is_said_in_one_line(sqlite_world: World) -> None:
    sqlite_world.send(1)
    process = sqlite_world.command("proof", "stranger", "--version", "2026-12-15", check=False)
    assert process.returncode == 1
    assert process.stderr.startswith("notifier: nobody with the id or address stranger")
    assert sqlite_world.command("proof", "u0000", "--version", "2020-01-01", check=False).returncode == 1
