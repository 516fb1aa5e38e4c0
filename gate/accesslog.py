"""The access log: who called which endpoint with which site's key, as a chain in which no line can be changed
unnoticed.

Each line holds the number and the seal of the line before it and a seal (HMAC-SHA-256) over itself, made with a
secret that is in the store and not beside the log. People who answer the question are not callers: they leave no
line.
"""

import fcntl
import hashlib
import hmac
import json
import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gate.model import GateError

START = "0" * 64
_TAIL = 4096
LOOK_EVERY = 1.0
"""Seconds for which a writer believes that its file is still the one at the path."""


class BrokenLogError(GateError):
    """The access log has been changed."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line = line


class LogDownError(GateError):
    """The access log cannot be written, so nothing is done that ought to stand in it."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call by a site's server or by an operator."""

    at: datetime
    endpoint: str
    site: str | None
    key: str | None
    status: int


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What a whole chain amounts to: how many lines, and the seal of the last."""

    lines: int
    head: str


_text = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode


def _seal(secret: bytes, text: str) -> str:
    return hmac.digest(secret, text.encode(), hashlib.sha256).hex()


class AccessLog:
    """A log file that several threads and processes of one host append to."""

    def __init__(self, path: Path, secret: bytes, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._elapsed = elapsed
        self._looked = 0.0
        self._secret = secret
        self._lock = threading.Lock()
        self._descriptor: int | None = None
        self._file: tuple[int, int] | None = None
        self._size = -1
        self._number, self._head = 0, START

    def append(self, call: Call) -> None:
        """Add one line. Raises LogDownError when it cannot be written."""
        self._locked(lambda descriptor: self._append(descriptor, call))

    def require_writable(self) -> None:
        """Raise LogDownError, which says why, unless the file is there or can be made, and ends as it should."""
        self._locked(self._catch_up)

    def _locked(self, use: Callable[[int], None]) -> None:
        try:
            with self._lock:
                descriptor = self._opened()
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                try:
                    use(descriptor)
                finally:
                    fcntl.flock(descriptor, fcntl.LOCK_UN)
        except OSError as error:
            raise LogDownError(f"The access log {self._path} cannot be written: {error.strerror or error}") from error

    def _opened(self) -> int:
        """The open file; opened anew, within a second, when another file stands at the path, as after a rotation."""
        now = self._elapsed()
        if self._descriptor is not None and now < self._looked + LOOK_EVERY:
            return self._descriptor
        self._looked = now
        try:
            found = os.stat(self._path)
            current = (found.st_dev, found.st_ino)
        except FileNotFoundError:
            current = None
        if self._descriptor is None or current != self._file:
            self._open()
        if self._descriptor is None:
            raise OSError("the access log is not open")
        return self._descriptor

    def _open(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
        opened = os.fstat(self._descriptor)
        self._file, self._size = (opened.st_dev, opened.st_ino), -1

    def _append(self, descriptor: int, call: Call) -> None:
        self._catch_up(descriptor)
        text = _text(
            {
                "n": self._number + 1,
                "at": call.at.isoformat(timespec="seconds"),
                "endpoint": call.endpoint,
                "site": call.site,
                "key": call.key,
                "status": call.status,
                "prev": self._head,
            }
        )
        seal = _seal(self._secret, text)
        line = f'{text[:-1]},"seal":"{seal}"}}\n'.encode()
        if os.write(descriptor, line) != len(line):
            raise OSError("short write")
        self._number, self._head, self._size = self._number + 1, seal, self._size + len(line)

    def _catch_up(self, descriptor: int) -> None:
        """Read the last line anew where another process has written since."""
        size = os.fstat(descriptor).st_size
        if size == self._size:
            return
        if size == 0:
            self._number, self._head, self._size = 0, START, 0
            return
        tail = os.pread(descriptor, min(size, _TAIL), max(0, size - _TAIL))
        try:
            last = json.loads(tail.splitlines()[-1])
            self._number, self._head, self._size = int(last["n"]), str(last["seal"]), size
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise OSError("the last line of the access log is damaged") from error


def verify(lines: Iterable[str], secret: bytes, expect_head: str | None = None) -> Verified:
    """Check a chain from its first line on. Raises BrokenLogError with the number of the first line that does not hold.

    A log cut off at its end is still a chain: to notice that, pass as `expect_head` a seal that was noted earlier.
    """
    number, head, met = 0, START, expect_head in (None, START)
    for line in lines:
        entry = _entry(line, number + 1)
        seal = entry.pop("seal", None)
        if entry.get("n") != number + 1 or entry.get("prev") != head:
            raise BrokenLogError(number + 1, "does not follow the line before it")
        if not isinstance(seal, str) or not hmac.compare_digest(seal.encode(), _seal(secret, _text(entry)).encode()):
            raise BrokenLogError(number + 1, "has been changed")
        number, head = number + 1, seal
        met = met or seal == expect_head
    if not met:
        raise BrokenLogError(number, "the log ends before the line with the expected seal")
    return Verified(lines=number, head=head)


def _entry(line: str, number: int) -> dict[str, object]:
    try:
        entry = json.loads(line)
    except ValueError:
        raise BrokenLogError(number, "is not JSON") from None
    if not isinstance(entry, dict):
        raise BrokenLogError(number, "is not a JSON object")
    return entry
