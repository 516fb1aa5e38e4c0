"""The Jinja environment of the pages, and the complete HTML of a page that no host's theme surrounds."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from publisher import urls
from publisher.model import Language
from publisher.rendering.site import LOST, Page, Site, relative
from publisher.rendering.words import Words

TEMPLATES = Path(__file__).parent / "templates"
ASSETS = Path(__file__).parent / "assets"
ASSET_FOLDER = "assets/policypress"


@cache
def environment() -> Environment:
    """The environment; every value is escaped unless it is Markup."""
    loader = FileSystemLoader(TEMPLATES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def body(template: str, path: str, language: Language, /, **facts: object) -> str:
    """The HTML inside `<main>` of the page at `path`; templates find `words`, `link` and `urls` beside `facts`."""
    common = {"words": Words(language), "language": language, "link": linker(path), "urls": urls, "html": Markup}
    return environment().get_template(template).render(common | facts)


def linker(path: str) -> Callable[[str], str]:
    """A function from a path of the site to the link to it from the page at `path`."""
    return lambda target: relative(path, target)


def shell(page: Page, site: Site, root: str | None = None) -> str:
    """A complete page, without search: what archived pages are. `root` is the site's address on its host for a page
    that is served under other addresses than its own (404)."""
    return environment().get_template("shell.html").render(surroundings(page, site, root))


def surroundings(page: Page, site: Site, root: str | None = None) -> dict[str, object]:
    """What the templates around a page's body need; the host's templates are given the same."""
    words = Words(page.language)

    def link(target: str) -> str:
        return root + target if root is not None else relative(page.path, target)

    return {
        "page": page,
        "site": site,
        "words": words,
        "language": page.language,
        "link": link,
        "urls": urls,
        "html": Markup,
        "assets": ASSET_FOLDER,
        "lost": LOST,
        "other_words": {language: Words(language) for language in site.languages},
    }
