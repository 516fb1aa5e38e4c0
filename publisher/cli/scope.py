"""What every command needs: where the policies are, and what time it is."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publisher.content import check_policy_id
from publisher.errors import BadInputError
from publisher.messages import _
from publisher.model import ZONE, Policy, Version, VersionId


@dataclass(frozen=True)
class Scope:
    """`root` holds a folder for each policy. Commands take it with `@click.pass_obj`."""

    root: Path

    def now(self) -> datetime:
        """This instant, in Asia/Tokyo."""
        return datetime.now(ZONE).replace(microsecond=0)

    def folder(self, policy: str) -> Path:
        """The folder of a policy by its id. Raises BadInputError if the id is malformed or there is no such policy."""
        folder = self.root / check_policy_id(policy)
        if not folder.is_dir():
            known = ", ".join(path.name for path in self.folders()) or _("none")
            raise BadInputError(_("no such policy"), path=folder, remedy=_("policies here: {known}", known=known))
        return folder

    def folders(self) -> list[Path]:
        """The folders of all policies, by name; one whose settings were lost is known by its ledger."""
        shown = sorted(self.root.iterdir()) if self.root.is_dir() else []
        return [path for path in shown if (path / "policy.yml").is_file() or (path / "ledger.jsonl").is_file()]

    def chosen(self, policy: str | None) -> list[Path]:
        """The folder of one policy, or those of all. Raises BadInputError where there is none."""
        folders = [self.folder(policy)] if policy else self.folders()
        if not folders:
            remedy = _("create one, such as content/privacy/policy.yml")
            raise BadInputError(_("no policy here"), path=self.root, remedy=remedy)
        return folders


def version_or_draft(policy: Policy, wanted: VersionId | str) -> Version:
    """A published version by its id, or the draft. Raises BadInputError, naming those there are."""
    found = policy.version(wanted) if isinstance(wanted, VersionId) else policy.draft
    if found is None:
        known = [*policy.versions, *([policy.draft] if policy.draft else [])]
        names = ", ".join(version.label for version in known) or _("none")
        what = _("{policy} has no version {version}", policy=policy.id, version=wanted)
        raise BadInputError(what, remedy=_("versions here: {known}", known=names))
    return found
