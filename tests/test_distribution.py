"""What a user installs: the wheel alone, in an empty environment, has working commands."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

ROOT = Path(__file__).parent.parent
PARTS = ("publisher", "gate", "notifier")
PLACES = {"ja": r"［要記入: ([^］]*)］", "en": r"\[TO COMPLETE: ([^\]]*)\]"}


def pinned() -> str:
    """requirements.lock as constraints: without hashes and extras, which pip refuses there, and with markers."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^[A-Za-z0-9._-]+==[^\\\n]+", re.sub(r"\[[^\]]*\]", "", lock), re.M))


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel without extras and what it needs, and nothing of this repository."""

    folder: Path

    def run(self, *command: str, at: Path, status: int = 0) -> str:
        """What a command of the environment prints, run in a folder; its exit status must be the expected one."""
        environment = {"PATH": f"{self.folder / 'bin'}:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(at)}
        done = subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    @contextmanager
    def alone(self, part: str) -> Iterator[None]:
        """Without the other two parts."""
        (packages,) = self.folder.glob("lib/python*/site-packages")
        others = [name for name in PARTS if name != part]
        for name in others:
            (packages / name).rename(packages / f"{name}-aside")
        yield
        for name in others:
            (packages / f"{name}-aside").rename(packages / name)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")

    def run(*command: str | Path) -> None:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    run(*build, "--wheel-dir", folder, ROOT)
    (wheel,) = folder.glob("policypress-*.whl")
    (folder / "constraints.txt").write_text(pinned(), encoding="utf-8")
    run(sys.executable, "-m", "venv", folder / "empty")
    run(folder / "empty/bin/pip", "install", "--quiet", "--constraint", "constraints.txt", wheel)
    return Installed(folder / "empty")


@pytest.mark.slow
def test_the_wheel_installs_in_an_empty_environment_and_its_commands_run(installed: Installed, tmp_path: Path) -> None:
    for command in PARTS:
        assert "Usage:" in installed.run(command, "--help", at=tmp_path)


@pytest.mark.slow
def test_each_part_works_without_the_others(installed: Installed, tmp_path: Path) -> None:
    desk = tmp_path / "policies"
    with installed.alone("publisher"):
        names = [
            "--controller-ja",
            "株式会社エグザンプル",
            "--controller-en",
            "Example, Inc.",
            "--email",
            "p@example.com",
        ]
        installed.run("publisher", "init", str(desk), *names, at=tmp_path)
        for language, pattern in PLACES.items():
            text = desk / f"content/privacy/draft/{language}.md"
            text.write_text(re.sub(pattern, r"\1", text.read_text(encoding="utf-8")), encoding="utf-8")
        day = datetime.now(ZoneInfo("Asia/Tokyo")).date() + timedelta(days=40)
        decided = ["--approved-by", "法務部", "--note-ja", "制定", "--note-en", "First"]
        installed.run("publisher", "publish", "privacy", "--effective", str(day), *decided, at=desk)
        installed.run("publisher", "build", at=desk)
        told = installed.run("publisher", "export", "privacy", str(day), "--format", "docx", at=desk, status=1)
        assert "policypress[documents]" in told, "what an extra adds is named where it is missing"
    with installed.alone("gate"):
        installed.run("gate", "site", "add", "my-app", "--origin", "https://app.example.com", at=tmp_path)
        assert '"openapi"' in installed.run("gate", "openapi", at=tmp_path)
    with installed.alone("notifier"):
        (tmp_path / "people.csv").write_text("id,email,language\nu1,u1@example.com,ja\n", encoding="utf-8")
        installed.run("notifier", "recipients", "import", "people.csv", at=tmp_path)
        plan = ["notifier", "plan", str(desk / "site/manifest.json"), "--policy", "privacy", "--version", str(day)]
        assert "個人情報取扱方針" in installed.run(*plan, at=tmp_path)
        installed.run("notifier", "send", "--once", at=tmp_path)
        installed.run("notifier", "verify", at=tmp_path)
        assert len(list((tmp_path / "var/mail").rglob("*.eml"))) == 1
