"""The pages without a policy's text: the choice of language, the list of policies, and the page that is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from publisher import urls
from publisher.manifest import announced, headline
from publisher.model import Language, Policy, Version
from publisher.rendering import frame
from publisher.rendering.head import translation_links
from publisher.rendering.site import LOST, Page, Site
from publisher.rendering.standing import in_force_phases
from publisher.rendering.words import Words


def root_page(site: Site) -> Page:
    """The page at `/`: one plain link for each language."""
    homes = {language: urls.home(language) for language in site.languages}
    first = site.languages[0]
    return Page(
        path="",
        language=first,
        title=site.title(first),
        description=site.title(first),
        body=frame.body("root.html", "", first, homes=homes, other=Words, site=site),
        links=tuple(translation_links(site, homes)),
    )


def home_page(site: Site, language: Language) -> Page:
    """The policies and the dated announcements in one language."""
    path = urls.home(language)
    policies = [policy for policy in site.policies if language in policy.languages]
    homes = {code: urls.home(code) for code in site.languages}
    words = Words(language)
    facts = {"site": site, "policies": policies, "phases": {p.id: in_force_phases(p, site.as_of) for p in policies}}
    return Page(
        path=path,
        language=language,
        title=words("home.title"),
        description=f"{site.title(language)}: {words('home.title')}",
        body=frame.body("home.html", path, language, announcements=announcements(policies, language), **facts),
        translations={code: home for code, home in homes.items() if code != language},
        links=tuple(translation_links(site, homes)),
        indexed=True,
    )


def lost_page(site: Site) -> Page:
    """The page for an address that is not there, in every language."""
    return Page(
        path=LOST,
        language=site.languages[0],
        title=Words(site.languages[0])("lost.title"),
        description=site.title(site.languages[0]),
        body=frame.body("lost.html", LOST, site.languages[0], site=site, other=Words, languages=site.languages),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """One entry of the dated list (公表), as the manifest and the feeds have it."""

    date: date
    title: str
    body: str
    path: str


def announcements(policies: Sequence[Policy], language: Language) -> list[Announcement]:
    """What was made known about every policy, the latest first."""
    found = [_announcement(policy, version, language) for policy in policies for version in announced(policy)]
    return sorted(found, key=lambda announcement: announcement.date, reverse=True)


def _announcement(policy: Policy, version: Version, language: Language) -> Announcement:
    page = urls.changes if policy.predecessor(version) else urls.version
    return Announcement(
        date=version.announced or version.effective or date.min,
        title=headline(policy, version, language),
        body=version.note.get(language, ""),
        path=page(language, policy.id, version),
    )
