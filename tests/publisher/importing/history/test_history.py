"""`publisher import-history` on real git repositories."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from publisher.cli.face import face
from publisher.content import load_policy
from publisher.ledger import verify_folder
from publisher.model import Language
from tests.publisher.importing.history.repositories import Repo, english, fast_history, japanese
from tests.support.policies import SETTINGS, draft_only, write


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return write(tmp_path / "content/privacy", {"policy.yml": SETTINGS})


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "legal")


def run(home: Path, repo: Path, *more: str, paths: tuple[str, ...] = ("ja=ja.md", "en=en.md")) -> Result:
    given = [word for path in paths for word in ("--path", path)]
    return CliRunner().invoke(
        face, ["--content", str(home.parent), "import-history", "privacy", "--repo", str(repo), *given, *more]
    )


def report(home: Path, repo: Path, *more: str, paths: tuple[str, ...] = ("ja=ja.md", "en=en.md")) -> dict[str, Any]:
    result = run(home, repo, "--format", "json", *more, paths=paths)
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def odd(found: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    return [(entry["code"], entry["version"], entry["language"]) for entry in found["odd"]]


def three_versions(repo: Repo) -> None:
    repo.commit("2019-06-20", {"ja.md": japanese("2019年7月1日"), "en.md": english("July 1, 2019")})
    repo.commit(
        "2020-09-01",
        {"ja.md": japanese("2020年10月1日", "住所を収集します。"), "en.md": english("October 1, 2020", "Address.")},
    )
    repo.commit(
        "2021-04-01",
        {"ja.md": japanese("2021年4月22日", "電話番号。"), "en.md": english("April 22, 2021", "Telephone.")},
    )


def test_a_history_becomes_versions_that_verify(home: Path, repo: Repo) -> None:
    three_versions(repo)
    result = run(home, repo.folder)
    assert result.exit_code == 0, result.stderr
    policy = load_policy(home)
    assert [version.label for version in policy.versions] == ["2019-07-01", "2020-10-01", "2021-04-22"]
    assert [set(version.texts) for version in policy.versions] == [{"ja", "en"}] * 3
    assert [str(version.announced) for version in policy.versions] == ["2019-06-20", "2020-09-01", "2021-04-01"]
    assert verify_folder(home) == ()
    assert "住所を収集します。" in policy.versions[1].texts[Language("ja")].source
    assert result.stdout.splitlines()[-1].startswith("Wrote 3 versions; 0 odd things.")


def test_clauses_have_the_same_ids_in_all_versions_and_languages(home: Path, repo: Repo) -> None:
    three_versions(repo)
    run(home, repo.folder)
    ids = {
        tuple(clause.id for clause in text.clauses if clause.level)
        for version in load_policy(home).versions
        for text in version.texts.values()
    }
    assert ids == {("collection", "purposes")}


def test_a_dry_run_writes_nothing_and_reports_all(home: Path, repo: Repo) -> None:
    three_versions(repo)
    found = report(home, repo.folder, "--dry-run")
    assert [version["id"] for version in found["versions"]] == ["2019-07-01", "2020-10-01", "2021-04-22"]
    assert found["written"] is False
    assert [path.name for path in home.iterdir()] == ["policy.yml"]


def test_renames_are_followed(home: Path, repo: Repo) -> None:
    repo.commit("2019-06-20", {"old/ja.md": japanese("2019年7月1日"), "en.md": english("July 1, 2019")})
    repo.move("2020-01-01", "old/ja.md", "privacy/日本語.md")
    text = {"privacy/日本語.md": japanese("2020年10月1日", "住所。"), "en.md": english("October 1, 2020", "Address.")}
    repo.commit("2020-09-01", text)
    found = report(home, repo.folder, paths=("ja=privacy/日本語.md", "en=en.md"))
    assert [v["texts"]["ja"]["path"] for v in found["versions"]] == ["old/ja.md", "privacy/日本語.md"]


def test_of_several_texts_of_one_day_the_last_one_is_the_version(home: Path, repo: Repo) -> None:
    repo.commit("2019-06-20", {"ja.md": japanese("2019年7月1日", "誤記。"), "en.md": english("July 1, 2019")})
    last = repo.commit("2019-06-25", {"ja.md": japanese("2019年7月1日", "正しい。")})
    found = report(home, repo.folder)
    assert odd(found) == [("several-texts", "2019-07-01", "ja")]
    assert found["versions"][0]["texts"]["ja"]["commit"] == last
    assert "正しい。" in (home / "2019-07-01/ja.md").read_text(encoding="utf-8")


def test_the_visible_day_wins_over_the_attribute_and_the_difference_is_reported(home: Path, repo: Repo) -> None:
    text = japanese("2019年7月1日", attribute=' {: datetime="2019-07-10" }')
    repo.commit("2019-06-20", {"ja.md": text, "en.md": english("July 1, 2019")})
    assert odd(report(home, repo.folder)) == [("dates-differ", "2019-07-01", "ja")]


def test_without_a_visible_day_the_attribute_counts_and_else_the_commit(home: Path, repo: Repo) -> None:
    with_attribute = japanese("").replace("## 1.", '{: datetime="2019-07-01" }\n\n## 1.')
    repo.commit("2019-06-20", {"ja.md": with_attribute})
    repo.commit("2020-09-01", {"ja.md": japanese("", "住所。"), "en.md": english("", "Address.")})
    found = report(home, repo.folder)
    assert [(v["id"], v["date_from"], sorted(v["texts"])) for v in found["versions"]] == [
        ("2019-07-01", "attribute", ["ja"]),
        ("2020-09-01", "commit", ["en", "ja"]),
    ]
    assert ("no-date", None, "ja") in odd(found)


def test_a_language_that_lags_or_never_came_is_reported_and_no_older_text_takes_its_place(
    home: Path, repo: Repo
) -> None:
    repo.commit("2019-06-20", {"ja.md": japanese("2019年7月1日")})
    repo.commit("2019-08-01", {"en.md": english("July 1, 2019")})
    repo.commit("2020-09-01", {"ja.md": japanese("2020年10月1日", "住所。")})
    repo.commit("2021-01-01", {"en.md": english("January 5, 2021", "Something else.")})
    found = report(home, repo.folder)
    assert odd(found) == [
        ("language-lags", "2019-07-01", "en"),
        ("language-missing", "2020-10-01", "en"),
        ("governing-missing", "2021-01-05", "ja"),
    ]
    assert next(entry["detail"] for entry in found["odd"]) == "42"
    assert not (home / "2020-10-01/en.md").exists()


def test_a_day_that_goes_back_is_reported(home: Path, repo: Repo) -> None:
    for day, text in (("2019-06-20", "2019年7月1日"), ("2020-01-01", "2020年2月1日"), ("2020-03-01", "2019年7月1日")):
        repo.commit(day, {"ja.md": japanese(text, f"{day}の文。")})
    assert ("date-goes-back", "2019-07-01", "ja") in odd(report(home, repo.folder, paths=("ja=ja.md",)))


def test_states_that_cannot_be_read_are_passed_over(home: Path, repo: Repo) -> None:
    repo.commit("2019-06-20", {"ja.md": japanese("2019年7月1日")})
    repo.commit("2019-07-20", {"ja.md": b"\0\1\2"})
    repo.commit("2019-08-20", {"ja.md": None})
    repo.commit("2019-09-20", {"ja.md": japanese("2019年10月1日").encode("cp932")})
    repo.commit("2019-11-20", {"ja.md": "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"})
    found = report(home, repo.folder, paths=("ja=ja.md",))
    assert [version["id"] for version in found["versions"]] == ["2019-07-01", "2019-10-01"]
    assert sorted(code for code, _, _ in odd(found)) == ["file-removed", "unreadable", "unreadable"]


def test_merged_work_counts_when_it_lands(home: Path, repo: Repo) -> None:
    repo.commit("2019-06-20", {"ja.md": japanese("2019年7月1日")})
    repo.git("checkout", "--quiet", "-b", "revision")
    repo.commit("2020-01-01", {"ja.md": japanese("2020年10月1日", "途中。")})
    repo.commit("2020-02-01", {"ja.md": japanese("2020年10月1日", "完成。")})
    repo.git("checkout", "--quiet", "main")
    repo.day = "2020-09-01"
    repo.git("merge", "--quiet", "--no-ff", "--message", "Merge", "revision")
    found = report(home, repo.folder, paths=("ja=ja.md",))
    assert [version["id"] for version in found["versions"]] == ["2019-07-01", "2020-10-01"]
    assert odd(found) == []
    assert found["versions"][1]["texts"]["ja"]["committed"].startswith("2020-09-01")


def test_a_shallow_clone_is_reported(home: Path, repo: Repo, tmp_path: Path) -> None:
    three_versions(repo)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{repo.folder}", clone], check=True, timeout=60)
    found = report(home, clone)
    assert odd(found) == [("history-cut", None, None)]
    assert len(found["versions"]) == 1


def test_a_policy_with_versions_is_left_alone(home: Path, repo: Repo) -> None:
    three_versions(repo)
    assert run(home, repo.folder).exit_code == 0
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    again = run(home, repo.folder)
    assert again.exit_code == 1
    assert "has versions already" in again.stderr
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_the_draft_stays(tmp_path: Path, repo: Repo) -> None:
    home = draft_only(tmp_path / "content")
    before = (home / "draft/ja.md").read_bytes()
    three_versions(repo)
    assert run(home, repo.folder).exit_code == 0
    assert (home / "draft/ja.md").read_bytes() == before


def test_a_failure_at_any_rename_leaves_the_policy_empty(
    home: Path, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_versions(repo)
    for place in range(4):
        with monkeypatch.context() as patch:
            patch.setattr("os.rename", failing("rename", place if place < 3 else 99))
            patch.setattr("os.replace", failing("replace", 0 if place == 3 else 99))
            assert run(home, repo.folder).exit_code == 1
        assert [path.name for path in home.iterdir()] == ["policy.yml"]
    assert run(home, repo.folder).exit_code == 0


def failing(name: str, place: int) -> Any:
    """`os.rename` or `os.replace` with a full disk at one call."""
    import os

    real, calls = getattr(os, name), iter(range(1000))

    def call(source: Any, target: Any) -> None:
        if next(calls) == place:
            raise OSError(28, "No space left on device", str(target))
        real(source, target)

    return call


def test_progress_is_on_standard_error(home: Path, repo: Repo) -> None:
    three_versions(repo)
    result = run(home, repo.folder, "--format", "json")
    assert "ja.md: 3/3" in result.stderr
    assert "versions: 3/3" in result.stderr


def test_a_thousand_commits_are_read(home: Path, tmp_path: Path) -> None:
    fast_history(tmp_path / "legal", 1000)
    found = report(home, tmp_path / "legal")
    assert len(found["versions"]) == 200
    assert {code for code, _, _ in odd(found)} == {"several-texts"}
    assert verify_folder(home) == ()


@pytest.mark.parametrize(
    ("paths", "more", "status", "said"),
    [
        (("ja=missing.md",), (), 1, "no such file in the history"),
        (("ja=../outside.md",), (), 1, "not a path inside the repository"),
        (("ja=/etc/passwd",), (), 1, "not a path inside the repository"),
        (("ja=:(top)ja.md",), (), 1, "no such file in the history"),
        (("ja=--output=x",), (), 1, "no such file in the history"),
        (("en=en.md",), (), 1, "add --path ja=PATH"),
        (("fr=fr.md",), (), 1, "languages here: ja, en"),
        (("ja.md",), (), 2, "is not LANG=PATH"),
        (("ja=ja.md", "ja=en.md"), (), 2, "given twice"),
        (("ja=ja.md",), ("--ref", "nowhere"), 1, "no commit or branch nowhere"),
        (("ja=ja.md",), ("--ref", "--all"), 1, "no commit or branch --all"),
    ],
)
def test_wrong_use_is_one_line_and_writes_nothing(
    home: Path, repo: Repo, paths: tuple[str, ...], more: tuple[str, ...], status: int, said: str
) -> None:
    three_versions(repo)
    result = run(home, repo.folder, *more, paths=paths)
    assert result.exit_code == status
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert [path.name for path in home.iterdir()] == ["policy.yml"]


def test_a_folder_that_is_no_repository_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert "not a git repository" in run(home, tmp_path / "plain").stderr
    assert "no such folder" in run(home, tmp_path / "nothing").stderr


def test_nothing_that_the_repository_names_is_run(home: Path, repo: Repo, tmp_path: Path) -> None:
    three_versions(repo)
    trap = tmp_path / "trap"
    script = tmp_path / "run.sh"
    script.write_text(f"#!/bin/sh\ntouch {trap}\n", encoding="utf-8")
    script.chmod(0o755)
    for key, value in {
        "core.pager": str(script), "core.fsmonitor": str(script), "gpg.program": str(script), "log.showSignature": "true",  # noqa: E501
        "diff.external": str(script), "diff.trap.textconv": str(script), "core.sshCommand": str(script),
    }.items():  # fmt: skip
        repo.git("config", key, value)
    (repo.folder / ".git/info/attributes").write_text("*.md diff=trap\n", encoding="utf-8")
    assert run(home, repo.folder).exit_code == 0
    assert not trap.exists()
