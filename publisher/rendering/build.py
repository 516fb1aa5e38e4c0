"""Every page of a site: those that change as time goes by, and those that stay as they are once they are made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial

from publisher import urls
from publisher.model import Language, Policy, Version
from publisher.rendering.outline import Keep, Outlines
from publisher.rendering.pages.changes import Revision
from publisher.rendering.pages.clause import clause_inputs, clause_page
from publisher.rendering.pages.compare import compare_page
from publisher.rendering.pages.history import history_page
from publisher.rendering.pages.plain import home_page, lost_page, root_page
from publisher.rendering.pages.policy_text import in_force_page, version_page
from publisher.rendering.site import Page, Site
from publisher.rendering.standing import standing


@dataclass(frozen=True)
class FrozenPage:
    """A page that is the same whenever it is made from the same `inputs`; `make` makes it.

    `folder` is the folder of the site that it shares with what stays as it is together with it.
    """

    path: str
    folder: str
    inputs: tuple[object, ...]
    make: Callable[[], Page]


@dataclass(frozen=True)
class Archive:
    """The pages of one policy. Take those of its versions first, in their order, so that each text is read once.

    `keep` remembers the parts of pages.
    """

    site: Site
    policy: Policy
    keep: Keep

    @property
    def versions(self) -> tuple[Version, ...]:
        """The versions that have pages, oldest first; in a preview the draft as well."""
        drafts = (self.policy.draft,) if self.site.drafts and self.policy.draft else ()
        return (*self.policy.versions, *drafts)

    def of_version(self, version: Version) -> Iterator[FrozenPage]:
        """The pages of one version, which enter it in the outlines."""
        inputs = _inputs(self.site, self.policy, version)
        for language, setting in self._settings.items():
            if version.id is not None:
                self._outlines[language].add(version, self.keep)
            yield from _version(self.site, self.policy, version, language, (setting, *inputs))

    def of_clauses(self) -> Iterator[FrozenPage]:
        """The history of each clause in the versions entered."""
        for language, known in self._outlines.items():
            for clause_id in known.clause_ids:
                languages = [code for code, texts in self._outlines.items() if clause_id in texts.runs]
                path = urls.clause_history(language, self.policy.id, clause_id)
                yield FrozenPage(
                    path,
                    path.rstrip("/"),
                    (self._settings[language], languages, *clause_inputs(self.policy, clause_id, known)),
                    partial(clause_page, self.site, self.policy, clause_id, known, languages, self.keep),
                )

    def live(self) -> Iterator[Page]:
        """The pages that are put together by every build: few, however long the history."""
        for language, known in self._outlines.items():
            yield in_force_page(self.site, self.policy, language)
            yield history_page(self.site, self.policy, language)
            yield compare_page(self.site, self.policy, known, self.keep)

    @cached_property
    def _outlines(self) -> dict[Language, Outlines]:
        return {language: Outlines(language) for language in self.policy.languages}

    @cached_property
    def _settings(self) -> dict[Language, str]:
        return {language: _setting(self.site, self.policy, language) for language in self.policy.languages}


def common_pages(site: Site) -> Iterator[Page]:
    """The pages of the whole site."""
    yield root_page(site)
    yield lost_page(site)
    for language in site.languages:
        yield home_page(site, language)


def _version(
    site: Site, policy: Policy, version: Version, language: Language, inputs: tuple[object, ...]
) -> Iterator[FrozenPage]:
    path = urls.version(language, policy.id, version)
    page = partial(FrozenPage, folder=path.rstrip("/"), inputs=inputs)
    yield page(path, make=partial(version_page, site, policy, version, language))
    predecessor = policy.predecessor(version)
    if predecessor is not None:
        revision = Revision(site, policy, predecessor, version, language)
        yield page(urls.changes(language, policy.id, version), make=revision.redline_page)
        yield page(urls.changes_side_by_side(language, policy.id, version), make=revision.side_page)
        yield page(urls.comparison_table(language, policy.id, version), make=revision.table_page)


def _setting(site: Site, policy: Policy, language: Language) -> str:
    """What every page about a policy says around its content."""
    return repr(
        (
            (site.url, site.title(language), site.languages, language),
            replace(policy, versions=(), draft=None),
            len(policy.versions) > 1,
        )
    )


def _inputs(site: Site, policy: Policy, version: Version) -> tuple[object, ...]:
    """What a page about a version says: its files, its neighbours, how it stands."""
    state = standing(policy, version, site.as_of)
    predecessor = policy.predecessor(version)
    return (
        (version.label, sorted(version.sha256.items())),
        (predecessor.label, sorted(predecessor.sha256.items())) if predecessor else None,
        state.successor.label if state.successor else None,
        state.state,
    )
