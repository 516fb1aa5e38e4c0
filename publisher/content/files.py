"""Read the files of a policy: byte-exactly, UTF-8 only, and only inside the policy's folder."""

import re
from pathlib import Path

from publisher.errors import BadInputError
from publisher.messages import _
from publisher.model import PolicyId

SIZE_LIMIT = 4 * 1024 * 1024
"""The largest text that is read, in bytes. The longest policies in use are below 300 kB."""

_READ_LIMIT = 16 * SIZE_LIMIT

LINE_LIMIT = 100_000
"""The longest line that is read, in characters."""

_POLICY_ID = re.compile(r"[a-z][a-z0-9-]{0,62}")


def check_policy_id(text: str) -> PolicyId:
    """The id of a policy, which is its folder's name and a part of URLs. Raises BadInputError for anything else."""
    if not _POLICY_ID.fullmatch(text):
        raise BadInputError(
            _("{text} is not a policy's id", text=repr(text)),
            remedy=_("use lower-case letters, digits and hyphens, such as `privacy`"),
        )
    return PolicyId(text)


def inside(folder: Path, path: Path) -> Path:
    """`path`, if following its links stays inside `folder`. Raises BadInputError."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BadInputError(_("a link that leaves the folder"), path=path, remedy=_("put the file itself here"))
    return path


def read_bytes(folder: Path, path: Path) -> bytes:
    """The bytes of a file inside `folder`. Raises BadInputError if it is missing, too large, or not a file."""
    try:
        inside(folder, path)
        if path.is_file() and path.stat().st_size > _READ_LIMIT:
            raise _too_large(path, _READ_LIMIT)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadInputError(_("no such file"), path=path, remedy=_("create it, or correct the name")) from error
    except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError before Python 3.13
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BadInputError(
            _("cannot be read: {reason}", reason=reason),
            path=path,
            remedy=_("check that it is a file and its permissions"),
        ) from error


def decode(data: bytes, path: Path) -> str:
    """The text of a file, line endings and byte order mark kept. Raises BadInputError with the line of the fault."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInputError(
            _("byte {byte} is not UTF-8", byte=f"{data[error.start]:#04x}"),
            path=path,
            line=data.count(b"\n", 0, error.start) + 1,
            remedy=_("save the file as UTF-8 (`publisher import` reads Shift_JIS and others)"),
        ) from error
    _check_lines(text, path)
    if len(data) > SIZE_LIMIT:
        raise _too_large(path, SIZE_LIMIT)
    return text


def _too_large(path: Path, limit: int) -> BadInputError:
    return BadInputError(_("larger than {limit:,} bytes", limit=limit), path=path, remedy=_("split or shorten it"))


def _check_lines(text: str, path: Path) -> None:
    lines = text.split("\n")
    if "\0" not in text and max(map(len, lines)) <= LINE_LIMIT:
        return
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_LIMIT:
            raise BadInputError(
                _("a line of {count:,} characters, more than {limit:,}", count=len(line), limit=LINE_LIMIT),
                path=path,
                line=number,
                remedy=_("break it into paragraphs"),
            )
        if "\0" in line:
            remedy = _("remove it: the file may be damaged")
            raise BadInputError(_("a NUL character"), path=path, line=number, remedy=remedy)
