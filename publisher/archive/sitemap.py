"""The sitemap and robots.txt: what search engines may list is the text in force, and the pages that lead to it."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from publisher import urls
from publisher.rendering.site import Page, Site

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


def sitemap(site: Site, pages: Sequence[Page]) -> bytes:
    """The indexed pages with their translations (https://www.sitemaps.org/protocol.html)."""
    root = Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    for page in sorted((page for page in pages if page.indexed), key=lambda page: page.path):
        entry = SubElement(root, "url")
        SubElement(entry, "loc").text = site.absolute(page.path)
        for link in page.links:
            if link.hreflang:
                SubElement(entry, "xhtml:link", {"rel": "alternate", "hreflang": link.hreflang, "href": link.href})
    return document(root)


def document(root: Element) -> bytes:
    """An XML document in UTF-8, indented."""
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


def robots(site: Site) -> str:
    """robots.txt: nothing is forbidden, because an archived page says `noindex` only to those who may read it."""
    return f"User-agent: *\nDisallow:\n\nSitemap: {site.absolute(urls.SITEMAP)}\n"
