"""Start a draft: from a published text with its data put back in place of the tables, or from nothing."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from publisher.content import DRAFT, find_version, load_policy
from publisher.content.files import read_bytes
from publisher.errors import RefusedError
from publisher.messages import _
from publisher.model import Language, Policy, Version, VersionId
from publisher.parsing.tables import collapse_tables

_METADATA = """\
# Dates, class, notes and approval: fill them in here, or give them to `publisher publish`.
# effective: YYYY-MM-DD
class: major # editorial, minor or major
consent_required: false
note: {note}
approved_by: ""
# One for each clause that changes:
#   - {{id: purposes, class: minor, reason: {{ja: …, en: …}}}}
clauses: []
"""
_FIRST_TEXT = {
    Language("ja"): "# {title}\n\n## 第1条（目的） {{#purpose}}\n\n［要記入: 本文］\n",
    Language("en"): "# {title}\n\n## Article 1 (Purpose) {{#purpose}}\n\n[TO COMPLETE: the text]\n",
}
_OTHER_TEXT = "# {title}\n\n## 1. {{#purpose}}\n\n[TO COMPLETE: the text]\n"


def start_draft(folder: Path, now: datetime, version_id: VersionId | None = None) -> Version | None:
    """Write `draft/` into a policy's folder, in one step, and return the version it was made from.

    That is `version_id`, or else the text in force at `now` (aware), the first scheduled one, or none: then the draft
    is a title and a place to complete. Raises RefusedError if there is a draft already or no such version.
    """
    policy = load_policy(folder)
    if policy.draft is not None or (folder / DRAFT).exists():
        remedy = _("go on with it, or move it away")
        raise RefusedError(_("there is a draft already"), path=folder / DRAFT, remedy=remedy)
    version = _origin(policy, folder, now, version_id)
    _write(folder, _copied(policy, version, folder) if version else _blank(policy))
    return version


def _origin(policy: Policy, folder: Path, now: datetime, version_id: VersionId | None) -> Version | None:
    if version_id is None:
        return policy.in_force(now) or next(iter(policy.scheduled(now)), None)
    return find_version(policy, version_id, folder)


def _copied(policy: Policy, version: Version, folder: Path) -> dict[str, bytes]:
    files = {
        f"{language}.md": collapse_tables(text.source, version.tables, language).encode()
        for language, text in version.texts.items()
    }
    if "data.yml" in version.sha256:
        files["data.yml"] = read_bytes(folder, folder / version.label / "data.yml")
    return files | {"version.yml": _metadata(policy)}


def _blank(policy: Policy) -> dict[str, bytes]:
    texts = {
        f"{code}.md": _FIRST_TEXT.get(code, _OTHER_TEXT).format(title=policy.title.get(code, "")).encode()
        for code in policy.languages
    }
    return texts | {"version.yml": _metadata(policy)}


def _metadata(policy: Policy) -> bytes:
    note = ", ".join(f'{language}: ""' for language in policy.languages)
    return _METADATA.format(note=f"{{{note}}}").encode()


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """All files or none: the folder gets its name when it is complete."""
    staging = folder / f".{DRAFT}-{os.getpid()}"
    try:
        staging.mkdir()
        for name, data in files.items():
            (staging / name).write_bytes(data)
        staging.rename(folder / DRAFT)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
