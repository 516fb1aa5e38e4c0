"""From a repository to the states of each language's file, with progress."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from publisher.errors import BadInputError
from publisher.importing.cleaning import clean
from publisher.importing.decoding import decode
from publisher.importing.history.effective import find_effective
from publisher.importing.history.git import FileChange, Repository
from publisher.importing.history.snapshot import Effective, Odd, OddCode, Snapshot
from publisher.messages import _
from publisher.model import Language

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""

_LFS = b"version https://git-lfs.github.com/"


def read_states(
    repository: Repository, paths: Mapping[Language, str], progress: Progress
) -> tuple[dict[Language, tuple[Snapshot, ...]], tuple[Odd, ...]]:
    """The states of each language's file, oldest first. Raises BadInputError where there is no repository or file."""
    repository.check()
    places = repository.commits()
    odds = [Odd(code=OddCode.HISTORY_CUT)] if repository.is_cut() else []
    states: dict[Language, tuple[Snapshot, ...]] = {}
    for language, path in paths.items():
        changes = repository.changes(path, places)
        states[language] = tuple(_snapshots(repository, language, changes, progress, odds))
        if not states[language]:
            what = _("no state of {path} can be read", path=path)
            raise BadInputError(what, path=repository.folder, remedy=_("see that it is a Markdown file"))
    return states, tuple(odds)


def _snapshots(
    repository: Repository, language: Language, changes: Sequence[FileChange], progress: Progress, odds: list[Odd]
) -> list[Snapshot]:
    texts = _texts(repository, language, changes, progress, odds)
    found: list[Snapshot] = []
    for change in changes:
        if change.blob is None:
            odds.append(
                Odd(code=OddCode.FILE_REMOVED, language=language, commit=change.commit.id[:10], detail=change.path)
            )
        elif change.blob in texts and (not found or found[-1].blob != change.blob):
            text, effective = texts[change.blob]
            found.append(
                Snapshot(commit=change.commit, path=change.path, blob=change.blob, text=text, effective=effective)
            )
    return found


def _texts(
    repository: Repository, language: Language, changes: Sequence[FileChange], progress: Progress, odds: list[Odd]
) -> dict[str, tuple[str, Effective]]:
    """The text and the day of each distinct state; what cannot be read is noted."""
    blobs = {change.blob: change for change in changes if change.blob}
    texts: dict[str, tuple[str, Effective]] = {}
    for done, (blob, data) in enumerate(repository.contents(list(blobs)), 1):
        progress(blobs[blob].path, done, len(blobs))
        try:
            text = _decoded(data, blobs[blob].path, language)
        except BadInputError as error:
            commit = blobs[blob].commit.id[:10]
            odds.append(Odd(code=OddCode.UNREADABLE, language=language, commit=commit, detail=error.what))
            continue
        texts[blob] = (text, find_effective(text, language))
    return texts


def _decoded(data: bytes | None, path: str, language: Language) -> str:
    if data is None:
        raise BadInputError("larger than 4 MiB")
    if data.startswith(_LFS):
        raise BadInputError("kept in Git LFS")
    return clean(decode(data, Path(path), language).text).text
