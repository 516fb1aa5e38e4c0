"""The history of one clause: every revision with what it changed, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from publisher import urls
from publisher.model import ClauseId, Language, Policy, Version, VersionId
from publisher.rendering import frame
from publisher.rendering.head import translation_links
from publisher.rendering.outline import Keep, Outlines
from publisher.rendering.pages.policy_text import version_name
from publisher.rendering.revisions import Revision, difference, removals, revisions_of
from publisher.rendering.site import Page, Site
from publisher.rendering.words import Words


@dataclass(frozen=True, kw_only=True)
class Step:
    """What happened to the clause in a version: `kind` is a word of `change.*`; `heading` and `body` are HTML."""

    kind: str
    version: Version
    name: str
    heading: str = ""
    body: str = ""
    reason: str = ""


def clause_page(
    site: Site, policy: Policy, clause_id: ClauseId, texts: Outlines, languages: Sequence[Language], keep: Keep
) -> Page:
    """The history of the clause in the language of `texts`; `languages` are all that have such a clause."""
    language = texts.language
    words = Words(language)
    revisions = revisions_of(clause_id, texts)
    steps = _steps(revisions, removals(revisions, texts), words, keep)
    name = revisions[-1].name(words, all_numbers=False)
    paths = {code: urls.clause_history(code, policy.id, clause_id) for code in languages}
    title = words("clause.of", clause=name)
    facts = {"policy": policy, "steps": list(reversed(steps)), "title": title, "clause_id": clause_id}
    return Page(
        path=paths[language],
        language=language,
        title=words("page.clause", title=policy.title.get(language, policy.id), clause=name),
        description=title,
        body=frame.body("clause.html", paths[language], language, **facts),
        translations={code: other for code, other in paths.items() if code != language},
        links=tuple(translation_links(site, paths)),
        policy=policy,
        section="history",
    )


def clause_inputs(policy: Policy, clause_id: ClauseId, texts: Outlines) -> tuple[object, ...]:
    """Everything about the versions that a clause's history is made from."""
    revisions = revisions_of(clause_id, texts)
    removed = removals(revisions, texts)
    shown = (*(revision.first for revision in revisions), *removed)
    return (
        [(revision.first.label, revision.made_from, revision.first.clauses.get(clause_id)) for revision in revisions],
        [version.label for version in removed],
        [_is_compared(policy, version, texts.language) for version in shown],
    )


def _is_compared(policy: Policy, version: Version, language: Language) -> bool | None:
    """Whether the changes page of a version shows clauses in a language; None where it has no such page."""
    predecessor = policy.predecessor(version)
    return None if predecessor is None else language in predecessor.texts


def _steps(revisions: Sequence[Revision], removed: Sequence[Version], words: Words, keep: Keep) -> list[Step]:
    steps = [Step(kind="removed", version=version, name=version_name(version, words)) for version in removed]
    for place, revision in enumerate(revisions):
        before = revisions[place - 1] if place else None
        gone = before is not None and any(
            _order(before.first) < _order(version) < _order(revision.first) for version in removed
        )
        steps.append(_step(None if gone else before, revision, words, keep))
    return sorted(steps, key=lambda step: _order(step.version))


def _order(version: Version) -> VersionId:
    return version.id or VersionId(date.max)


def _step(before: Revision | None, revision: Revision, words: Words, keep: Keep) -> Step:
    shown = difference(before or revision, revision, words, keep)
    version = revision.first
    reason = version.clauses.get(revision.id)
    return Step(
        kind="added" if before is None else "changed" if shown.visible else "form",
        version=version,
        name=version_name(version, words),
        heading=shown.heading,
        body=shown.body,
        reason=reason.reason.get(words.language, "") if reason else "",
    )
