"""The command line, run as a person runs it."""

import json
import os
import re
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from gate.cli import main
from tests.gate.processes import GATE, serving
from tests.gate.support import ADULT, attestation_in
from tests.support.processes import accepts, free_port, wait_until


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    outer = {name: value for name, value in os.environ.items() if not name.startswith("GATE_")}
    return outer | {
        "GATE_DATABASE": f"sqlite:///{tmp_path}/gate.db",
        "GATE_ACCESS_LOG": str(tmp_path / "access.jsonl"),
        "LANG": "C.UTF-8",
    }


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def gate(environment: dict[str, str], *arguments: str) -> Ended:
    """Run a command in this process, with an environment of its own."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        result = CliRunner().invoke(main, arguments)
    finally:
        os.environ.clear()
        os.environ.update(before)
    return Ended(result.exit_code, result.stdout, result.stderr)


def test_a_site_is_added_and_its_secret_shown_once(environment: dict[str, str]) -> None:
    added = gate(environment, "site", "add", "my-app", "--origin", "https://app.example.com")
    assert added.returncode == 0
    (secret,) = re.findall(r"gate_live_[\w-]{43}", added.stdout)
    assert "Next: gate serve" in added.stdout.splitlines()[-1]
    listed = gate(environment, "site", "list", "--format", "json")
    assert json.loads(listed.stdout)[0]["id"] == "my-app"
    assert secret not in listed.stdout


def test_a_secret_is_renewed_with_an_overlap(environment: dict[str, str]) -> None:
    gate(environment, "site", "add", "my-app", "--origin", "https://app.example.com")
    renewed = gate(environment, "site", "secret", "my-app", "--overlap", "2", "--format", "json")
    assert json.loads(renewed.stdout)["secret"].startswith("gate_live_")


def test_a_site_is_removed(environment: dict[str, str]) -> None:
    gate(environment, "site", "add", "my-app", "--origin", "https://app.example.com")
    assert gate(environment, "site", "remove", "my-app").returncode == 0
    assert gate(environment, "site", "remove", "my-app").returncode == 1


def test_keys_are_rotated_and_listed(environment: dict[str, str]) -> None:
    assert "New key" in gate(environment, "keys", "rotate").stdout
    keys = json.loads(gate(environment, "keys", "list", "--format", "json").stdout)
    assert len(keys) == 2
    assert sorted(key["retires_at"] is None for key in keys) == [False, True]


def test_messages_are_japanese_where_the_locale_asks_for_it(environment: dict[str, str]) -> None:
    added = gate(environment | {"LANG": "ja_JP.UTF-8"}, "site", "add", "my-app", "--origin", "https://app.example.com")
    assert "シークレットはサーバーに保管してください" in added.stdout


def test_the_description_is_printed(environment: dict[str, str]) -> None:
    assert json.loads(gate(environment, "openapi").stdout)["openapi"].startswith("3.1")


WRONG = {
    "no origin": (["site", "add", "my-app"], 2),
    "an origin without encryption": (["site", "add", "my-app", "--origin", "http://app.example.com"], 2),
    "a wildcard": (["site", "add", "my-app", "--origin", "https://*.example.com"], 2),
    "a name with spaces": (["site", "add", "my app", "--origin", "https://app.example.com"], 2),
    "the sandbox's name": (["site", "add", "sandbox", "--origin", "https://app.example.com"], 2),
    "an unknown site": (["site", "secret", "nobody"], 1),
    "an unknown command": (["sites"], 2),
    "a log that is not there": (["log", "verify", "/nowhere/access.jsonl"], 1),
    "another database": (["site", "list", "--database", "mysql://x/y"], 2),
    "a wrong setting": (["serve", "--threshold", "old"], 2),
    "an address without encryption": (["serve", "--url", "http://gate.example.com"], 2),
    "a zone without data": (["serve", "--zone", "Asia/Nowhere"], 2),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_error_is_one_line_without_a_traceback(environment: dict[str, str], name: str) -> None:
    arguments, code = WRONG[name]
    failed = gate(environment, *arguments)
    assert failed.returncode == code
    assert "Traceback" not in failed.stderr
    assert failed.stderr.strip()
    if code == 1:
        assert len(failed.stderr.strip().splitlines()) == 1


def test_a_second_site_of_the_same_name_is_refused(environment: dict[str, str]) -> None:
    add = ["site", "add", "my-app", "--origin", "https://app.example.com"]
    gate(environment, *add)
    again = gate(environment, *add)
    assert (again.returncode, again.stderr) == (1, "gate: There is a site of that name already.\n")


COMMANDS = [
    ["serve"],
    ["site", "add"],
    ["site", "list"],
    ["site", "secret"],
    ["site", "remove"],
    ["keys", "rotate"],
    ["keys", "list"],
    ["log", "verify"],
    ["openapi"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example_and_is_documented(
    environment: dict[str, str], command: list[str]
) -> None:
    shown = gate(environment, *command, "--help").stdout
    assert "Example:" in shown
    guide = Path(__file__).parent.parent.parent / "docs" / "guides" / "gate-operations.md"
    assert f"`gate {' '.join(command)}" in guide.read_text(encoding="utf-8")


def test_the_log_of_a_running_gate_verifies_and_a_touched_one_does_not(
    environment: dict[str, str], tmp_path: Path
) -> None:
    added = gate(environment, "site", "add", "my-app", "--origin", "https://app.example.com", "--format", "json")
    secret = json.loads(added.stdout)["secret"]
    with serving(environment["GATE_DATABASE"], tmp_path, access_log=environment["GATE_ACCESS_LOG"]) as served:
        token = attestation_in(served.answer(served.screening(secret), *ADULT))  # type: ignore[arg-type]
        assert served.api("/v1/attestations/redeem", {"attestation": token}, secret).status == 200
    good = gate(environment, "log", "verify", "--format", "json")
    assert json.loads(good.stdout)["lines"] == 2
    path = Path(environment["GATE_ACCESS_LOG"])
    path.write_text(path.read_text().replace("redeem", "reject"))
    bad = gate(environment, "log", "verify")
    assert bad.returncode == 1
    assert "line 2: has been changed" in bad.stderr


def test_serving_stops_when_told_and_finishes_what_is_under_way(environment: dict[str, str], tmp_path: Path) -> None:
    added = gate(environment, "site", "add", "my-app", "--origin", "https://app.example.com", "--format", "json")
    secret = json.loads(added.stdout)["secret"]
    statuses: list[int] = []
    with serving(environment["GATE_DATABASE"], tmp_path) as served:
        stop = threading.Event()

        def ask() -> None:
            while not stop.is_set():
                try:
                    statuses.append(served.api("/v1/screenings", {}, secret).status)
                except ConnectionRefusedError:
                    return

        asking = threading.Thread(target=ask)
        asking.start()
        wait_until(lambda: len(statuses) > 5, "some answers")
    stop.set()
    asking.join(30)
    assert set(statuses) == {201}


def test_a_gate_that_is_interrupted_ends_without_an_error(environment: dict[str, str]) -> None:
    port = free_port()
    environment |= {"GATE_PORT": str(port), "GATE_URL": f"http://localhost:{port}"}
    with subprocess.Popen([*GATE, "serve"], env=environment, stderr=subprocess.PIPE, text=True) as process:
        wait_until(lambda: accepts(port), "the gate")
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert f"http://127.0.0.1:{port}" in errors
