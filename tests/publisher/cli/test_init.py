"""`publisher init` makes a repository in which a first policy can be written, published and built."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from publisher.cli.commands import COMMANDS
from publisher.cli.face import face
from tests.support.days import today

NAMES = [
    "--controller-ja",
    '株式会社 "引用" \\ エグザンプル',
    "--controller-en",
    "Example: & Sons",
    "--email",
    "p@example.com",
]


def run(*args: str) -> Result:
    return CliRunner().invoke(face, list(args), prog_name="publisher")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    result = run("init", str(folder), *NAMES)
    assert result.exit_code == 0, result.output
    return folder


def complete(folder: Path) -> None:
    """Do what the draft asks a person to do."""
    for name, pattern in (("ja.md", "［要記入: ([^］]*)］"), ("en.md", r"\[TO COMPLETE: ([^\]]*)\]")):
        path = folder / "content/privacy/draft" / name
        path.write_text(re.sub(pattern, r"\1", path.read_text(encoding="utf-8")), encoding="utf-8")


def test_the_draft_has_places_to_complete_and_nothing_else_to_settle(repository: Path) -> None:
    result = run("--content", str(repository / "content"), "check")
    assert result.exit_code == 1
    assert {line.split()[2] for line in result.stdout.splitlines()} == {"placeholder:"}
    complete(repository)
    assert run("--content", str(repository / "content"), "check").exit_code == 0


def test_the_completed_draft_is_published_and_built(repository: Path) -> None:
    complete(repository)
    content = ["--content", str(repository / "content")]
    decided = ["--effective", str(today()), "--approved-by", "法務部", "--note-ja", "制定", "--note-en", "First"]
    published = run(*content, "publish", "privacy", *decided)
    assert published.exit_code == 0, published.output
    built = run(*content, "build", "--config", str(repository / "mkdocs.yml"), "--output", str(repository / "site"))
    assert built.exit_code == 0, built.output
    page = (repository / "site/en/privacy/index.html").read_text(encoding="utf-8")
    assert "Example: &amp; Sons" in page


def test_the_workflow_and_the_hooks_are_yaml_and_name_commands_that_exist(repository: Path) -> None:
    workflow = repository / ".github/workflows/policy.yml"
    jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
    assert set(jobs) == {"check", "publish", "deploy"}
    hooks = repository / ".pre-commit-config.yaml"
    assert yaml.safe_load(hooks.read_text(encoding="utf-8"))["repos"]
    for path in (workflow, hooks, repository / "README.md"):
        used = set(re.findall(r"(?<![-\w])publisher ([a-z]+)", path.read_text(encoding="utf-8")))
        assert used
        assert used <= set(COMMANDS)


def test_the_scripts_of_the_workflow_run_in_a_shell(repository: Path) -> None:
    jobs = yaml.safe_load((repository / ".github/workflows/policy.yml").read_text(encoding="utf-8"))["jobs"]
    scripts = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    assert len(scripts) > 5
    for script in scripts:
        subprocess.run(["bash", "-n", "-c", script], check=True)
        assert "${{" not in script, "an expression inside a script can be an injection"


def test_the_summary_of_a_pull_request_shows_the_redline(repository: Path, tmp_path: Path) -> None:
    complete(repository)
    content = ["--content", str(repository / "content")]
    decided = [
        "--effective",
        str(today()),
        "--approved-by",
        "法務部",
        "--note-ja",
        "制定",
        "--note-en",
        "First",
    ]
    assert run(*content, "publish", "privacy", *decided).exit_code == 0
    assert run(*content, "new", "privacy").exit_code == 0
    for name, old, new in (("ja.md", "ウェブサイトで", "電子メールで"), ("en.md", "on its website", "by e-mail")):
        path = repository / "content/privacy/draft" / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    script = script_of(repository, "check", "GITHUB_STEP_SUMMARY")
    summary = tmp_path / "summary.md"
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "GITHUB_STEP_SUMMARY": str(summary), "LANG": "C.UTF-8"}
    subprocess.run(["bash", "-e", "-c", script], cwd=repository, env=environment, check=True)
    shown = summary.read_text(encoding="utf-8")
    assert "[-ウェブサイト-]{+電子メール+}で" in shown
    assert "{+by e-mail+}" in shown


def script_of(repository: Path, job: str, words: str) -> str:
    """The script of the one step of a job in which some words stand."""
    workflow = yaml.safe_load((repository / ".github/workflows/policy.yml").read_text(encoding="utf-8"))
    (script,) = [step["run"] for step in workflow["jobs"][job]["steps"] if words in step.get("run", "")]
    return str(script)


def test_a_merge_publishes_what_is_complete_and_leaves_what_is_being_written(repository: Path, tmp_path: Path) -> None:
    def shell(script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-e", "-c", script], cwd=repository, env=environment, capture_output=True, text=True, check=False
        )

    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "LANG": "C.UTF-8", "HOME": str(tmp_path)}
    complete(repository)
    commit = "git add --all && git -c user.name=n -c user.email=n@example.com commit --quiet --message"
    made = shell(
        f"git init --quiet --bare {tmp_path}/origin.git && git init --quiet --initial-branch main . && {commit} Draft"
        f" && git remote add origin {tmp_path}/origin.git && git push --quiet --set-upstream origin main"
    )
    assert made.returncode == 0, made.stderr
    publish = script_of(repository, "publish", "git push")
    could_publish = script_of(repository, "check", "--dry-run\ndone")
    assert shell(publish).returncode == shell(could_publish).returncode == 0
    assert not (repository / "content/privacy/ledger.jsonl").exists(), "without a day the draft is still being written"

    meta = repository / "content/privacy/draft/version.yml"
    day = today()
    meta.write_text(meta.read_text(encoding="utf-8").replace("# effective: YYYY-MM-DD", f"effective: {day}"), "utf-8")
    assert shell(could_publish).returncode == shell(publish).returncode == 1, "nobody has approved it"
    filled = meta.read_text(encoding="utf-8").replace('approved_by: ""', "approved_by: 法務部")
    meta.write_text(filled.replace('note: {ja: "", en: ""}', "note: {ja: 制定, en: First}"), encoding="utf-8")
    assert shell(f"{commit} Decided").returncode == shell(could_publish).returncode == 0
    published = shell(publish)
    assert published.returncode == 0, published.stdout + published.stderr
    clone = tmp_path / "clone"
    assert shell(f"git clone --quiet --branch main {tmp_path}/origin.git {clone}").returncode == 0
    assert run("--content", str(clone / "content"), "verify").exit_code == 0
    assert (clone / f"content/privacy/{day}/ja.md").is_file()


def test_no_place_is_left_that_should_have_been_filled(repository: Path) -> None:
    for path in repository.rglob("*"):
        if path.is_file():
            assert not re.search(r"@[a-z_]+@", path.read_text(encoding="utf-8")), path


def test_nothing_is_written_over(repository: Path, tmp_path: Path) -> None:
    again = run("init", str(repository), *NAMES)
    assert again.exit_code == 1
    assert "there is something here already; choose an empty folder" in again.stderr
    wrong = run("init", str(tmp_path / "new"), *NAMES, "--policy", "../x")
    assert wrong.exit_code == 1
    assert not (tmp_path / "new").exists()


def test_a_new_git_repository_is_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "cloned/.git").mkdir(parents=True)
    assert run("init", str(tmp_path / "cloned"), *NAMES).exit_code == 0
