"""The ledger and the published folders as they are on the disk."""

import hashlib
from pathlib import Path

from publisher.content import DRAFT, is_cut_off
from publisher.content.files import read_bytes
from publisher.errors import BadInputError
from publisher.ledger.chain import Chain, read_chain
from publisher.ledger.problem import Problem, restore
from publisher.messages import _
from publisher.model import PolicyId, VersionId

LEDGER = "ledger.jsonl"
SETTINGS = "policy.yml"
A_LINK = "link"
A_FOLDER = "folder"
"""Stand for the hash of what is not a plain file."""

Tree = dict[str, dict[str, str]]


def load_chain(folder: Path) -> tuple[Chain, tuple[Problem, ...]]:
    """The ledger of the policy in `folder`, empty where there is none, and what is wrong with it."""
    path = folder / LEDGER
    if not path.exists():
        return Chain(), ()
    try:
        text = read_bytes(folder, path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInputError(
            _("not UTF-8"), path=path, line=error.object.count(b"\n", 0, error.start) + 1, remedy=restore()
        ) from error
    return read_chain(text, path, PolicyId(folder.resolve().name))


def read_tree(folder: Path) -> Tree:
    """For each version's folder, by name, the SHA-256 of each file below it, by path; hidden files as well.

    A folder that a cut-off `publish` left behind is not published and so not there.
    """
    return {path.name: _hashes(path) for path in sorted(folder.iterdir()) if _is_version(folder, path)}


def digests(files: dict[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file's bytes, in hexadecimal."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}


def _is_version(folder: Path, path: Path) -> bool:
    if path.name == DRAFT or path.name.startswith(".") or not path.is_dir():
        return False
    try:
        return not is_cut_off(folder, VersionId.parse(path.name))
    except ValueError:
        return True


def _hashes(home: Path) -> dict[str, str]:
    if home.is_symlink():
        return {"": A_LINK}
    found = {}
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home).as_posix()
        if path.is_dir() and not path.is_symlink():
            found[f"{name}/"] = A_FOLDER
        else:
            found[name] = _sha256(path) if path.is_file() and not path.is_symlink() else A_LINK
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
