"""Sheets as PDF files in a folder that only its owner can read, beside a list of what is in them."""

import csv
import hashlib
import io
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from types import ModuleType

from notifier.model.channel import Channel
from notifier.model.errors import UsageProblem
from notifier.model.paper import FilesAltered, FilesMissing, FolderRefuses, FolderThere
from notifier.ports.paper import Sheet, Written

LIST = "list.csv"
PART = 25
COLUMNS = ("delivery", "file", "sha256", "first_page", "pages", "language", "number")


@dataclass(frozen=True)
class FolderPress:
    """`ports.paper.Press`: letters as page sets one after another, faxes as a file each."""

    def write(self, folder: Path, channel: Channel, sheets: Sequence[Sheet], made_at: datetime) -> Written:
        """Raises FolderRefuses, or UsageProblem where WeasyPrint is not installed."""
        pdf = _library()
        if folder.exists():
            raise FolderThere(folder=folder)
        draft = _draft(folder)
        try:
            files = _letters(pdf, sheets, made_at) if channel is Channel.LETTER else _faxes(pdf, sheets, made_at)
            return Written(draft=draft, list_hash=_fill(draft, files))
        except BaseException as problem:  # also where it is interrupted: it holds names and addresses
            shutil.rmtree(draft, ignore_errors=True)
            if isinstance(problem, OSError):
                raise FolderRefuses(folder=folder, reason=problem.strerror) from problem
            raise

    def keep(self, written: Written, folder: Path) -> None:
        try:
            written.draft.rename(folder)
        except OSError as problem:
            raise FolderRefuses(folder=folder, reason=problem.strerror) from problem

    def drop(self, written: Written) -> None:
        shutil.rmtree(written.draft, ignore_errors=True)

    def check(self, folder: Path, list_hash: str) -> None:
        listed = _bytes(folder, LIST)
        if hashlib.sha256(listed).hexdigest() != list_hash:
            raise FilesAltered(folder=folder, file=LIST)
        rows = csv.DictReader(io.StringIO(listed.decode("utf-8")))
        for name, digest in {(row["file"], row["sha256"]) for row in rows}:
            if hashlib.sha256(_bytes(folder, name)).hexdigest() != digest:
                raise FilesAltered(folder=folder, file=name)


def _draft(folder: Path) -> Path:
    """An empty folder beside it that only its owner can read."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return Path(mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
    except OSError as problem:
        raise FolderRefuses(folder=folder, reason=problem.strerror) from problem


Files = Iterator[tuple[str, bytes, list[dict[str, object]]]]
"""Name, content and the lines of the list about it."""


def _fill(draft: Path, files: Files) -> str:
    """The files and the list of what is in them; returns the list's hash."""
    rows = []
    for name, content, lines in files:
        _put(draft / name, content)
        digest = hashlib.sha256(content).hexdigest()
        rows += [{**line, "file": name, "sha256": digest} for line in lines]
    listed = _csv(rows)
    _put(draft / LIST, listed)
    return hashlib.sha256(listed).hexdigest()


def _letters(pdf: ModuleType, sheets: Sequence[Sheet], made_at: datetime) -> Files:
    """A file for every PART people: pages that are laid out take a megabyte each until they are written."""
    for part, start in enumerate(range(0, len(sheets), PART), start=1):
        made = pdf.Pages(made_at)
        lines = []
        for sheet in sheets[start : start + PART]:
            first = made.count + 1
            lines.append(_line(sheet, first, made.add(sheet.html)))
        yield f"letters-{part:03}.pdf", made.pdf(), lines


def _faxes(pdf: ModuleType, sheets: Sequence[Sheet], made_at: datetime) -> Files:
    for sheet in sheets:
        made = pdf.Pages(made_at)
        pages = made.add(sheet.html)
        yield f"{sheet.delivery}.pdf", made.pdf(), [_line(sheet, 1, pages)]


def _line(sheet: Sheet, first: int, pages: int) -> dict[str, object]:
    known = {"delivery": sheet.delivery, "first_page": first, "pages": pages}
    return {**known, "language": sheet.language, "number": sheet.number}


def _csv(rows: Sequence[dict[str, object]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _put(path: Path, content: bytes) -> None:
    """Durable, and for the owner alone: it holds names and addresses."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)


def _bytes(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError:
        raise FilesMissing(folder=folder, file=name) from None


def _library() -> ModuleType:
    """WeasyPrint is an extra, and takes a second to import: only where something is written."""
    try:
        return import_module("notifier.adapters.paper.pdf")
    except (ModuleNotFoundError, OSError) as problem:
        reason = f"letters need the extra: pip install 'policypress[documents]', and Pango on the system ({problem})"
        raise UsageProblem(reason=reason) from problem
