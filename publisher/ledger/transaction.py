"""The one atomic step that publishes a version, and the recovery after it was cut off.

    .publishing-<id>/version/…       1. the files, written and flushed to the disk
    .publishing-<id>/draft.json         the draft's hashes, so that recovery removes this draft and no other
    .publishing-<id>/ledger.jsonl       the ledger with the new entry, written last
    <id>/                            2. `version` renamed into place; it does not count while the ledger lacks it
    ledger.jsonl                     3. the new ledger renamed over the old one: THE COMMIT
                                     4. the draft and the staging folder are removed

A process killed, or a disk that fills up, before 3 leaves what was published as it was; after 3 the version is
published. What lies about is cleared by the next publication, and meanwhile counts for nothing: readers pass over a
version whose staging folder stands and whose entry is missing (`publisher.content.loader.is_cut_off`).
"""

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from publisher.content import DRAFT, STAGING, staging_name
from publisher.errors import RefusedError
from publisher.ledger.files import LEDGER, digests, load_chain
from publisher.messages import _
from publisher.model import VersionId

_VERSION = "version"
_DRAFT_RECORD = "draft.json"


@contextlib.contextmanager
def publishing(folder: Path) -> Iterator[None]:
    """Hold the policy's folder for one publication at a time, cleared of what a cut-off one left behind.

    Raises RefusedError where another process is publishing.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            remedy = _("wait until it has ended, and try again")
            raise RefusedError(_("another process is publishing here"), path=folder, remedy=remedy) from error
        recover(folder)
        yield
    finally:
        os.close(descriptor)  # closing releases the lock, as does the end of the process


def commit(folder: Path, version_id: VersionId, files: dict[str, bytes], ledger: bytes) -> None:
    """Publish `files` as a version, with the ledger that holds its entry. Call it inside `publishing`.

    Any error before the commit leaves the tree as it was. Raises OSError, as for a full disk.
    """
    staging = folder / staging_name(version_id)
    try:
        _stage(folder, staging, files, ledger)
        os.rename(staging / _VERSION, folder / str(version_id))
        _flush_folder(folder)
        os.replace(staging / LEDGER, folder / LEDGER)
    except BaseException:
        _roll_back(folder, version_id)
        raise
    _flush_folder(folder)
    _finish(folder, staging)


def commit_all(folder: Path, versions: Mapping[VersionId, dict[str, bytes]], ledger: bytes) -> None:
    """Enter many versions in one step, and leave the draft as it is. Call it inside `publishing`.

    Each version is staged and put into place as in `commit`; none counts before the ledger that holds all their
    entries is renamed over the old one. Any error before that leaves the tree as it was. Raises OSError.
    """
    staged = folder / f".{LEDGER}"
    try:
        for version_id, files in versions.items():
            _stage(folder, folder / staging_name(version_id), files, b"", with_draft=False)
        for version_id in versions:
            os.rename(folder / staging_name(version_id) / _VERSION, folder / str(version_id))
        _flush_folder(folder)
        _write(staged, ledger)
        os.replace(staged, folder / LEDGER)
    except BaseException:
        staged.unlink(missing_ok=True)
        for version_id in versions:
            _roll_back(folder, version_id)
        raise
    _flush_folder(folder)
    for version_id in versions:
        _finish(folder, folder / staging_name(version_id))


def append(folder: Path, ledger: bytes) -> None:
    """Replace the ledger in one step, for entries whose files are there already. Call it inside `publishing`."""
    staged = folder / f".{LEDGER}"
    try:
        _write(staged, ledger)
        os.replace(staged, folder / LEDGER)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    _flush_folder(folder)


def recover(folder: Path) -> None:
    """Clear what cut-off publications left behind: undo those that were not committed, finish those that were."""
    (folder / f".{LEDGER}").unlink(missing_ok=True)
    for staging in sorted(folder.glob(f"{STAGING}*")):
        version_id = VersionId.parse(staging.name.removeprefix(STAGING))
        if load_chain(folder)[0].entry(version_id) is None:
            _roll_back(folder, version_id)
        else:
            _finish(folder, staging)


def _stage(folder: Path, staging: Path, files: dict[str, bytes], ledger: bytes, *, with_draft: bool = True) -> None:
    (staging / _VERSION).mkdir(parents=True)
    for name, data in files.items():
        _write(staging / _VERSION / name, data)
    _flush_folder(staging / _VERSION)
    if with_draft:
        _write(staging / _DRAFT_RECORD, json.dumps(_draft_hashes(folder)).encode())
    _write(staging / LEDGER, ledger)
    _flush_folder(staging)


def _roll_back(folder: Path, version_id: VersionId) -> None:
    """Undo what was done before the commit.

    The version's folder is ours only if it has left the staging folder, whose ledger is written before and removed
    first: a folder that a person made under that name is never touched.
    """
    staging, home = folder / staging_name(version_id), folder / str(version_id)
    if (staging / LEDGER).exists() and not (staging / _VERSION).exists() and home.exists():
        os.rename(home, staging / _VERSION)
    (staging / LEDGER).unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)


def _finish(folder: Path, staging: Path) -> None:
    """After the commit: remove the draft, unless it was changed since, and the staging folder."""
    record = staging / _DRAFT_RECORD
    draft = folder / DRAFT
    if record.exists() and draft.exists() and json.loads(record.read_bytes()) == _draft_hashes(folder):
        os.rename(draft, staging / DRAFT)
    record.unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)


def _draft_hashes(folder: Path) -> dict[str, str]:
    files = sorted((folder / DRAFT).glob("*")) if (folder / DRAFT).is_dir() else []
    return digests({path.name: path.read_bytes() for path in files if path.is_file()})


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Flush a folder's names to the disk; without this a rename may be lost when the power fails."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
