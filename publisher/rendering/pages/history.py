"""The history of a policy: every version with its dates, its state in words, and where to read it."""

from publisher import urls
from publisher.model import Language, Policy
from publisher.rendering import frame
from publisher.rendering.head import translation_links, version_links
from publisher.rendering.site import Page, Site
from publisher.rendering.standing import State, in_force_phases, standing
from publisher.rendering.words import Words


def history_page(site: Site, policy: Policy, language: Language) -> Page:
    """The history, newest first, with any scheduled version on top."""
    path = urls.history(language, policy.id)
    paths = {code: urls.history(code, policy.id) for code in policy.languages}
    words = Words(language)
    rows = [(version, standing(policy, version, site.as_of)) for version in reversed(policy.versions)]
    title = policy.title.get(language, policy.id)
    facts = {"phases": in_force_phases(policy, site.as_of), "rows": rows, "State": State}
    return Page(
        path=path,
        language=language,
        title=words("history.of", title=title),
        description=words("history.of", title=title),
        body=frame.body("history.html", path, language, site=site, policy=policy, title=title, **facts),
        translations={code: other for code, other in paths.items() if code != language},
        links=(*translation_links(site, paths), *version_links(site, policy, language, None)),
        indexed=True,
        policy=policy,
        section="history",
    )
