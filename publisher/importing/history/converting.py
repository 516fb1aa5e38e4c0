"""From planned versions to the files of published ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from publisher.importing.drafting import import_text
from publisher.importing.history.pairing import commit_day
from publisher.importing.history.reading import Progress
from publisher.importing.history.snapshot import Planned, Snapshot
from publisher.importing.naming import Known
from publisher.importing.report import Note
from publisher.importing.source import Source
from publisher.ledger.release import metadata_text
from publisher.model import ChangeClass, Document, Language, Policy, Version, VersionId

_NOTES = {
    "ja": "Git の履歴（コミット {commit}）から取り込みました。",
    "en": "Imported from the git history (commit {commit}).",
}


@dataclass(frozen=True, kw_only=True)
class Converted:
    """A version's files, and what a person must settle in its texts."""

    planned: Planned
    id: VersionId
    files: Mapping[str, bytes]
    to_settle: Mapping[Language, tuple[Note, ...]]


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What the history does not say and the person who imports it does."""

    approved_by: str
    change_class: ChangeClass = ChangeClass.MINOR


def convert(policy: Policy, planned: Sequence[Planned], claims: Claims, progress: Progress) -> tuple[Converted, ...]:
    """The files of each version. A clause keeps its id from version to version while its heading stays, and has the
    same id in every language. Raises RefusedError if a character would be lost."""
    latest: dict[Language, Document] = {}
    found: list[Converted] = []
    for done, version in enumerate(planned, 1):
        progress("versions", done, len(planned))
        documents: dict[Language, Document] = {}
        to_settle: dict[Language, tuple[Note, ...]] = {}
        for language in _order(policy, version):
            before = (latest[language],) if language in latest else ()
            known = Known(same=before, other=documents.get(policy.governing_language))
            result = import_text(_source(version.texts[language], language), known)
            documents[language] = latest[language] = result.document
            to_settle[language] = tuple(note for note in result.report.notes if note.to_settle)
        found.append(_converted(policy, version, documents, to_settle, claims, is_first=done == 1))
    return tuple(found)


def _order(policy: Policy, version: Planned) -> list[Language]:
    """The governing language first: the others take their ids from it."""
    return sorted(version.texts, key=lambda language: (language != policy.governing_language, language))


def _source(snapshot: Snapshot, language: Language) -> Source:
    name = Path(snapshot.path).name or "text.md"
    return Source(path=Path(name), data=snapshot.text.encode(), language=language, format="markdown", encoding="utf-8")


def _converted(
    policy: Policy,
    planned: Planned,
    documents: Mapping[Language, Document],
    to_settle: Mapping[Language, tuple[Note, ...]],
    claims: Claims,
    is_first: bool,
) -> Converted:
    version_id = VersionId(planned.effective)
    seen = min((commit_day(snapshot) for snapshot in planned.texts.values()), default=planned.effective)
    version = Version(
        id=version_id,
        effective=planned.effective,
        announced=min(seen, planned.effective),
        revised=min(seen, planned.effective),
        change_class=ChangeClass.MAJOR if is_first else claims.change_class,
        consent_required=False,
        note=_note(policy, planned),
        approved_by=claims.approved_by,
        clauses={},
        texts=documents,
        tables={},
        sha256={},
    )
    files = {f"{language}.md": document.source.encode() for language, document in documents.items()}
    files["version.yml"] = metadata_text(version).encode()
    return Converted(planned=planned, id=version_id, files=files, to_settle=to_settle)


def _note(policy: Policy, planned: Planned) -> dict[Language, str]:
    newest = max(planned.texts.values(), key=lambda snapshot: snapshot.commit.place)
    words = {language: _NOTES["ja" if language == "ja" else "en"] for language in policy.languages}
    return {language: text.format(commit=newest.commit.id[:10]) for language, text in words.items()}
