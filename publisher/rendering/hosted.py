"""What a host's theme needs to surround a page: the parts of the frame as HTML, and where the search looks."""

import re

from markupsafe import Markup

from publisher import urls
from publisher.rendering import frame
from publisher.rendering.site import Page, Site, relative

_TOGGLE = re.compile(r'<input class="md-toggle"[^>]*>')


def parts(page: Page, site: Site) -> dict[str, object]:
    """The parts by the names that `templates/material/main.html` uses."""
    facts = frame.surroundings(page, site)

    def part(template: str) -> Markup:
        return Markup(frame.environment().get_template(template).render(facts))  # noqa: S704 (our own templates)

    def link(path: str) -> str:
        return relative(page.path, path)

    return {
        "head": part("head.html"),
        "masthead": part("masthead.html"),
        "footer": part("footer.html"),
        "body": Markup(page.body),  # noqa: S704 (our own templates)
        "stylesheets": [link(f"{frame.ASSET_FOLDER}/{name}") for name in ("site.css", "hosted.css")],
        "scripts": [link(f"{frame.ASSET_FOLDER}/{name}") for name in ("site.js", "search.js")],
        "words": facts["words"],
        "searchable": bool(page.search_html),
        "search_base": link(urls.home(page.language)),
        "search_index": link(urls.search_index(page.language)),
    }


def tidied(html: str) -> str:
    """The host's page without the attribute that HTML does not allow on the theme's hidden check boxes."""
    return _TOGGLE.sub(lambda match: match[0].replace(' autocomplete="off"', ""), html)
