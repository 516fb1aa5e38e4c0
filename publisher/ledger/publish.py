"""The use cases: publish a draft, and adopt a text that was in force before the ledger began."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from publisher.checks import Finding, Level, run_checks
from publisher.content import load_policy
from publisher.errors import RefusedError
from publisher.ledger.chain import Chain
from publisher.ledger.entry import Entry
from publisher.ledger.files import digests, load_chain, read_tree
from publisher.ledger.release import Release, frozen_files, released
from publisher.ledger.rules import Refusal, next_id, refusals
from publisher.ledger.signing import sign
from publisher.ledger.transaction import append, commit, publishing
from publisher.ledger.verify import compare, ensure_verified, refuse
from publisher.messages import _
from publisher.model import ZONE, Policy, Version, VersionId


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a publication would do. `version_id` is None where the effective date is missing."""

    policy: Policy
    version: Version
    version_id: VersionId | None
    files: dict[str, bytes]
    findings: tuple[Finding, ...]
    refusals: tuple[Refusal, ...]
    chain: Chain

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep it from being published."""
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)


def plan_publication(folder: Path, release: Release, now: datetime) -> Plan:
    """What publishing the draft in `folder` at `now` (aware) would do; changes nothing.

    Raises BadInputError, TamperedError where what is published does not verify, RefusedError where there is no draft.
    """
    chain = ensure_verified(folder)
    policy = load_policy(folder)
    today = now.astimezone(ZONE).date()
    version = released(policy, release, today)
    return Plan(
        policy=policy,
        version=version,
        version_id=next_id(policy, version),
        files=frozen_files(version),
        findings=run_checks(replace(policy, draft=version), version, today),
        refusals=tuple(refusals(policy, version, release, chain, now)),
        chain=chain,
    )


def publish(folder: Path, release: Release, now: datetime, key: Ed25519PrivateKey | None = None) -> Plan:
    """Freeze the draft in `folder` as a version, in one atomic step, and return what was done.

    Raises RefusedError where a rule would be broken or a finding of level error stands, and OSError where the disk
    refuses; then nothing has changed.
    """
    with publishing(folder):
        plan = plan_publication(folder, release, now)
        version_id = _ensure_allowed(plan, folder)
        entry = Entry(
            number=len(plan.chain.entries) + 1,
            policy=plan.policy.id,
            version=version_id,
            published_at=now,
            previous=plan.chain.head,
            files=digests(plan.files),
            reason=release.reason,
        )
        commit(folder, version_id, plan.files, _ledger(plan.chain, [sign(entry, key) if key else entry]))
        return plan


def adopt(
    folder: Path, now: datetime, only: Sequence[VersionId] = (), key: Ed25519PrivateKey | None = None
) -> tuple[Entry, ...]:
    """Enter versions that stand in `folder` but not in its ledger (all, or `only` some), by date, in one step.

    For texts that were in force before the ledger began: what they say is history, so no check and no rule about
    dates keeps them out; the entries say `adopted`. Raises RefusedError where there is nothing to adopt, or a version
    would come before one that is recorded.
    """
    with publishing(folder):
        chain, problems = load_chain(folder)
        tree = read_tree(folder)
        recorded = {str(entry.version) for entry in chain.entries}
        known = {name: files for name, files in tree.items() if name in recorded}
        refuse((*problems, *compare(chain, known, folder)))
        policy = load_policy(folder)
        versions = [v.id for v in policy.versions if v.id and chain.entry(v.id) is None]
        wanted = [version_id for version_id in versions if not only or version_id in only]
        _ensure_adoptable(folder, chain, wanted, only)
        entries: list[Entry] = []
        for version_id in wanted:
            last = Chain((*chain.entries, *entries))
            entry = Entry(
                number=len(last.entries) + 1,
                policy=policy.id,
                version=version_id,
                published_at=now,
                previous=last.head,
                files=tree[str(version_id)],
                adopted=True,
            )
            entries.append(sign(entry, key) if key else entry)
        append(folder, _ledger(chain, entries))
        return tuple(entries)


def _ensure_allowed(plan: Plan, folder: Path) -> VersionId:
    for refusal in plan.refusals:
        raise RefusedError(refusal.what, path=folder, remedy=refusal.remedy)
    if plan.errors:
        first = plan.errors[0]
        what = _("{count} findings of level error, the first: {code}: {message}",
                 count=len(plan.errors), code=first.code, message=first.message)  # fmt: skip
        raise RefusedError(what, path=first.path, line=first.line, remedy=_("settle them: see `publisher check`"))
    if plan.version_id is None:
        raise RefusedError(_("the effective date is missing"), path=folder)
    return plan.version_id


def _ensure_adoptable(folder: Path, chain: Chain, wanted: list[VersionId], only: Sequence[VersionId]) -> None:
    missing = [version_id for version_id in only if version_id not in wanted]
    if missing or not wanted:
        what = (
            _("{version} is no folder that the ledger lacks", version=missing[0]) if missing else _("nothing to adopt")
        )
        raise RefusedError(what, path=folder, remedy=_("put each text in a folder named by its effective date"))
    last = max((entry.version for entry in chain.entries), default=None)
    if last and wanted[0] < last:
        what = _("{version} is older than {last}, which is recorded already", version=wanted[0], last=last)
        raise RefusedError(what, path=folder, remedy=_("adopt older texts before the first publication"))


def _ledger(chain: Chain, entries: Sequence[Entry]) -> bytes:
    return "".join(entry.line() for entry in (*chain.entries, *entries)).encode()
