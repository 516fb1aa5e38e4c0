"""What a person decides about a publication, and the files that a draft becomes by it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import yaml

from publisher.content.files import read_bytes
from publisher.errors import RefusedError
from publisher.messages import _
from publisher.model import ChangeClass, Language, Policy, Version
from publisher.parsing.tables import expand_tables


@dataclass(frozen=True, kw_only=True)
class Release:
    """The options of `publisher publish`. What is None or empty is taken from the draft's `version.yml`.

    `reason` says why the lead time is shorter than the policy's, or why the announcement lies in the past.
    """

    effective: date | None = None
    announced: date | None = None
    revised: date | None = None
    change_class: ChangeClass | None = None
    consent_required: bool | None = None
    note: dict[Language, str] | None = None
    approved_by: str = ""
    reason: str = ""


def released(policy: Policy, release: Release, today: date) -> Version:
    """The policy's draft with the decisions of a release; announced and revised today unless it says otherwise.

    Raises RefusedError where there is no draft.
    """
    draft = policy.draft
    if draft is None:
        remedy = _("start one with `publisher new {policy}`", policy=policy.id)
        raise RefusedError(_("{policy} has no draft", policy=policy.id), remedy=remedy)
    announced = release.announced or draft.announced or today
    return replace(
        draft,
        effective=release.effective or draft.effective,
        announced=announced,
        revised=release.revised or draft.revised or min(announced, today),
        change_class=release.change_class or draft.change_class,
        consent_required=draft.consent_required if release.consent_required is None else release.consent_required,
        note={**draft.note, **{code: text for code, text in (release.note or {}).items() if text}},
        approved_by=release.approved_by or draft.approved_by,
    )


def frozen_files(version: Version) -> dict[str, bytes]:
    """The files that a version is published as: its tables written into its texts, its metadata in full.

    Reads `data.yml` again, to keep it byte by byte. Raises BadInputError.
    """
    files = {
        f"{language}.md": expand_tables(document.source, version.tables, language).encode()
        for language, document in version.texts.items()
    }
    files["version.yml"] = metadata_text(version).encode()
    home = next(document.path.parent for document in version.texts.values() if document.path)
    if "data.yml" in version.sha256:
        files["data.yml"] = read_bytes(home, home / "data.yml")
    return files


def metadata_text(version: Version) -> str:
    """`version.yml` in full, in the order of docs/reference/publisher.md; dates that are missing are left out."""
    days = {name: getattr(version, name) for name in ("effective", "announced", "revised")}
    fields: dict[str, Any] = {name: day for name, day in days.items() if day}
    fields |= {
        "class": str(version.change_class),
        "consent_required": version.consent_required,
        "note": {str(code): text for code, text in version.note.items()},
        "approved_by": version.approved_by,
        "clauses": [
            {"id": str(clause), "class": str(why.change_class), "reason": {str(k): v for k, v in why.reason.items()}}
            for clause, why in version.clauses.items()
        ],
    }
    return yaml.dump(fields, Dumper=_WithoutAliases, allow_unicode=True, sort_keys=False, width=1000)


class _WithoutAliases(yaml.SafeDumper):
    """Writes equal values out each time: the loader takes no aliases."""

    def ignore_aliases(self, data: object) -> bool:
        """Every value."""
        return True
