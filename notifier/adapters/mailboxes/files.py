"""mbox files (RFC 4155), Maildirs, single messages, standard input."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from notifier.model.errors import NotifierError
from notifier.ports.bounces import RawMail

LONGEST = 1024 * 1024


class MailboxUnreadable(NotifierError):
    """the mailbox {name} cannot be read: {reason}"""


@dataclass(frozen=True)
class Stream:
    """One message, as a mail server pipes it; `envelope_to` is the address it was delivered to."""

    stream: BinaryIO
    envelope_to: str = ""

    def messages(self) -> Iterator[RawMail]:
        """That message."""
        yield RawMail(name="-", content=self.stream.read(LONGEST), envelope_to=self.envelope_to)


@dataclass(frozen=True)
class Mbox:
    """A file of messages, each after a line that begins with `From `; or a single message without such a line."""

    path: Path

    def messages(self) -> Iterator[RawMail]:
        try:
            with self.path.open("rb") as file:
                for number, content in enumerate(_split(file), start=1):
                    yield RawMail(name=f"{self.path}:{number}", content=content)
        except OSError as problem:
            raise MailboxUnreadable(name=self.path, reason=problem.strerror or problem) from problem


def _split(file: BinaryIO) -> Iterator[bytes]:
    """The messages, each at most LONGEST bytes; the rest of a longer one is skipped."""
    lines: list[bytes] = []
    size, empty = 0, True
    while line := file.readline(LONGEST):
        if empty and line.startswith(b"From ") and (lines or size == 0):
            if lines:
                yield b"".join(lines)
            lines, size = [], 1
        elif size < LONGEST:
            lines.append(line[1:] if line.lstrip(b">").startswith(b"From ") and line.startswith(b">") else line)
            size += len(line)
        empty = line in (b"\n", b"\r\n")
    if lines:
        yield b"".join(lines)


@dataclass(frozen=True)
class Maildir:
    """A Maildir: what is in `new`, or in `cur` without the flag S; each gets that flag when it was read."""

    path: Path

    def messages(self) -> Iterator[RawMail]:
        try:
            for path in self._unseen():
                with path.open("rb") as file:
                    yield RawMail(name=str(path), content=file.read(LONGEST))
                self._mark(path)
        except OSError as problem:
            raise MailboxUnreadable(name=self.path, reason=problem.strerror or problem) from problem

    def _unseen(self) -> list[Path]:
        found = [path for part in ("new", "cur") for path in sorted((self.path / part).iterdir()) if path.is_file()]
        return [path for path in found if "S" not in path.name.partition(":2,")[2]]

    def _mark(self, path: Path) -> None:
        base, _, flags = path.name.partition(":2,")
        path.rename(self.path / "cur" / f"{base}:2,{''.join(sorted({*flags, 'S'}))}")


def open_mailbox(path: Path) -> Mbox | Maildir:
    """The mailbox at `path`; raises MailboxUnreadable."""
    if (path / "new").is_dir() and (path / "cur").is_dir():
        return Maildir(path)
    if path.is_dir():
        raise MailboxUnreadable(name=path, reason="a folder without new and cur is not a Maildir")
    return Mbox(path)
