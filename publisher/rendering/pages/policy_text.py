"""The pages that hold a text: the one in force, a version's permanent page, and the draft in a preview."""

from dataclasses import dataclass

from publisher import urls
from publisher.comparison import full_text
from publisher.model import Language, Policy, Version
from publisher.rendering import frame
from publisher.rendering.head import structured_data, translation_links, version_links
from publisher.rendering.search import search_html
from publisher.rendering.site import Page, Site
from publisher.rendering.standing import State, in_force_phases, standing
from publisher.rendering.text import TextHtml, text_html
from publisher.rendering.words import Words


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """A version as one page shows it: `text` is in `language` or, where there is no such text, in `text_language`."""

    site: Site
    policy: Policy
    version: Version
    language: Language
    path: str

    @property
    def text_language(self) -> Language:
        """The language of the text that is shown."""
        governing = self.policy.governing_language
        candidates = (self.language, governing, *self.version.texts)
        return next(language for language in candidates if language in self.version.texts)


def in_force_page(site: Site, policy: Policy, language: Language) -> Page:
    """The page of the text in force; before the first version comes into force it says so."""
    version = policy.in_force(site.as_of)
    if version is None:
        return _awaiting_page(site, policy, language)
    shown = _Shown(
        site=site, policy=policy, version=version, language=language, path=urls.in_force(language, policy.id)
    )
    text = rendered(shown.policy, shown.version, shown.text_language)
    translations = {code: urls.in_force(code, policy.id) for code in policy.languages if code in version.texts}
    return _page(shown, text, "in-force.html", translations, hosted=True, search_html=search_html(text), indexed=True)


def _awaiting_page(site: Site, policy: Policy, language: Language) -> Page:
    path, title = urls.in_force(language, policy.id), policy.title.get(language, policy.id)
    paths = {code: urls.in_force(code, policy.id) for code in policy.languages}
    facts = {
        "phases": in_force_phases(policy, site.as_of),
        "days_to": lambda version: standing(policy, version, site.as_of).days_to_go,
    }
    return Page(
        path=path,
        language=language,
        title=title,
        description=f"{policy.controller.get(language, '')} {title}".strip(),
        body=frame.body("awaiting.html", path, language, site=site, policy=policy, title=title, **facts),
        translations={code: other for code, other in paths.items() if code != language},
        links=(*translation_links(site, paths), *version_links(site, policy, language, None)),
        indexed=True,
        policy=policy,
        section="text",
    )


def version_page(site: Site, policy: Policy, version: Version, language: Language) -> Page:
    """The permanent page of a version, or the page of the draft."""
    path = urls.version(language, policy.id, version)
    shown = _Shown(site=site, policy=policy, version=version, language=language, path=path)
    text = rendered(policy, version, shown.text_language)
    translations = {code: urls.version(code, policy.id, version) for code in policy.languages if code in version.texts}
    return _page(shown, text, "version.html", translations)


def rendered(policy: Policy, version: Version, language: Language) -> TextHtml:
    """The HTML of a version's text; in a draft the tables of data are put in first."""
    document = full_text(version, language) if version.id is None else version.texts[language]
    return text_html(document, allow_html=policy.allow_html)


def _page(
    shown: _Shown,
    text: TextHtml,
    template: str,
    translations: dict[Language, str],
    *,
    hosted: bool = False,
    search_html: str = "",
    indexed: bool = False,
) -> Page:
    site, policy, version, language = shown.site, shown.policy, shown.version, shown.language
    words = Words(language)
    is_true_translation = language in version.texts
    relations = version_links(site, policy, language, version) if version.id else ()
    links = (*(translation_links(site, translations) if is_true_translation else ()), *relations)
    title = text.title or policy.title.get(language, policy.id)
    return Page(
        path=shown.path,
        language=language,
        title=title if hosted else _title(title, version, words),
        description=_description(shown, words),
        body=frame.body(template, shown.path, language, **_facts(shown, text)),
        translations={code: path for code, path in _all_paths(shown).items() if code != language},
        links=links,
        structured=structured_data(site, policy, language, version) if version.id and is_true_translation else "",
        hosted=hosted,
        search_html=search_html if is_true_translation else "",
        indexed=indexed and is_true_translation,
        policy=policy,
        section="text",
        canonical=_all_paths(shown).get(shown.text_language, shown.path),
    )


def _facts(shown: _Shown, text: TextHtml) -> dict[str, object]:
    state = standing(shown.policy, shown.version, shown.site.as_of)
    return {
        "site": shown.site,
        "policy": shown.policy,
        "version": shown.version,
        "text": text,
        "text_language": shown.text_language,
        "state": state,
        "State": State,
        "phases": in_force_phases(shown.policy, shown.site.as_of),
        "predecessor": shown.policy.predecessor(shown.version),
        "path": shown.path,
        "other": Words,
        "today": shown.site.today,
        "days_to": lambda version: standing(shown.policy, version, shown.site.as_of).days_to_go,
    }


def _all_paths(shown: _Shown) -> dict[Language, str]:
    """The same page in every language of the policy, also where it holds another language's text and says so."""
    old, new = f"{shown.language}/", shown.path.removeprefix(f"{shown.language}/")
    return {code: f"{code}/{new}" if shown.path.startswith(old) else shown.path for code in shown.policy.languages}


def _title(title: str, version: Version, words: Words) -> str:
    key = "page.version" if version.id else "page.version-draft"
    return words(key, title=title, version=version_name(version, words))


def version_name(version: Version, words: Words) -> str:
    """A version as people speak of it: by the day it comes into force."""
    if version.id is None:
        return words("state.draft")
    ordinal = f" ({version.id.ordinal})" if version.id.ordinal > 1 else ""
    return words.plain_day(version.id.effective) + ordinal


def _description(shown: _Shown, words: Words) -> str:
    controller = shown.policy.controller.get(shown.language, "")
    title = shown.policy.title.get(shown.language, shown.policy.id)
    return words("page.description", controller=controller, title=title, version=version_name(shown.version, words))
