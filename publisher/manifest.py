"""`manifest.json`: what the site publishes, for programs, as manifest.schema.json describes it; the only seam."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from publisher import urls
from publisher.dates import spoken
from publisher.ledger.chain import Chain
from publisher.ledger.signing import key_id
from publisher.model import ZONE, ChangeClass, Clause, ClauseId, Language, Policy, PolicyId, Table, Version

FORMAT = 1
_JA = Language("ja")

_HEADLINES = {
    "first": ("{title}の制定のお知らせ（{day}施行）", "{title} established (in force from {day})"),
    "correction": ("{title}の訂正のお知らせ（{day}施行）", "Correction of the {title} (in force from {day})"),
    "revision": ("{title}の改定のお知らせ（{day}施行）", "Revision of the {title} (in force from {day})"),
}


@dataclass(frozen=True, kw_only=True)
class ChangedClause:
    """A clause that differs from the predecessor; `change` is one of the schema's words.

    `title` is its heading by language; where it is None it is read from the texts.
    """

    id: ClauseId
    change: str
    title: Mapping[Language, str] | None = None


ChangesOf = Callable[[Policy, Version], Sequence[ChangedClause]]
"""The clauses of a version that differ from its predecessor, in the order of the text; none for a first version."""


def manifest(
    policies: Sequence[Policy], chains: Mapping[PolicyId, Chain], changes_of: ChangesOf, as_of: datetime, site_url: str
) -> dict[str, Any]:
    """The manifest of a site at an instant (aware), ready for `json.dumps`.

    Every published version must be in its policy's chain; raises ValueError where one is not.
    """
    return {
        "format": FORMAT,
        "as_of": as_of.replace(microsecond=0).isoformat(),
        "time_zone": str(ZONE),
        "site_url": urls.absolute(site_url, ""),
        "schema": urls.absolute(site_url, urls.SCHEMA),
        "policies": [_policy(policy, chains[policy.id], changes_of, as_of, site_url) for policy in policies],
    }


def _policy(policy: Policy, chain: Chain, changes_of: ChangesOf, as_of: datetime, site_url: str) -> dict[str, Any]:
    in_force = policy.in_force(as_of)
    return {
        "id": policy.id,
        "title": dict(policy.title),
        "governing_language": policy.governing_language,
        "controller": dict(policy.controller),
        "contact": {"name": dict(policy.contact.name), "email": policy.contact.email},
        "lead_time_days": policy.lead_time_days,
        "languages": list(policy.languages),
        "in_force": str(in_force.id) if in_force else None,
        "scheduled": [str(version.id) for version in policy.scheduled(as_of)],
        "ledger": _ledger(chain),
        "urls": _urls(policy, site_url),
        "versions": [_version(policy, version, chain, changes_of, site_url) for version in policy.versions],
        "announcements": [_announcement(policy, version, site_url) for version in announced(policy)],
        "data": {name: _table(table) for name, table in in_force.tables.items()} if in_force else {},
    }


def announced(policy: Policy) -> list[Version]:
    """The published versions, the one announced last first: the dated list that the site shows (公表)."""
    return sorted(policy.versions, key=lambda version: (version.announced, version.id), reverse=True)


def headline(policy: Policy, version: Version, language: Language) -> str:
    """What an announcement is called: 「個人情報取扱方針の改定のお知らせ（2026年12月15日施行）」."""
    kind = "correction" if version.change_class is ChangeClass.EDITORIAL else "revision"
    words = _HEADLINES["first" if policy.predecessor(version) is None else kind]
    title = policy.title.get(language) or policy.title[policy.governing_language]
    return words[language != _JA].format(title=title, day=_day(version.effective, language))


def _ledger(chain: Chain) -> dict[str, Any]:
    last = chain.entries[-1] if chain.entries else None
    ledger: dict[str, Any] = {"entries": len(chain.entries), "head": chain.head}
    if last and last.signature:
        ledger["signature"] = {"algorithm": "Ed25519", "key_id": key_id(last.key), "value": last.signature}
    return ledger


def _urls(policy: Policy, site_url: str) -> dict[str, Any]:
    pages = {"in_force": urls.in_force, "history": urls.history, "compare": urls.compare, "feed": urls.feed}
    found: dict[str, Any] = {
        name: {code: urls.absolute(site_url, page(code, policy.id)) for code in policy.languages}
        for name, page in pages.items()
    }
    found["announcements"] = {code: urls.absolute(site_url, urls.home(code)) for code in policy.languages}
    return found | {"timemap": urls.absolute(site_url, urls.timemap(policy.id))}


def _version(policy: Policy, version: Version, chain: Chain, changes_of: ChangesOf, site_url: str) -> dict[str, Any]:
    entry = chain.entry(version.id) if version.id else None
    if version.id is None or entry is None:
        raise ValueError(f"version {version.label} of {policy.id} is not in the ledger")
    predecessor, superseded_at = policy.predecessor(version), policy.superseded_at(version)
    return {
        "id": str(version.id),
        "effective": str(version.effective),
        "effective_at": version.id.effective_at.isoformat(),
        "superseded_at": superseded_at.isoformat() if superseded_at else None,
        "announced": str(version.announced),
        "revised": str(version.revised),
        "class": str(version.change_class),
        "consent_required": version.consent_required,
        "note": dict(version.note),
        "predecessor": predecessor.label if predecessor else None,
        "languages": list(version.texts),
        "texts": {code: _text(policy, version, code, site_url) for code in version.texts},
        "changes": _changes_urls(policy, version, site_url) if predecessor else {},
        "clauses": [_clause(policy, version, changed) for changed in changes_of(policy, version)]
        if predecessor
        else [],
        "ledger_entry": entry.hash,
    }


def _text(policy: Policy, version: Version, language: Language, site_url: str) -> dict[str, Any]:
    return {
        "url": urls.absolute(site_url, urls.version(language, policy.id, version)),
        "source_url": urls.absolute(site_url, urls.source(language, policy.id, version)),
        "sha256": version.sha256[f"{language}.md"],
        "bytes": version.sizes[f"{language}.md"],
    }


def _changes_urls(policy: Policy, version: Version, site_url: str) -> dict[str, str]:
    return {code: urls.absolute(site_url, urls.changes(code, policy.id, version)) for code in policy.languages}


def _clause(policy: Policy, version: Version, changed: ChangedClause) -> dict[str, Any]:
    reason = version.clauses.get(changed.id)
    title = changed.title if changed.title is not None else headings(policy, version, changed.id)
    why: dict[str, Any] = {"class": str(reason.change_class), "reason": dict(reason.reason)} if reason else {}
    return {"id": changed.id, "change": changed.change, "title": dict(title), **why}


def headings(policy: Policy, version: Version, clause_id: ClauseId) -> dict[Language, str]:
    """The heading of a clause in each language, from the new text or, where it is gone, from the old one."""
    return dict(_headings(policy, version, clause_id))


def _headings(policy: Policy, version: Version, clause_id: ClauseId) -> Iterator[tuple[Language, str]]:
    predecessor = policy.predecessor(version)
    for language in policy.languages:
        for holder in (version, predecessor):
            text = holder.texts.get(language) if holder else None
            clause = text.clause(clause_id) if text else None
            if text is not None and clause is not None:
                yield language, _heading(clause) or text.title
                break


def _heading(clause: Clause) -> str:
    return f"{clause.number.label if clause.number else ''} {clause.title}".strip()


def _announcement(policy: Policy, version: Version, site_url: str) -> dict[str, Any]:
    page = urls.changes if policy.predecessor(version) else urls.version
    return {
        "id": f"{policy.id}-{version.label}",
        "version": version.label,
        "date": str(version.announced),
        "title": {code: headline(policy, version, code) for code in policy.languages},
        "body": dict(version.note),
        "urls": {code: urls.absolute(site_url, page(code, policy.id, version)) for code in policy.languages},
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "columns": [{"id": column.id, "title": dict(column.title)} for column in table.columns],
        "rows": [
            {
                "id": row.id,
                "cells": {
                    column: {code: text if isinstance(text, str) else list(text) for code, text in cell.items()}
                    for column, cell in row.cells.items()
                },
            }
            for row in table.rows
        ],
    }


def _day(day: date | None, language: Language) -> str:
    if day is None:
        return ""
    return f"{day.year}年{day.month}月{day.day}日" if language == _JA else spoken(day, language)
