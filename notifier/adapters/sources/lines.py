"""Lines of a file in bounded memory: one longer than the limit is skipped and reported, not read."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from notifier.model.errors import NotifierError

LIMIT = 64 * 1024


class LineTooLong(NotifierError):
    """longer than {limit} bytes; a line is one recipient (is a line end missing?)"""


class WrongEncoding(NotifierError):
    """not {encoding}; if a spreadsheet wrote the file, try --encoding cp932 (Japanese Excel) or --encoding utf-8-sig"""


class SourceUnreadable(NotifierError):
    """{path}: cannot be read: {reason}"""


class LineReader:
    """Numbered lines of `path`, decoded; `position` is (bytes read, size)."""

    def __init__(self, path: Path, encoding: str = "utf-8") -> None:
        """Raises SourceUnreadable at once where the file is not there."""
        self.path = path
        self.encoding = encoding
        self._read = 0
        try:
            self._size = path.stat().st_size
            with path.open("rb"):
                pass
        except OSError as problem:
            raise SourceUnreadable(path=path, reason=problem.strerror) from problem

    def position(self) -> tuple[int, int]:
        return self._read, self._size

    def lines(self) -> Iterator[tuple[int, str | NotifierError]]:
        """Each line without its end, or what is wrong with it."""
        with self.path.open("rb") as file:
            number = 0
            while raw := file.readline(LIMIT + 1):
                number += 1
                self._read += len(raw)
                if len(raw) > LIMIT and not raw.endswith(b"\n"):
                    self._skip(file)
                    yield number, LineTooLong(limit=LIMIT)
                else:
                    yield number, self._decoded(raw, first=number == 1)

    def _skip(self, file: BinaryIO) -> None:
        while part := file.readline(LIMIT):
            self._read += len(part)
            if part.endswith(b"\n"):
                return

    def _decoded(self, raw: bytes, *, first: bool) -> str | NotifierError:
        try:
            text = raw.decode(self.encoding)
        except UnicodeDecodeError:
            return WrongEncoding(encoding=self.encoding)
        return (text.removeprefix("\ufeff") if first else text).rstrip("\r\n")
