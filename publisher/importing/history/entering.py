"""The use case: the history of a policy in git becomes versions of an empty policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publisher.errors import BadInputError
from publisher.importing.history.converting import Claims, Converted, convert
from publisher.importing.history.git import Repository
from publisher.importing.history.pairing import plan_versions
from publisher.importing.history.reading import Progress, read_states
from publisher.importing.history.snapshot import Odd
from publisher.ledger import ensure_empty, enter_history
from publisher.messages import _
from publisher.model import Language, Policy


@dataclass(frozen=True, kw_only=True)
class HistoryReport:
    """The versions that a history makes, and what was odd about it."""

    versions: tuple[Converted, ...]
    odds: tuple[Odd, ...]


def read_history(
    policy: Policy, repository: Repository, paths: Mapping[Language, str], claims: Claims, progress: Progress
) -> HistoryReport:
    """The versions of a repository's history; nothing is written. Raises BadInputError, RefusedError."""
    if policy.governing_language not in paths:
        language = policy.governing_language
        what = _("the governing language {language} has no path", language=language)
        raise BadInputError(what, field="--path", remedy=_("add --path {language}=PATH", language=language))
    states, odd_states = read_states(repository, paths, progress)
    planned, odd_versions = plan_versions(states, policy.governing_language)
    versions = convert(policy, planned, claims, progress)
    return HistoryReport(versions=versions, odds=(*odd_states, *odd_versions))


def write_history(folder: Path, report: HistoryReport, now: datetime) -> None:
    """Write the versions and their ledger entries, all or none. Raises RefusedError where the policy is not empty."""
    enter_history(folder, {version.id: dict(version.files) for version in report.versions}, now)


__all__ = ["HistoryReport", "ensure_empty", "read_history", "write_history"]
