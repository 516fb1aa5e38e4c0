"""`version.yml`: the dates, the class and the reasons of one version."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from publisher.content.fields import Fields
from publisher.content.nodes import parse_yaml
from publisher.messages import _
from publisher.model import ChangeClass, ClauseId, ClauseReason, Language, VersionId


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """The fields of `version.yml`, named as in `Version`."""

    effective: date | None
    announced: date | None
    revised: date | None
    change_class: ChangeClass
    consent_required: bool
    note: dict[Language, str]
    approved_by: str
    clauses: dict[ClauseId, ClauseReason]


def read_metadata(text: str, path: Path, languages: tuple[Language, ...], version_id: VersionId | None) -> Metadata:
    """Read `version.yml`; every field is required in a published version and may be missing in a draft.

    Raises BadInputError, also where `effective` is not the day that the folder's name says.
    """
    fields = Fields(parse_yaml(text, path), path)
    published = version_id is not None
    metadata = Metadata(
        effective=fields.day("effective", published),
        announced=fields.day("announced", published),
        revised=fields.day("revised", published),
        change_class=ChangeClass(fields.word("class", ChangeClass, None if published else ChangeClass.MAJOR)),
        consent_required=fields.boolean("consent_required", False),
        note=fields.by_language("note", languages, required=published),
        approved_by=fields.text("approved_by", None if published else ""),
        clauses=_reasons(fields, languages),
    )
    fields.done()
    if version_id and metadata.effective != version_id.effective:
        what = _("{day} in a folder named {version}", day=metadata.effective, version=version_id)
        raise fields.bad(what, fields.line("effective"), _("make the two dates the same"), "effective")
    return metadata


def _reasons(fields: Fields, languages: tuple[Language, ...]) -> dict[ClauseId, ClauseReason]:
    reasons: dict[ClauseId, ClauseReason] = {}
    for index, node in enumerate(fields.list("clauses")):
        item = Fields(node, fields.path, f"clauses[{index}]")
        name = ClauseId(item.text("id"))
        if name in reasons:
            raise item.bad(_("{id} is there twice", id=repr(name)), item.line("id"), _("keep one"), "id")
        change_class = ChangeClass(item.word("class", ChangeClass))
        reasons[name] = ClauseReason(change_class=change_class, reason=item.by_language("reason", languages))
        item.done()
    return reasons
