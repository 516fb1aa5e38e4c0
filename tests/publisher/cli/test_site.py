"""`publisher build` and `publisher serve`: a thin face on MkDocs."""

import json
import re
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publisher.cli.face import face
from publisher.ledger import Release, publish
from publisher.model import ZONE
from tests.support import policies
from tests.support.processes import free_port, server

CONFIG = """\
site_name: Example
site_url: https://policies.example.com/
docs_dir: !ENV [PUBLISHER_CONTENT, content]
theme: {name: material}
plugins: [policypress, material/search]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A site with one published version and a draft."""
    folder = policies.draft_only(tmp_path / "content")
    publish(folder, Release(), datetime(2024, 3, 1, tzinfo=ZONE))
    policies.write(folder / "draft", {"ja.md": policies.JA, "en.md": policies.EN, "data.yml": policies.DATA})
    (tmp_path / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def run(project: Path, *args: str) -> Result:
    content = ["--content", str(project / "content")]
    return CliRunner().invoke(face, [*content, *args], prog_name="publisher")


def test_build_makes_the_site_as_of_an_instant(project: Path) -> None:
    options = ["--config", str(project / "mkdocs.yml"), "--output", str(project / "out"), "--as-of", "2024-03-20"]
    result = run(project, "build", *options)
    assert result.exit_code == 0, result.output
    assert "pages. Next: copy it to the web server" in result.stdout
    manifest = json.loads((project / "out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["as_of"] == "2024-03-20T00:00:00+09:00"
    assert manifest["policies"][0]["scheduled"] == ["2024-04-01"]


def test_build_refuses_a_tree_in_which_anything_published_has_changed(project: Path) -> None:
    (project / "content/privacy/2024-04-01/ja.md").write_text("# 改ざん\n", encoding="utf-8")
    result = run(project, "build", "--config", str(project / "mkdocs.yml"), "--output", str(project / "out"))
    assert result.exit_code == 1
    assert "ja.md: this published file was changed" in result.stderr
    assert not (project / "out").exists()


def test_build_says_where_to_run_it(project: Path) -> None:
    result = run(project, "build", "--config", str(project / "other.yml"))
    assert result.exit_code == 1
    assert "other.yml: no such file; run this where mkdocs.yml is" in result.stderr
    wrong = run(project, "build", "--config", str(project / "mkdocs.yml"), "--as-of", "soon")
    assert wrong.exit_code == 1
    assert "--as-of: 'soon' is neither a day nor an instant" in wrong.stderr


def test_serve_previews_the_site(project: Path) -> None:
    port = free_port()
    options = ["--config", str(project / "mkdocs.yml"), "--address", f"127.0.0.1:{port}"]
    publisher = [sys.executable, "-c", "from publisher.cli import main; main()", "--content", str(project / "content")]
    with (
        server([*publisher, "serve", *options], port, project / "log", cwd=project),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/ja/privacy/", timeout=30) as page,
    ):
        assert "個人情報取扱方針" in page.read().decode()


def test_serve_redraws_the_redline_of_the_draft_when_it_is_saved(project: Path) -> None:
    port = free_port()
    options = ["--config", str(project / "mkdocs.yml"), "--address", f"127.0.0.1:{port}"]
    publisher = [sys.executable, "-c", "from publisher.cli import main; main()", "--content", str(project / "content")]
    address = f"http://127.0.0.1:{port}/ja/privacy/draft/changes/"

    def changes() -> str:
        with urllib.request.urlopen(address, timeout=30) as page:
            return str(page.read().decode())

    with server([*publisher, "serve", *options], port, project / "log", cwd=project):
        assert "お知らせ</" not in changes()
        draft = project / "content/privacy/draft/ja.md"
        draft.write_text(policies.JA.replace("連絡のために", "お知らせのために"), encoding="utf-8")
        assert holds_within(60, lambda: re.search("<del>.*連絡.*</del><ins>.*お知らせ.*</ins>", changes()) is not None)


def holds_within(seconds: int, condition: Callable[[], bool]) -> bool:
    """Whether a condition comes to hold; asked every fifth of a second."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False
