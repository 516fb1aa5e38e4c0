"""Real git repositories, made commit by commit."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Repo:
    """A repository in a folder; every commit has the date it is given."""

    folder: Path
    day: str = "2019-01-01"

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch", "main")

    def git(self, *arguments: str, stdin: bytes | None = None) -> str:
        """Run git there, with our own name and date and nobody's settings."""
        who = {"NAME": "A. Author", "EMAIL": "author@example.com", "DATE": f"{self.day}T12:00:00+09:00"}
        named = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1", **named}
        command = ["git", "-C", str(self.folder), *arguments]
        done = subprocess.run(command, check=True, capture_output=True, env=environment, input=stdin, timeout=120)
        return done.stdout.decode().strip()

    def commit(self, day: str, files: dict[str, str | bytes | None], message: str = "Change") -> str:
        """Write files (None removes one), commit them on a day, and return the commit's id."""
        self.day = day
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                self.git("rm", "--quiet", name)
            else:
                path.write_bytes(content.encode() if isinstance(content, str) else content)
                self.git("add", "--", name)
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def move(self, day: str, old: str, new: str) -> None:
        """Rename a file."""
        self.day = day
        (self.folder / new).parent.mkdir(parents=True, exist_ok=True)
        self.git("mv", old, new)
        self.git("commit", "--quiet", "--message", "Move")


def japanese(day: str, body: str = "氏名を収集します。", attribute: str = "") -> str:
    """A Japanese policy that says when it takes effect; `day` may be empty."""
    line = f"{day}施行{attribute}\n\n" if day else ""
    return f"# 個人情報取扱方針\n\n{line}## 1. 収集する情報\n\n{body}\n\n## 2. 利用目的\n\n連絡のために利用します。\n"


def english(day: str, body: str = "We collect your name.") -> str:
    """Its translation."""
    line = f"*Effective {day}*\n\n" if day else ""
    return f"# Privacy Policy\n\n{line}## 1. Information we collect\n\n{body}\n\n## 2. Purposes\n\nTo contact you.\n"


def fast_history(folder: Path, commits: int) -> None:
    """A repository of many commits, made by one `git fast-import`: a new effective day every fifth commit."""
    repo = Repo(folder)
    stream: list[str] = []
    for number in range(commits):
        year, month, at = 2015 + number // 5 // 12, number // 5 % 12 + 1, 1_420_070_400 + number * 86_400
        texts = {
            "ja.md": japanese(f"{year}年{month}月1日", f"項目{number}を収集します。" * 20),
            "en.md": english(f"{year}-{month:02}-01", f"We collect item {number}. " * 20),
        }
        stream.append(f"commit refs/heads/main\ncommitter A <a@example.com> {at} +0900\ndata 1\nx\n")
        for name, text in texts.items():
            stream.append(f"M 100644 inline {name}\ndata {len(text.encode())}\n{text}\n")
    repo.git("fast-import", "--quiet", stdin="".join(stream).encode())
