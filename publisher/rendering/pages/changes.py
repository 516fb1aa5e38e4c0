"""The changes of a version against its predecessor: as a redline, side by side, and as 「新旧対照表」."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from publisher import urls
from publisher.comparison import build_table, compare_versions
from publisher.diffing import Comparison
from publisher.errors import TamperedError
from publisher.model import Language, Policy, PolicyId, Version
from publisher.rendering import frame
from publisher.rendering.changes import Entry, redline_entries, side_entries, summary
from publisher.rendering.comparison_table import comparison_table_html
from publisher.rendering.head import translation_links, version_links
from publisher.rendering.pages.policy_text import version_name
from publisher.rendering.site import Page, Site
from publisher.rendering.words import Words

Address = Callable[[Language, PolicyId, Version], str]


@dataclass(frozen=True)
class Revision:
    """A version beside its predecessor, in one language. The comparison is made once and shared by the pages."""

    site: Site
    policy: Policy
    old: Version
    new: Version
    language: Language

    @property
    def comparable(self) -> bool:
        """Whether both versions have a text in this language."""
        return self.language in self.old.texts and self.language in self.new.texts

    @cached_property
    def comparison(self) -> Comparison:
        """The comparison. Raises TamperedError where it does not give both texts back to the byte."""
        comparison = compare_versions(self.old, self.new, self.language)
        if not comparison.replays():
            path = self.new.texts[self.language].path
            raise TamperedError("the comparison does not give back both texts", path=path)
        return comparison

    def redline_page(self) -> Page:
        """One marked text."""
        return self._page(urls.changes, "redline", redline_entries)

    def side_page(self) -> Page:
        """Old and new side by side."""
        return self._page(urls.changes_side_by_side, "sides", side_entries)

    def table_page(self) -> Page:
        """「新旧対照表」."""
        facts: dict[str, object] = {}
        if self.comparable:
            table = build_table(self.policy, self.old, self.new, self.comparison)
            facts = {"table": table, "rows": comparison_table_html(table)}
        return self.page(urls.comparison_table, "table.html", "table", facts)

    def _page(
        self, address: Address, view: str, entries_of: Callable[[Comparison, Version, Words], list[Entry]]
    ) -> Page:
        words = Words(self.language)
        entries = entries_of(self.comparison, self.new, words) if self.comparable else []
        facts: dict[str, object] = {
            "entries": entries,
            "summary": summary(self.comparison, entries, words) if self.comparable else "",
            "jumps": {entry.position: entry.anchor for entry in entries if entry.position},
        }
        return self.page(address, "changes.html", view, facts)

    def page(self, address: Address, template: str, view: str, facts: dict[str, object]) -> Page:
        """A page of the changes at the address that `address` gives it in each language."""
        policy, words = self.policy, Words(self.language)
        paths = {code: address(code, policy.id, self.new) for code in policy.languages}
        comparable = {c: path for c, path in paths.items() if c in self.old.texts and c in self.new.texts}
        path = paths[self.language]
        draft = "" if self.new.id else "-draft"
        title = words(f"changes.of{draft}", version=version_name(self.new, words))
        common = {
            "site": self.site,
            "policy": policy,
            "old": self.old,
            "new": self.new,
            "view": view,
            "title": title,
            "comparable": self.comparable,
            "others": {c: p for c, p in comparable.items() if c != self.language},
            "other": Words,
            "path": path,
            "old_name": version_name(self.old, words),
            "new_name": version_name(self.new, words),
            "draft": draft,
        }
        links = (
            *(translation_links(self.site, comparable) if self.comparable else ()),
            *(version_links(self.site, policy, self.language, self.new) if self.new.id else ()),
        )
        return Page(
            path=path,
            language=self.language,
            title=words(
                f"page.changes{draft}", title=policy.title.get(self.language, policy.id), version=common["new_name"]
            ),
            description=title,
            body=frame.body(template, path, self.language, **common | facts),
            translations={code: other for code, other in paths.items() if code != self.language},
            links=links,
            policy=policy,
            section="history",
        )
