"""The files of docs/deploy do what the guide for operators says: services start, a site changes over in one step."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import urllib3

from notifier.settings import read_settings
from tests.support import policies
from tests.support.processes import free_port, server

DEPLOY = Path(__file__).parent.parent / "docs/deploy"
BINARIES = Path(sys.executable).parent
ENVIRONMENT = {"PATH": f"{BINARIES}:{os.environ['PATH']}", "LANG": "C.UTF-8", "HOME": "/nonexistent"}


def settings(name: str) -> dict[str, str]:
    """The variables of an example file of settings."""
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", (DEPLOY / name).read_text(encoding="utf-8"), re.M))


def started(unit: str) -> list[str]:
    """What a unit starts, by the commands of this environment."""
    (line,) = re.findall(r"^ExecStart=(.*)$", (DEPLOY / unit).read_text(encoding="utf-8"), re.M)
    return [word.replace("/srv/policypress/venv/bin", str(BINARIES)) for word in line.split()]


def test_the_gate_starts_as_its_unit_and_its_settings_say(tmp_path: Path) -> None:
    port = free_port()
    environment = {**ENVIRONMENT, **settings("gate.env"), "GATE_PORT": str(port)}
    (tmp_path / "var").mkdir()
    with server(started("policypress-gate.service"), port, tmp_path / "log", environment, cwd=tmp_path):
        answer = urllib3.request("GET", f"http://127.0.0.1:{port}/healthz", retries=False)
    assert answer.status == 200, answer.data
    assert (tmp_path / "var/gate.db").is_file()


def test_the_notifier_starts_as_its_units_and_its_settings_say(tmp_path: Path) -> None:
    given = settings("notifier.env")
    assert read_settings(given), "every value of the example is one that the notifier accepts"
    port = free_port()
    tokens = subprocess.run([BINARIES / "notifier", "tokens", "new"], capture_output=True, text=True, check=True)
    environment = {**ENVIRONMENT, **given, "NOTIFIER_TOKEN_KEYS": tokens.stdout.split()[0]}
    environment["NOTIFIER_MANIFEST"] = str(tmp_path / "manifest.json")  # the example's site cannot be reached
    (tmp_path / "var").mkdir()
    command = [*started("policypress-notifier.service"), "--port", str(port)]
    with server(command, port, tmp_path / "log", environment, cwd=tmp_path):
        answer = urllib3.request("GET", f"http://127.0.0.1:{port}/healthz", retries=False)
    assert answer.status == 200, answer.data
    worker = [*started("policypress-sender.service"), "--once"]
    done = subprocess.run(worker, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """A host with a clone of a policy repository that has one published version."""
    repository = tmp_path / "repository"
    policies.draft_only(repository / "content")
    (repository / "mkdocs.yml").write_text(
        "site_name: Example\nsite_url: https://policy.example.com/\ndocs_dir: content\n"
        "theme: {name: material}\nplugins: [policypress, material/search]\n",
        encoding="utf-8",
    )
    (repository / ".gitignore").write_text("/.cache/\n", encoding="utf-8")
    commit = "git add --all && git -c user.name=n -c user.email=n@example.com commit --quiet --message"
    script = (
        "day=$(TZ=Asia/Tokyo date +%F)"
        " && publisher publish privacy --effective $day --announced $day --revised $day"
        f" && git init --quiet --initial-branch main . && {commit} First"
        f" && git clone --quiet . {tmp_path}/host/policies"
    )
    subprocess.run(["bash", "-e", "-c", script], cwd=repository, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)
    return tmp_path / "host"


def build(host: Path) -> int:
    """The exit status of the script that the timer starts."""
    command = [DEPLOY / "build-site", host]
    return subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, check=False).returncode


def test_a_site_changes_over_in_one_step_and_a_build_that_fails_changes_nothing(host: Path) -> None:
    assert build(host) == 0
    current = host / "sites/current"
    assert current.is_symlink()
    assert (current / "manifest.json").is_file()
    assert (current / "_nginx.conf").is_file(), "what nginx.conf includes"
    served = current.resolve()
    (text,) = (host / "policies/content/privacy").glob("2*/ja.md")
    text.write_bytes(text.read_bytes() + b"\n")
    assert build(host) != 0, "something published has changed"
    assert current.resolve() == served
    subprocess.run(["git", "checkout", "--quiet", "."], cwd=host / "policies", env=ENVIRONMENT, check=True)
    for year in ("2001", "2002", "2003"):
        (host / "sites" / year).mkdir()
    assert build(host) == 0
    assert current.resolve() != served
    assert len(list((host / "sites").glob("2*"))) == 3, "older ones are cleared away"
