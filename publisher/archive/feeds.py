"""Atom feeds (RFC 4287) of a policy's versions, one for each language."""

from datetime import UTC, datetime, time
from xml.etree.ElementTree import Element, SubElement

from publisher import urls
from publisher.archive.sitemap import document
from publisher.manifest import announced, headline
from publisher.model import ZONE, Language, Policy, Version
from publisher.rendering.site import Site

_ATOM = "http://www.w3.org/2005/Atom"


def atom_feed(site: Site, policy: Policy, language: Language) -> bytes:
    """The announcements of a policy's versions, the latest first; what the site's list says, for feed readers."""
    here = site.absolute(urls.feed(language, policy.id))
    versions = announced(policy)
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    _add(feed, "id", here)
    _add(feed, "title", policy.title.get(language, policy.id))
    _add(feed, "updated", _announced_at(versions[0]) if versions else site.as_of.isoformat())
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": here})
    SubElement(feed, "link", {"rel": "alternate", "href": site.absolute(urls.history(language, policy.id))})
    author = SubElement(feed, "author")
    _add(author, "name", policy.controller.get(language, policy.id))
    for version in versions:
        feed.append(_entry(site, policy, version, language))
    return document(feed)


def _entry(site: Site, policy: Policy, version: Version, language: Language) -> Element:
    entry = Element("entry")
    page = urls.changes if policy.predecessor(version) else urls.version
    permanent = site.absolute(urls.version(language, policy.id, version))
    _add(entry, "id", permanent)
    _add(entry, "title", headline(policy, version, language))
    _add(entry, "updated", _announced_at(version))
    _add(entry, "published", _announced_at(version))
    SubElement(entry, "link", {"rel": "alternate", "href": site.absolute(page(language, policy.id, version))})
    SubElement(entry, "link", {"rel": "related", "href": permanent})
    _add(entry, "summary", version.note.get(language, ""))
    return entry


def _announced_at(version: Version) -> str:
    day = version.announced or version.effective
    instant = datetime.combine(day, time.min, ZONE) if day else datetime.fromtimestamp(0, UTC)
    return instant.isoformat()


def _add(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text
