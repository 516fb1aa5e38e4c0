"""Recipients from a CSV file or from JSON lines. One line is one recipient in both, so that a stray quote costs one
row."""

import codecs
import csv
import json
from collections.abc import Iterator
from pathlib import Path

from notifier.adapters.sources.lines import LineReader
from notifier.model.errors import NotifierError, UsageProblem
from notifier.ports.recipients import SourceRow
from notifier.service.rows import COLUMNS


class BadCsvLine(NotifierError):
    """not a CSV row: {reason}"""


class WrongColumnCount(NotifierError):
    """{found} columns, the first line has {expected}"""


class BadJsonLine(NotifierError):
    """not a JSON object: {reason}"""


class HeaderUnreadable(NotifierError):
    """{path}:1: {problem}"""


class MissingColumn(UsageProblem):
    """{path}:1: no column "id"; the columns are {columns}, of which only id must be there"""

    def __init__(self, **facts: object) -> None:
        super().__init__(reason="", **facts)


def known_encoding(name: str) -> str:
    """`name` where Python knows it; raises UsageProblem."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise UsageProblem(reason=f"--encoding {name}: not an encoding; try utf-8 or cp932") from None


class CsvSource:
    """A CSV file with a header line; columns it does not know are left alone."""

    def __init__(self, path: Path, encoding: str = "utf-8") -> None:
        self._reader = LineReader(path, known_encoding(encoding))
        self.name = str(path)

    def position(self) -> tuple[int, int | None]:
        return self._reader.position()

    def rows(self) -> Iterator[SourceRow]:
        """Raises MissingColumn where the header has no id."""
        lines = self._reader.lines()
        _, first = next(lines, (1, ""))
        header = self._header(first)
        for number, line in lines:
            if line != "":
                yield _csv_row(number, line, header)

    def _header(self, line: str | NotifierError) -> list[str]:
        if isinstance(line, NotifierError):
            raise HeaderUnreadable(path=self.name, problem=line)
        header = [name.strip().lower() for name in next(csv.reader([line]), [])]
        if "id" not in header:
            raise MissingColumn(path=self.name, columns=", ".join(COLUMNS))
        return header


def _csv_row(number: int, line: str | NotifierError, header: list[str]) -> SourceRow:
    if isinstance(line, NotifierError):
        return SourceRow(line=number, fields={}, problem=line)
    try:
        values = next(csv.reader([line], strict=True), [])
    except csv.Error as problem:
        return SourceRow(line=number, fields={}, problem=BadCsvLine(reason=problem))
    if len(values) != len(header):
        wrong = WrongColumnCount(found=len(values), expected=len(header))
        return SourceRow(line=number, fields={}, problem=wrong)
    return SourceRow(line=number, fields=dict(zip(header, values, strict=True)))


class JsonLinesSource:
    """A file with one JSON object a line, in UTF-8."""

    def __init__(self, path: Path) -> None:
        self._reader = LineReader(path)
        self.name = str(path)

    def position(self) -> tuple[int, int | None]:
        return self._reader.position()

    def rows(self) -> Iterator[SourceRow]:
        for number, line in self._reader.lines():
            if line != "":
                yield _json_row(number, line)


def _json_row(number: int, line: str | NotifierError) -> SourceRow:
    if isinstance(line, NotifierError):
        return SourceRow(line=number, fields={}, problem=line)
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as problem:
        return SourceRow(line=number, fields={}, problem=BadJsonLine(reason=problem))
    if not isinstance(fields, dict):
        return SourceRow(line=number, fields={}, problem=BadJsonLine(reason=f"it is a {type(fields).__name__}"))
    return SourceRow(line=number, fields=fields)
