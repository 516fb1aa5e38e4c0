"""Reading a git repository through the git command: one process for the log of a file, one for all its contents."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from publisher.errors import BadInputError
from publisher.importing.history.snapshot import Commit
from publisher.messages import _

_TIMEOUT = 600
_LARGEST = 4 * 1024 * 1024
_SAFE = ("-c", "protocol.allow=never", "-c", "log.showSignature=false", "-c", "core.quotePath=false")
_RAW = re.compile(r"\n?:[0-7]{6} ([0-7]{6}) [0-9a-f]+ ([0-9a-f]+) ([A-Z])[0-9]*")
_FILE_MODES = frozenset({"100644", "100755"})


@dataclass(frozen=True, kw_only=True)
class FileChange:
    """What a commit did to a file: its blob afterwards, or None where the file is gone (or no plain file)."""

    commit: Commit
    path: str
    blob: str | None


@dataclass(frozen=True)
class Repository:
    """A repository's folder and the commit or branch to read up to."""

    folder: Path
    ref: str = "HEAD"

    def check(self) -> None:
        """Raise BadInputError where there is no repository, no git, or no such commit."""
        if not self.folder.is_dir():
            raise BadInputError(_("no such folder"), path=self.folder, remedy=_("give the folder of a git repository"))
        if self._run("rev-parse", "--git-dir", check=False) is None:
            raise BadInputError(
                _("not a git repository"), path=self.folder, remedy=_("clone it first, with its history")
            )
        if (
            self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{self.ref}^{{commit}}", check=False)
            is None
        ):
            what = _("no commit or branch {ref}", ref=self.ref)
            raise BadInputError(what, path=self.folder, remedy=_("name one with --ref"))

    def is_cut(self) -> bool:
        """Whether the history is cut off (a shallow clone)."""
        return (self._run("rev-parse", "--is-shallow-repository") or b"").strip() == b"true"

    def commits(self) -> dict[str, int]:
        """The place of each commit along the first parents, the oldest 0."""
        listed = (self._run("rev-list", "--first-parent", "--end-of-options", self.ref) or b"").decode().split()
        return {commit: place for place, commit in enumerate(reversed(listed))}

    def changes(self, path: str, places: Mapping[str, int]) -> tuple[FileChange, ...]:
        """What happened to a file along the first parents, oldest first, its renames followed. Raises BadInputError
        where the file never was there."""
        check_path(path)
        output = self._run(
            "--literal-pathspecs", "log", "--follow", "--first-parent", "--diff-merges=first-parent", "-M", "--raw",
            "-z", "--no-abbrev", "--no-ext-diff", "--format=%x01%H%x00%cI", "--end-of-options", self.ref, "--", path,
        )  # fmt: skip
        found = [_change(entry, places) for entry in (output or b"").decode("utf-8", "replace").split("\x01")[1:]]
        changes = tuple(reversed([change for change in found if change is not None]))
        if not changes:
            what = _("no such file in the history: {path}", path=path)
            raise BadInputError(what, path=self.folder, remedy=_("give the path as git lists it, from the top folder"))
        return changes

    def contents(self, blobs: Sequence[str]) -> Iterator[tuple[str, bytes | None]]:
        """The contents of blobs, in order; None for one that is larger than 4 MiB or not there."""
        process = subprocess.Popen(
            self._command("cat-file", "--batch"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
        )
        if process.stdin is None or process.stdout is None:
            raise OSError("git gave no pipes")
        with process:
            for blob in blobs:
                process.stdin.write(f"{blob}\n".encode())
                process.stdin.flush()
                head = process.stdout.readline().split()
                if len(head) < 3:
                    yield blob, None
                    continue
                data = process.stdout.read(int(head[2]) + 1)[:-1]
                yield blob, data if len(data) <= _LARGEST else None
            process.stdin.close()

    def _command(self, *arguments: str) -> list[str]:
        return ["git", "--no-pager", "-C", str(self.folder), *_SAFE, *arguments]

    def _run(self, *arguments: str, check: bool = True) -> bytes | None:
        try:
            done = subprocess.run(
                self._command(*arguments), capture_output=True, env=_environment(), timeout=_TIMEOUT, check=False
            )
        except FileNotFoundError as error:
            raise BadInputError(_("git is not installed"), remedy=_("install git")) from error
        if done.returncode == 0:
            return done.stdout
        if check:
            reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise BadInputError(f"git: {reason[0] if reason else done.returncode}", path=self.folder)
        return None


def check_path(path: str) -> None:
    """Raise BadInputError for a path that leaves the repository or is none."""
    parts = PurePosixPath(path)
    if not path or parts.is_absolute() or ".." in parts.parts or "\0" in path:
        what = _("{path} is not a path inside the repository", path=repr(path))
        raise BadInputError(what, remedy=_("give the path as git lists it, from the top folder"))


def _change(entry: str, places: Mapping[str, int]) -> FileChange | None:
    """One entry of the log: commit, date, and what happened; None where it holds no change of a file."""
    commit, at, *rest = entry.split("\0")
    match = _RAW.match(rest[0]) if rest else None
    if match is None or commit not in places:
        return None
    paths = [part for part in rest[1:] if part.strip()]
    mode, blob, status = match.groups()
    gone = status == "D" or mode not in _FILE_MODES
    return FileChange(
        commit=Commit(id=commit, place=places[commit], at=datetime.fromisoformat(at)),
        path=paths[-1] if paths else "",
        blob=None if gone else blob,
    )


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
