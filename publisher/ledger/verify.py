"""Verify every published byte against the ledger, and name what was changed, deleted, added, renamed or reordered."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath

from publisher.errors import TamperedError
from publisher.ledger.chain import Chain
from publisher.ledger.entry import Entry
from publisher.ledger.files import A_LINK, LEDGER, SETTINGS, Tree, load_chain, read_tree
from publisher.ledger.problem import Problem, restore
from publisher.ledger.signing import is_signed_by
from publisher.messages import _


def verify_folder(folder: Path, since: str | None = None, public_key: str | None = None) -> tuple[Problem, ...]:
    """Everything about the policy in `folder` that is not as the ledger says; empty if all is well.

    `since` is a head kept from an earlier look: the chain must still hold it. With `public_key` (base64) the head must
    be signed by it. Raises BadInputError if the ledger cannot be read at all.
    """
    chain, problems = load_chain(folder)
    return (
        *problems,
        *compare(chain, read_tree(folder), folder),
        *_since(chain, folder / LEDGER, since),
        *_signed(chain, folder / LEDGER, public_key),
        *_settings(chain, folder / SETTINGS),
    )


def ensure_verified(folder: Path) -> Chain:
    """The ledger of the policy in `folder`. Raises TamperedError naming the first thing that is not as published."""
    refuse(verify_folder(folder))
    return load_chain(folder)[0]


def refuse(problems: Sequence[Problem]) -> None:
    """Raise TamperedError for the first of some problems; nothing where there are none."""
    if problems:
        first = problems[0]
        more = _(" (and {count} more: see `publisher verify`)", count=len(problems) - 1) if len(problems) > 1 else ""
        raise TamperedError(
            first.what + more, path=Path(first.path), line=first.line or None, remedy=first.remedy or None
        )


def compare(chain: Chain, tree: Tree, folder: PurePath) -> Iterator[Problem]:
    """What differs between the chain and the files' hashes, version by version."""
    recorded = {str(entry.version): entry for entry in chain.entries}
    missing = {name: entry for name, entry in recorded.items() if name not in tree}
    added = {name: files for name, files in tree.items() if name not in recorded}
    for name, entry in missing.items():
        found = next((other for other, files in added.items() if files == entry.files), None)
        if found is None:
            yield Problem(folder / name, 0, _("this published version was deleted"), restore())
        else:
            del added[found]
            yield Problem(folder / found, 0, _("this is the published version {name}, renamed", name=name), restore())
    for name in added:
        remedy = _("remove it, or enter it with `publisher adopt` if it was in force before the ledger began")
        yield Problem(folder / name, 0, _("this version is not in the ledger"), remedy)
    for name, entry in recorded.items():
        if name in tree:
            yield from _compare_files(entry, tree[name], folder / name)


def _compare_files(entry: Entry, files: Mapping[str, str], home: PurePath) -> Iterator[Problem]:
    missing = [name for name in entry.files if name not in files]
    added = [name for name in files if name not in entry.files]
    for name in missing:
        found = next((other for other in added if files[other] == entry.files[name]), None)
        if found is None:
            yield Problem(home / name, 0, _("this published file was deleted"), restore())
        else:
            added.remove(found)
            yield Problem(home / found, 0, _("this is the published file {name}, renamed", name=name), restore())
    for name in added:
        what = _("this file was added to a published version")
        yield Problem(home / name, 0, what, _("remove it; a correction is a new version"))
    for name, digest in entry.files.items():
        if name in files and files[name] == A_LINK:
            yield Problem(home / name, 0, _("this published file was replaced by a link"), restore())
        elif name in files and files[name] != digest:
            yield Problem(home / name, 0, _("this published file was changed"), restore())


def _since(chain: Chain, path: PurePath, since: str | None) -> Iterator[Problem]:
    if since is not None and not chain.knows(since.strip().lower()):
        what = _("the chain does not hold the head {head}: it was rewritten or cut", head=since)
        yield Problem(path, 0, what, _("ask where this copy comes from, and compare it with the one you kept"))


def _settings(chain: Chain, path: Path) -> Iterator[Problem]:
    """What is published is never taken for no policy at all because its settings are gone."""
    if chain.entries and not path.is_file():
        yield Problem(path, 0, _("the settings of a published policy are gone"), _("restore them from version control"))


def _signed(chain: Chain, path: PurePath, public_key: str | None) -> Iterator[Problem]:
    if public_key is not None and not (chain.entries and is_signed_by(chain.entries[-1], public_key)):
        what = _("the head is not signed by this key")
        yield Problem(path, len(chain.entries), what, _("publish with `--signing-key`, or verify with the right key"))
