"""The guides for legal are run as they stand: every block of commands, in order, and every output that they show."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.days import today

GUIDES = Path(__file__).parent.parent / "docs/guides"
COMMAND = re.compile(r"(?:publisher|notifier) ")
LOCALE = {"ja": "ja_JP.UTF-8", "en": "C.UTF-8"}
COMPANY = (
    'publisher init . --controller-ja 株式会社エグザンプル --controller-en "Example, Inc." --email privacy@example.com'
    " --url https://policy.example.com/"
)
FIRST = "publisher publish privacy --effective {} --approved-by 法務部 --note-ja 制定 --note-en First --reason 制定"
PLACES = {"ja": r"［要記入: ([^］]*)］", "en": r"\[TO COMPLETE: ([^\]]*)\]"}
RECIPIENTS = "id,email,language\nu1,u1@example.com,ja\nu2,u2@example.com,ja\nu3,u3@example.com,en\n"
CHANGING = (
    (r"[0-9a-f]{64}", "HASH"),
    (r"\d{4}-\d\d-\d\d|\d{4}年\d+月\d+日(?:（令和\d+年）)?|\d\d? [A-Z][a-z]+ \d{4}", "DAY"),
    (r"DAY \d\d:\d\d", "INSTANT"),
)


def blocks(language: str) -> list[tuple[str, str]]:
    """The fenced blocks of a guide in order: what is written after the fence, and the text."""
    page = (GUIDES / f"legal.{language}.md").read_text(encoding="utf-8")
    return re.findall(r"^```(\w*)\n(.*?)^```", page, re.M | re.S)


def without_what_changes(text: str) -> list[str]:
    """Lines whose days and hashes are the same on any day, and whose columns are apart by two spaces."""
    for pattern, name in CHANGING:
        text = re.sub(pattern, name, text)
    return [re.sub(r" {2,}", "  ", line.rstrip()) for line in text.splitlines()]


def shows(output: str, guide: str) -> None:
    """Every line of the guide's block is in the output, in this order; `…` stands for lines left out."""
    actual = iter(without_what_changes(output))
    for line in without_what_changes(guide):
        assert line in {"", "…"} or line in actual, f"{line!r} is not in\n{output}"


@dataclass
class Desk:
    """A folder as a lawyer of the made-up company has it, and a shell in it."""

    folder: Path
    language: str
    day: date

    @property
    def effective(self) -> date:
        """What stands for the day in the guide."""
        return self.day + timedelta(days=47)

    def run(self, script: str, fails: bool = False) -> str:
        """What a block of commands prints; `fails` where the guide shows what is refused."""
        environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "LANG": LOCALE[self.language],
            "NOTIFIER_DATABASE": f"sqlite:///{self.folder}/notifier.db",
            "NOTIFIER_MAIL_FOLDER": str(self.folder / "mail"),
        }
        shell = ["bash", "-e", "-c", script.replace("2027-01-15", str(self.effective))]
        done = subprocess.run(
            shell, cwd=self.folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert (done.returncode != 0) is fails, done.stdout
        return done.stdout

    def edit(self, name: str, pattern: str, replacement: str) -> None:
        """Change a file of the draft as a person would in an editor."""
        path = self.folder / "content/privacy/draft" / name
        path.write_text(re.sub(pattern, replacement, path.read_text(encoding="utf-8")), encoding="utf-8")

    def insert(self, language: str) -> None:
        """Write the clause of the guide before Article 3, and give the later ones the next number."""
        (clause,) = (text for kind, text in blocks(language) if kind == "markdown")
        article = {"ja": (r"(?m)^## 第{}条", "## 第{}条"), "en": (r"(?m)^## Article {} ", "## Article {} ")}[language]
        for number in range(7, 2, -1):
            self.edit(f"{language}.md", article[0].format(number), article[1].format(number + 1))
        self.edit(f"{language}.md", article[0].format(4), clause.replace("\\", r"\\") + "\n" + article[1].format(4))


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    """A company whose first version is in force, and whose app team has imported the users."""
    desk = Desk(folder=tmp_path / "desk", language=request.param, day=today())
    desk.folder.mkdir()
    desk.run(COMPANY)
    for language, pattern in PLACES.items():
        desk.edit(f"{language}.md", pattern, r"\1")
    desk.run(FIRST.format(desk.day))
    (desk.folder / "people.csv").write_text(RECIPIENTS, encoding="utf-8")
    desk.run("notifier recipients import people.csv")
    return desk


@pytest.mark.parametrize("desk", ["ja", pytest.param("en", marks=pytest.mark.slow)], indirect=True)
def test_the_guide_leads_from_a_draft_to_the_planned_notice_and_shows_what_is_printed(desk: Desk) -> None:
    other = {"ja": "en", "en": "ja"}[desk.language]
    output, ran = "", 0
    for kind, text in blocks(desk.language):
        if kind == "markdown":
            desk.insert(desk.language)
        elif kind == "yaml":
            reasons = text.replace("\\", r"\\")
        elif not COMMAND.match(text):
            shows(output, text)
        elif text.startswith("publisher check"):
            output = desk.run(text, fails=True)
            desk.insert(other)
            desk.edit("version.yml", r"clauses: \[\]\n", reasons)
            desk.run(text)
        else:
            output = desk.run(text)
            if "--dry-run" in text:
                published = text.replace("--dry-run", "")
                assert not (desk.folder / f"content/privacy/{desk.effective}").exists()
                desk.run(published)
        ran += bool(COMMAND.match(text))
    assert ran >= 7
    made = {path.suffix for path in desk.folder.iterdir()}
    assert {".docx", ".pdf"} <= made
    assert (desk.folder / "site/manifest.json").is_file()
    assert not (desk.folder / "mail").exists(), "planning sends nothing"


def test_both_guides_have_the_same_steps_and_commands() -> None:
    def steps(language: str) -> list[list[str]]:
        """The commands of each block, without the values that differ by language."""
        commands = [re.sub(r"#.*", "", text) for _kind, text in blocks(language) if COMMAND.match(text)]
        return [
            re.findall(r"^(?:publisher|notifier) \S+|--[a-z-]+", re.sub(r"#.*", "", text), re.M) for text in commands
        ]

    assert steps("ja") == steps("en")
    headings = [re.findall(r"(?m)^## (\d)", (GUIDES / f"legal.{code}.md").read_text("utf-8")) for code in ("ja", "en")]
    assert headings[0] == headings[1] == [str(number) for number in range(1, 10)]
