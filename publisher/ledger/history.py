"""The use case: enter a whole history of texts that were in force before the ledger began."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from publisher.content import load_policy
from publisher.errors import RefusedError
from publisher.ledger.chain import Chain
from publisher.ledger.entry import Entry
from publisher.ledger.files import digests, load_chain, read_tree
from publisher.ledger.transaction import commit_all, publishing
from publisher.messages import _
from publisher.model import VersionId


def enter_history(folder: Path, versions: Mapping[VersionId, dict[str, bytes]], now: datetime) -> tuple[Entry, ...]:
    """Write versions and their entries, which say `adopted`, into a policy that has none, all in one step.

    Raises RefusedError where the policy has a version or a ledger already; then, and on any error, nothing changes.
    """
    with publishing(folder):
        ensure_empty(folder)
        policy = load_policy(folder)
        entries: list[Entry] = []
        for version_id in sorted(versions):
            entries.append(
                Entry(
                    number=len(entries) + 1,
                    policy=policy.id,
                    version=version_id,
                    published_at=now,
                    previous=Chain(tuple(entries)).head,
                    files=digests(versions[version_id]),
                    adopted=True,
                )
            )
        commit_all(folder, versions, "".join(entry.line() for entry in entries).encode())
        return tuple(entries)


def ensure_empty(folder: Path) -> None:
    """Raise RefusedError where a policy has a version or a ledger already."""
    if load_chain(folder)[0].entries or read_tree(folder):
        remedy = _("make a new policy: a folder with a policy.yml of its own")
        raise RefusedError(_("this policy has versions already"), path=folder, remedy=remedy)
