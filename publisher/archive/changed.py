"""Which clauses of a version differ from its predecessor, for the manifest."""

import json
from collections.abc import Sequence

from publisher.archive.cache import Cache
from publisher.diffing import Change, compare
from publisher.manifest import ChangedClause, ChangesOf, headings
from publisher.model import ClauseId, Language, Policy, Version


def changes_of(cache: Cache) -> ChangesOf:
    """The function that the manifest asks; it compares the same two texts once."""

    def changed(policy: Policy, version: Version) -> Sequence[ChangedClause]:
        predecessor = policy.predecessor(version)
        language = common_language(policy, predecessor, version) if predecessor else None
        if predecessor is None or language is None:
            return ()
        texts = [(code, old.sha256.get(f"{code}.md")) for old in (predecessor, version) for code in policy.languages]
        content = cache.get(lambda: _compared(policy, predecessor, version, language), "changed", language, texts)
        return [
            ChangedClause(id=ClauseId(id_), change=change, title=title) for id_, change, title in json.loads(content)
        ]

    return changed


def common_language(policy: Policy, old: Version, new: Version) -> Language | None:
    """The governing language if both versions have it, or else the first language that both have."""
    languages = (policy.governing_language, *policy.languages)
    return next((code for code in languages if code in old.texts and code in new.texts), None)


def _compared(policy: Policy, old: Version, new: Version, language: Language) -> bytes:
    comparison = compare(old.texts[language], new.texts[language])
    found = [c for c in comparison.changes if c.change is not Change.UNCHANGED and not c.departure]
    listed = {change.id: (change.id, change.change.value, headings(policy, new, change.id)) for change in found}
    return json.dumps(list(listed.values()), ensure_ascii=False).encode()
