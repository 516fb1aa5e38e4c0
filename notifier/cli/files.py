"""Writing a result's file: whole or not at all."""

import os
from collections.abc import Iterable
from pathlib import Path

from notifier.model.errors import NotifierError


class CannotWrite(NotifierError):
    """{path} cannot be written: {reason}"""


def write_new(path: Path, parts: Iterable[bytes]) -> None:
    """Write beside `path` and then rename, readable by the owner only; raises CannotWrite."""
    draft = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(draft, "wb", opener=_private) as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as problem:
        raise CannotWrite(path=path, reason=problem.strerror or problem) from problem


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
