"""A policy's TimeMap (RFC 7089): which page held the text in force from when to when, as links for programs."""

from datetime import UTC
from email.utils import format_datetime

from publisher import urls
from publisher.model import Policy
from publisher.rendering.site import Site


def time_map(site: Site, policy: Policy) -> str:
    """The TimeMap in `application/link-format`, of the page of the text in force in the governing language.

    Versions that are not in force yet, or never were because another one of the same day replaced them, are left out.
    """
    language = policy.governing_language
    original = site.absolute(urls.in_force(language, policy.id))
    mementos = [
        version
        for version in policy.versions
        if version.id
        and version.id.effective_at <= site.as_of
        and policy.superseded_at(version) != version.id.effective_at
    ]
    links = [f'<{original}>; rel="original latest-version"']
    links.append(f'<{site.absolute(urls.timemap(policy.id))}>; rel="self"; type="application/link-format"')
    for place, version in enumerate(mementos):
        if version.id is None:
            continue
        relation = " ".join(
            (*(["first"] if place == 0 else []), *(["last"] if place == len(mementos) - 1 else []), "memento")
        )
        moment = format_datetime(version.id.effective_at.astimezone(UTC), usegmt=True)
        page = site.absolute(urls.version(language, policy.id, version))
        links.append(f'<{page}>; rel="{relation}"; datetime="{moment}"')
    return ",\n".join(links) + "\n"
