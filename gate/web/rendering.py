"""The hosted pages as HTML, from the templates; and the assets that they link, named by their content."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gate.model import Site
from gate.translation import Language, languages

HERE = Path(__file__).parent
ASSETS = {"gate.css": "text/css", "docs.css": "text/css", "frame.js": "text/javascript", "return.js": "text/javascript"}


@dataclass(frozen=True, kw_only=True)
class Page:
    """What every page is rendered with. `path` is its own address without the query."""

    language: Language
    path: str
    embedded: bool = False
    sandbox: bool = False
    site: Site | None = None

    @property
    def title(self) -> str:
        """The app's name in the page's language."""
        if self.site is None:
            return ""
        return self.site.title_ja if self.language.code == "ja" else self.site.title_en

    def of(self, site: Site, path: str) -> "Page":
        """The same page for a site, at its address."""
        return Page(language=self.language, path=path, embedded=self.embedded, sandbox=self.sandbox, site=site)

    def address(self, code: str | None = None) -> str:
        """The page's own address, in another language where `code` is given."""
        embed = "&embed" if self.embedded else ""
        return f"{self.path}?lang={code or self.language.code}{embed}"

    @property
    def others(self) -> list[Language]:
        """The languages in which the page is there too."""
        return [one for one in languages().values() if one.code != self.language.code]


@cache
def asset(name: str) -> bytes:
    """The content of one of ASSETS."""
    return (HERE / "assets" / name).read_bytes()


@cache
def asset_address(name: str) -> str:
    """Where an asset is served: its address changes with its content, so it may be cached for ever."""
    return f"/assets/{hashlib.sha256(asset(name)).hexdigest()[:12]}/{name}"


def _marked(text: str) -> Markup:
    """Text in which what stands between backticks is code."""
    parts = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(part) if i % 2 else part for i, part in enumerate(parts))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["asset"] = asset_address
    environment.filters["marked"] = _marked
    return environment


def html(template: str, page: Page, **values: object) -> str:
    """One page."""
    return _environment().get_template(template).render(page=page, _=page.language, **values)


_HOLE = re.compile("@@([a-z_]+)@@")


def filled(template: str, page: Page, **values: str) -> str:
    """A page that differs from the last one only in `values`: rendered once for each site and language, then filled in.

    `page.path` is one of the values. Each is escaped; what looks like a hole inside a value stays what it is.
    """
    names = tuple(sorted(values))
    parts = _pattern(template, page.language.code, page.embedded, page.sandbox, page.site, names)
    values["path"] = page.path
    return "".join(part if i % 2 == 0 else escape(values[part]) for i, part in enumerate(parts))


@lru_cache(maxsize=512)
def _pattern(
    template: str, language: str, embedded: bool, sandbox: bool, site: Site | None, names: tuple[str, ...]
) -> list[str]:
    page = Page(language=languages()[language], path="@@path@@", embedded=embedded, sandbox=sandbox, site=site)
    return _HOLE.split(html(template, page, **{name: f"@@{name}@@" for name in names}))
