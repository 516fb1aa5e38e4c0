"""The links and data in a page's head that other programs read."""

import json
from collections.abc import Iterator, Mapping

from publisher import urls
from publisher.model import Language, Policy, Version
from publisher.rendering.site import Link, Site

# RFC 6903 registers a relation for the two kinds of policy that most sites have.
_RELATIONS = {"privacy": "privacy-policy", "terms": "terms-of-service"}


def translation_links(site: Site, paths: Mapping[Language, str]) -> Iterator[Link]:
    """`hreflang` links to the same page in every language it exists in, and `x-default`; none where there is only one.

    `paths` must hold true translations only.
    """
    if len(paths) < 2:
        return
    for language, path in paths.items():
        yield Link(rel="alternate", href=site.absolute(path), hreflang=language)
    yield Link(rel="alternate", href=site.absolute(next(iter(paths.values()))), hreflang="x-default")


def version_links(site: Site, policy: Policy, language: Language, version: Version | None) -> Iterator[Link]:
    """The relations between versions (RFC 5829), the TimeMap (RFC 7089), the feed (RFC 4287), the policy (RFC 6903)."""
    yield _link(site, "version-history", urls.history(language, policy.id))
    yield _link(site, "latest-version", urls.in_force(language, policy.id))
    if version is not None:
        yield from _neighbours(site, policy, language, version)
    yield Link(rel="timemap", href=site.absolute(urls.timemap(policy.id)), type="application/link-format")
    feed = site.absolute(urls.feed(language, policy.id))
    yield Link(rel="alternate", href=feed, type="application/atom+xml", title=policy.title.get(language, policy.id))
    relation = _RELATIONS.get(policy.id)
    if relation:
        yield _link(site, relation, urls.in_force(language, policy.id))


def structured_data(site: Site, policy: Policy, language: Language, version: Version) -> str:
    """schema.org's description of a version as JSON-LD, safe inside a `<script>` element."""
    path = urls.version(language, policy.id, version)
    data = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "name": policy.title.get(language, policy.id),
        "inLanguage": language,
        "legislationIdentifier": version.label,
        "legislationDateVersion": version.effective.isoformat() if version.effective else None,
        "datePublished": version.announced.isoformat() if version.announced else None,
        "publisher": {"@type": "Organization", "name": policy.controller.get(language, "")},
        "url": site.absolute(path),
    }
    known = {key: value for key, value in data.items() if value is not None}
    return json.dumps(known, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")


def _neighbours(site: Site, policy: Policy, language: Language, version: Version) -> Iterator[Link]:
    for relation, neighbour in (
        ("predecessor-version", policy.predecessor(version)),
        ("successor-version", policy.successor(version)),
    ):
        if neighbour is not None:
            yield _link(site, relation, urls.version(language, policy.id, neighbour))


def _link(site: Site, relation: str, path: str) -> Link:
    return Link(rel=relation, href=site.absolute(path))
