"""The Nu HTML checker finds no error on any page (vnu-jar from npm, run by Java)."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.publisher.site.conftest import Built

pytestmark = pytest.mark.slow
PACKAGE = "vnu-jar@26.9.27"


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checker's jar, fetched by npm."""
    if shutil.which("npm") is None or shutil.which("java") is None:
        pytest.skip("npm or Java is not installed (Debian: npm, default-jre-headless)")
    folder = tmp_path_factory.mktemp("vnu")
    command = ["npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        pytest.skip(f"{PACKAGE} cannot be fetched: {done.stderr[-200:]}")
    return next(folder.rglob("vnu.jar"))


def messages(checker: Path, folder: Path) -> list[dict[str, str]]:
    """Everything that the checker says about the pages below a folder."""
    command = ["java", "-jar", str(checker), "--skip-non-html", "--format", "json", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    return list(json.loads(done.stderr)["messages"])


def test_no_page_has_an_error(checker: Path, site: Built, early: Built) -> None:
    found = [*messages(checker, site.folder), *messages(checker, early.folder)]
    errors = [message for message in found if message["type"] == "error"]
    assert errors == []


def test_an_error_would_be_found(checker: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><title>x</title><p><table></p>", encoding="utf-8")
    assert "error" in {message["type"] for message in messages(checker, tmp_path)}
