"""What a page of the site is, apart from how it is made and who writes it to disk."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from publisher import urls
from publisher.model import ZONE, Language, Policy


@dataclass(frozen=True, kw_only=True)
class Site:
    """What is published.

    `as_of` is the clock of the build (aware); `drafts` whether drafts are shown (a preview); `name` is used where no
    controller has a name in a page's language.
    """

    url: str
    name: str
    as_of: datetime
    policies: tuple[Policy, ...]
    drafts: bool = False

    @property
    def today(self) -> date:
        """The day of the build in the policies' zone."""
        return self.as_of.astimezone(ZONE).date()

    @property
    def languages(self) -> tuple[Language, ...]:
        """Every language of any policy, in the policies' order."""
        return tuple(dict.fromkeys(language for policy in self.policies for language in policy.languages))

    def title(self, language: Language) -> str:
        """Whose site this is, in one language: the controller of its first policy."""
        return next(
            (policy.controller[language] for policy in self.policies if language in policy.controller), self.name
        )

    def absolute(self, path: str) -> str:
        """The full URL of a path of the site."""
        return urls.absolute(self.url, path)


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A `<link>` of a page's head; `href` is an absolute URL."""

    rel: str
    href: str
    hreflang: str = ""
    type: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page: `language` is the language it is worded in; `body` the HTML inside `<main>`.

    `translations` are the paths of the same page in other languages. A `hosted` page goes through the host's theme and
    its search, which reads `search_html`; the others are complete by themselves. `indexed` says whether search engines
    may list it; `stylesheets` are its own, each with its path. `canonical` is the path of the page that holds the same
    text in its own language, for a page that lacks a translation.
    """

    path: str
    language: Language
    title: str
    description: str
    body: str
    translations: Mapping[Language, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    structured: str = ""
    indexed: bool = False
    hosted: bool = False
    search_html: str = ""
    stylesheets: tuple[tuple[str, str], ...] = ()
    policy: Policy | None = None
    section: str = ""
    canonical: str = ""

    @property
    def file(self) -> str:
        """The file that holds the page."""
        return self.path + "index.html" if self.path.endswith("/") or not self.path else self.path


LOST = "404.html"


@lru_cache(maxsize=4096)
def relative(page: str, target: str) -> str:
    """The link from one path of the site to another, so that the site works below any address."""
    here = page if page.endswith("/") or not page else posixpath.dirname(page) + "/"
    there, mark, fragment = target.partition("#")
    base = posixpath.relpath("/" + there, "/" + here) if there else posixpath.relpath("/", "/" + here)
    slash = "/" if (there.endswith("/") or not there) and not base.endswith("/") else ""
    return base + slash + mark + fragment
