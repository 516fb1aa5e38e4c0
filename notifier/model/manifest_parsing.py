"""From the manifest's JSON, already checked against its schema, to values."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from notifier.model.ids import Language, PolicyId, VersionId
from notifier.model.log import canonical
from notifier.model.manifest import Announcement, Clause, Manifest, OptionalItem, Policy, Text, Version

Json = Mapping[str, Any]


def parse_manifest(raw: Json) -> Manifest:
    """The whole manifest."""
    return Manifest(
        site_url=raw["site_url"],
        as_of=datetime.fromisoformat(raw["as_of"]),
        policies=tuple(parse_policy(one) for one in raw["policies"]),
        raw=raw,
    )


def parse_policy(raw: Json) -> Policy:
    """One policy of the manifest, or the part of one that a notice keeps."""
    optional = raw["data"].get("optional", {"columns": [], "rows": []})
    return Policy(
        id=PolicyId(raw["id"]),
        title=raw["title"],
        governing_language=Language(raw["governing_language"]),
        controller=raw["controller"],
        contact_name=raw["contact"]["name"],
        contact_email=raw["contact"]["email"],
        lead_time_days=raw["lead_time_days"],
        languages=tuple(raw["languages"]),
        in_force=raw["in_force"],
        scheduled=tuple(raw["scheduled"]),
        versions=tuple(parse_version(one) for one in raw["versions"]),
        optional_items=tuple(
            _optional_item(row, [one["id"] for one in optional["columns"]]) for row in optional["rows"]
        ),
        announcements=tuple(_announcement(one) for one in raw["announcements"]),
        list_urls=raw["urls"].get("announcements", {}),
        text_urls=raw["urls"]["in_force"],
    )


def _optional_item(row: Json, columns: list[str]) -> OptionalItem:
    """The first column names the item, the others list what would be collected."""
    cells = [row["cells"][name] for name in columns if name in row["cells"]]
    label = {language: _words(text)[0] for language, text in cells[0].items() if text} if cells else {}
    details: dict[Language, tuple[str, ...]] = {}
    for cell in cells[1:]:
        for language, text in cell.items():
            details[language] = details.get(language, ()) + _words(text)
    return OptionalItem(id=row["id"], label=label, details=details)


def _words(text: str | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _announcement(raw: Json) -> Announcement:
    return Announcement(
        id=raw["id"],
        version=VersionId(raw["version"]),
        date=date.fromisoformat(raw["date"]),
        title=raw["title"],
        urls=raw["urls"],
        sha256=hashlib.sha256(canonical(raw).encode()).hexdigest(),
    )


def parse_version(raw: Json) -> Version:
    """One version of a policy."""
    return Version(
        id=VersionId(raw["id"]),
        effective=date.fromisoformat(raw["effective"]),
        effective_at=datetime.fromisoformat(raw["effective_at"]),
        announced=date.fromisoformat(raw["announced"]),
        klass=raw["class"],
        consent_required=raw["consent_required"],
        note=raw["note"],
        languages=tuple(raw["languages"]),
        texts={
            language: Text(url=text["url"], source_url=text["source_url"], sha256=text["sha256"])
            for language, text in raw["texts"].items()
        },
        changes=raw["changes"],
        clauses=tuple(
            Clause(id=one["id"], change=one["change"], title=one["title"], reason=one.get("reason", {}))
            for one in raw["clauses"]
        ),
    )


def policy_with_one_version(raw: Json, policy: str, version: str) -> dict[str, object]:
    """The part of a manifest's JSON that a notice keeps: the policy, with that version only."""
    found = next(one for one in raw["policies"] if one["id"] == policy)
    kept = [one for one in found["versions"] if one["id"] == version]
    return {**found, "versions": kept, "announcements": []}
