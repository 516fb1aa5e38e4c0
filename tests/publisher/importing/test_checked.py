"""What `publisher check` says of imported texts: nothing about their structure."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from publisher.checks import Finding, run_checks
from publisher.cli.face import face
from publisher.content import load_policy
from tests.publisher.importing.history.repositories import english, japanese
from tests.publisher.importing.support import FIXTURES
from tests.support.policies import SETTINGS, write


def findings(root: Path, **files: Path) -> list[Finding]:
    """What `check` finds after importing a file for each language."""
    write(root / "privacy", {"policy.yml": SETTINGS.split("terms:")[0]})
    for language, file in files.items():
        arguments = ["--content", str(root), "import", "privacy", str(file), "--lang", language]
        result = CliRunner().invoke(face, arguments)
        assert result.exit_code == 0, result.stderr
    policy = load_policy(root / "privacy")
    assert policy.draft is not None
    return list(run_checks(policy, policy.draft, date(2027, 1, 1)))


@pytest.mark.parametrize(
    ("file", "language"),
    [("app_policy.txt", "ja"), ("shop_policy.html", "ja"), ("notice.md", "en"), ("policy_en.txt", "en")],
)
def test_an_imported_text_lacks_only_its_translation(tmp_path: Path, file: str, language: str) -> None:
    found = findings(tmp_path, **{language: FIXTURES / file})
    assert {finding.code for finding in found} == {"translation-missing"}


def test_two_imported_languages_match(tmp_path: Path) -> None:
    files = {"ja": japanese("2027年4月1日"), "en": english("1 April 2027")}
    paths = {language: tmp_path / f"{language}.txt" for language in files}
    for language, text in files.items():
        paths[language].write_text(text.replace("#", "").replace("*", ""), encoding="utf-8")
    assert findings(tmp_path / "content", **paths) == []
