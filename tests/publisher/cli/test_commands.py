"""The commands as a person runs them: what they print, and their exit status."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publisher.cli.face import face
from publisher.messages import use_language
from publisher.model import ZONE
from tests.support import policies
from tests.support.days import today

LATER = datetime.now(ZONE).date() + timedelta(days=60)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A content folder with one policy: a draft, nothing published."""
    folder = policies.draft_only(tmp_path / "content")
    policies.write(folder / "draft", {"version.yml": policies.VERSION.split("\n", 3)[3]})  # without dates
    return tmp_path / "content"


def run(root: Path, *args: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(face, ["--content", str(root), *args], env=env, prog_name="publisher")


def published(root: Path) -> Path:
    result = run(root, "publish", "privacy", "--effective", str(LATER))
    assert result.exit_code == 0, result.output
    return root / "privacy" / str(LATER)


def test_publish_shows_what_it_did_and_what_comes_next(root: Path) -> None:
    result = run(root, "publish", "privacy", "--effective", str(LATER))
    assert result.exit_code == 0, result.output
    assert f"effective    {LATER} 00:00 Asia/Tokyo" in result.stdout
    assert result.stdout.endswith("Next: commit content/, build the site, and plan the notices.\n")
    assert (root / "privacy" / str(LATER) / "ja.md").is_file()


def test_a_dry_run_changes_nothing_and_says_so(root: Path) -> None:
    result = run(root, "publish", "privacy", "--effective", str(LATER), "--dry-run")
    assert result.exit_code == 0
    assert "Nothing has changed: this was a dry run." in result.stdout
    assert sorted(path.name for path in (root / "privacy").iterdir()) == ["draft", "policy.yml"]


def test_a_dry_run_that_would_be_refused_names_every_reason_and_exits_1(root: Path) -> None:
    result = run(root, "publish", "privacy", "--announced", str(today() + timedelta(days=1)), "--dry-run")
    assert result.exit_code == 1
    assert "refused: the effective date is missing; give `--effective YYYY-MM-DD`" in result.stderr
    assert "This would be refused." in result.stdout


def test_a_publication_as_json_names_the_files_and_the_head(root: Path) -> None:
    facts = json.loads(run(root, "publish", "privacy", "--effective", str(LATER), "--format", "json").stdout)
    assert (facts["published"], facts["version"], facts["predecessor"]) == (True, str(LATER), None)
    assert sorted(facts["files"]) == ["data.yml", "en.md", "ja.md", "version.yml"]
    assert len(facts["head"]) == 64


def test_a_plan_lists_the_clauses_that_change(root: Path) -> None:
    published(root)
    run(root, "new", "privacy")
    ja = policies.JA.replace("連絡のために", "連絡及び統計のために")
    en = policies.EN.replace("contact users", "contact users and for statistics")
    policies.write(root / "privacy/draft", {"ja.md": ja, "en.md": en})
    note = ["--approved-by", "法務部", "--note-ja", "統計を加えました。", "--note-en", "Statistics added."]
    options = ["--effective", str(LATER + timedelta(days=40)), "--class", "major", *note, "--dry-run"]
    result = run(root, "publish", "privacy", *options)
    assert result.exit_code == 0, result.output
    assert "  changed  Article 2  Purposes of use\n" in result.stdout
    facts = json.loads(run(root, "publish", "privacy", *options, "--format", "json").stdout)
    assert facts["clauses"] == [{"id": "purposes", "change": "changed", "number": "第2条", "title": "利用目的"}]


def test_a_refusal_is_one_line_with_the_way_out(root: Path) -> None:
    result = run(root, "publish", "privacy", "--effective", "2021-04-22")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("Error: ")
    assert "is past; choose a day from today on" in result.stderr


def test_a_wrong_date_is_a_wrong_use(root: Path) -> None:
    for value in ("2021-4-1", "2023-02-29", "soon"):
        result = run(root, "publish", "privacy", "--effective", value)
        assert result.exit_code == 2
        assert f"'{value}' is not a date of the form YYYY-MM-DD" in result.stderr


def test_new_starts_from_the_text_in_force_with_its_data_put_back(root: Path) -> None:
    published(root)
    result = run(root, "new", "privacy")
    assert result.exit_code == 0, result.output
    assert f"from version {LATER}" in result.stdout
    draft = root / "privacy/draft"
    assert (draft / "ja.md").read_text(encoding="utf-8") == policies.JA
    assert (draft / "data.yml").read_text(encoding="utf-8") == policies.DATA
    again = run(root, "new", "privacy")
    assert again.exit_code == 1
    assert "there is a draft already; go on with it, or move it away" in again.stderr


def test_new_says_that_a_scheduled_version_is_not_in_the_draft(root: Path) -> None:
    published(root)
    run(root, "new", "privacy")
    ja = policies.JA.replace("連絡のために", "連絡及び統計のために")
    policies.write(root / "privacy/draft", {"ja.md": ja, "en.md": policies.EN})
    note = ["--approved-by", "法務部", "--note-ja", "統計を加えました。", "--note-en", "Statistics added."]
    scheduled = LATER + timedelta(days=40)
    assert run(root, "publish", "privacy", "--effective", str(scheduled), "--class", "major", *note).exit_code == 0
    older = run(root, "new", "privacy", "--from", str(LATER))
    assert f"publisher new privacy --from {scheduled}" in older.stderr
    shutil.rmtree(root / "privacy/draft")
    newer = run(root, "new", "privacy", "--from", str(scheduled))
    assert (newer.exit_code, newer.stderr) == (0, "")


def test_new_in_an_empty_policy_writes_a_text_to_complete(tmp_path: Path) -> None:
    policies.write(tmp_path / "privacy", {"policy.yml": policies.SETTINGS})
    assert run(tmp_path, "new", "privacy").exit_code == 0
    result = run(tmp_path, "check", "privacy")
    assert result.exit_code == 1
    assert "placeholder" in result.stdout
    unknown = run(tmp_path, "new", "privacy", "--from", "2020-01-01")
    assert unknown.exit_code == 1


def test_check_is_silent_about_a_text_that_is_well(root: Path) -> None:
    result = run(root, "check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Nothing to settle." in result.stderr


def test_check_prints_findings_in_three_forms(root: Path) -> None:
    text = policies.EN.replace("[](#collection)", "[](#nowhere)") + "\n[TO COMPLETE: address, 100%]\n"
    policies.write(root / "privacy/draft", {"en.md": text})
    result = run(root, "check", "privacy")
    assert result.exit_code == 1
    path = root / "privacy/draft/en.md"
    assert f"{path}:14: error reference-broken: no clause has the id nowhere; correct the id" in result.stdout
    found = json.loads(run(root, "check", "privacy", "--format", "json").stdout)["findings"]
    assert {"reference-broken", "parity-links", "placeholder"} <= {finding["code"] for finding in found}
    assert set(found[0]) == {"file", "line", "code", "level", "message", "remedy"}
    annotated = run(root, "check", "privacy", "--format", "github").stdout
    assert f"::error file={path},line=14,title=reference-broken::no clause has the id nowhere" in annotated
    assert "[TO COMPLETE: address, 100%25]" in annotated


def test_check_can_leave_warnings_out(root: Path) -> None:
    text = policies.EN.replace("(2) e-mail address", "(3) e-mail address")
    policies.write(root / "privacy/draft", {"en.md": text})
    assert run(root, "check").exit_code == 1
    assert run(root, "check", "--level", "error").exit_code == 0


def test_a_file_that_cannot_be_read_is_a_finding(root: Path) -> None:
    (root / "privacy/draft/ja.md").write_bytes("# 題\n\n".encode() + b"\x82\xa0")
    (finding,) = json.loads(run(root, "check", "--format", "json").stdout)["findings"]
    assert (finding["code"], finding["level"], finding["line"]) == ("bad-input", "error", 3)


def test_verify_prints_the_head_and_names_what_differs(root: Path) -> None:
    version = published(root)
    result = run(root, "verify")
    head = json.loads(run(root, "verify", "--format", "json").stdout)["policies"][0]["head"]
    assert result.exit_code == 0
    assert head in result.stdout
    assert run(root, "verify", "--since", head).exit_code == 0
    assert run(root, "verify", "privacy", "--since", "0" * 64).exit_code == 1
    (version / "ja.md").write_bytes(b"x")
    changed = run(root, "verify")
    assert changed.exit_code == 1
    assert f"{version / 'ja.md'}: this published file was changed; restore it" in changed.stdout
    assert "Traceback" not in changed.output


def test_a_head_is_signed_and_verified_with_a_key_outside_the_repository(root: Path, tmp_path: Path) -> None:
    key = tmp_path / "ledger.pem"
    env = {"PUBLISHER_SIGNING_PASSWORD": "secret"}
    public = run(root, "keys", "new", str(key), env=env).stdout.split()[0]
    assert run(root, "keys", "show", str(key), env=env).stdout.split()[0] == public
    signed = run(root, "publish", "privacy", "--effective", str(LATER), "--signing-key", str(key), env=env)
    assert signed.exit_code == 0, signed.output
    assert run(root, "verify", "--public-key", public).exit_code == 0
    assert run(root, "verify", "--public-key", "A" * 43 + "=").exit_code == 1


def test_texts_from_before_the_ledger_are_adopted(root: Path) -> None:
    metadata = policies.VERSION.replace("2024-04-01", "2021-04-22")
    policies.write(root / "privacy/2021-04-22", {"version.yml": metadata, "ja.md": "# 題\n"})
    assert run(root, "verify").exit_code == 1
    result = run(root, "adopt", "privacy", "2021-04-22")
    assert result.exit_code == 0, result.output
    assert "Versions adopted: 1." in result.stdout
    assert run(root, "verify").exit_code == 0
    assert run(root, "adopt", "privacy").exit_code == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["check", "../x"], "'../x' is not a policy's id"),
        (["check", "terms"], "no such policy; policies here: privacy"),
        (["check", "privacy", "--version", "2020-01-01"], "there is no version 2020-01-01"),
    ],
)
def test_a_policy_or_version_that_is_not_there_is_named(root: Path, args: list[str], words: str) -> None:
    result = run(root, *args)
    assert result.exit_code == 1
    assert words in result.stderr


def test_a_policy_whose_settings_are_lost_is_not_passed_over(root: Path) -> None:
    published(root)
    (root / "privacy/policy.yml").unlink()
    result = run(root, "check")
    assert result.exit_code == 1
    assert "policy.yml:1: error bad-input: no such file; create it, or correct the name" in result.stdout


def test_an_empty_content_folder_says_what_to_create(tmp_path: Path) -> None:
    for command in ("check", "verify"):
        result = run(tmp_path, command)
        assert result.exit_code == 1
        assert "no policy here; create one" in result.stderr


def test_messages_are_japanese_where_the_caller_asks(root: Path) -> None:
    try:
        use_language({"LANG": "ja_JP.UTF-8"})
        result = run(root, "publish", "privacy", "--effective", "2021-04-22")
        assert result.stderr.startswith("エラー: ")
        assert "施行日2021-04-22は過ぎています。今日以後の日を指定してください" in result.stderr
    finally:
        use_language({})
