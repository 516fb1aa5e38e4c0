"""The edge to the disk: a file is written whole or not at all, and never over another one unasked."""

import os
import tempfile
from pathlib import Path

from publisher.content import DRAFT
from publisher.errors import RefusedError
from publisher.messages import _
from publisher.model import Document


def draft_path(folder: Path, language: str) -> Path:
    """Where the draft's text in a language stands in a policy's folder."""
    return folder / DRAFT / f"{language}.md"


def ensure_free(path: Path, replace: bool) -> None:
    """Raise RefusedError where a text is there already and may not be replaced."""
    if path.exists() and not replace:
        raise RefusedError(_("there is a text already"), path=path, remedy=_("add --replace to write over it"))


def store(document: Document, path: Path) -> None:
    """Write the text in one step. Raises OSError."""
    write_whole(path, document.source.encode())


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in one step: a crash or a full disk leaves what was there. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".importing-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
