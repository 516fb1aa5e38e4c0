"""axe-core finds nothing to say about any kind of page, in either language, light or dark, narrow or wide."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, expect

from tests.publisher.site.conftest import Built

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
KINDS = (
    "",
    "404.html",
    "{}/",
    "{}/privacy/",
    "{}/privacy/versions/",
    "{}/privacy/2025-10-01/",
    "{}/privacy/2027-04-01/",
    "{}/privacy/2027-04-01/changes/",
    "{}/privacy/2025-10-01/changes/side-by-side/",
    "{}/privacy/2027-04-01/changes/table/",
    "{}/privacy/compare/",
    "{}/privacy/clauses/cookies/",
    "{}/terms/2025-04-01/",
    "{}/terms/2026-02-01/changes/",
)
EARLY = ("{}/privacy/", "{}/cookies/", "{}/cookies/versions/")

QUICK = {("ja", "light", 1280), ("en", "dark", 360)}

COMBINATIONS = [
    pytest.param(language, scheme, width, marks=[] if (language, scheme, width) in QUICK else pytest.mark.slow)
    for language in ("ja", "en")
    for scheme in ("light", "dark")
    for width in (360, 1280)
]


@pytest.mark.parametrize(("language", "scheme", "width"), COMBINATIONS)
def test_no_page_has_a_violation(
    browser: Browser, site: Built, early: Built, language: str, scheme: str, width: int
) -> None:
    assert list(violations(browser, site, KINDS, language, scheme, width)) == []
    assert list(violations(browser, early, EARLY, language, scheme, width)) == []


@pytest.mark.parametrize(("language", "asked"), [("ja", "情報"), ("en", "no such words")])
def test_the_results_of_a_search_have_no_violation(browser: Browser, site: Built, language: str, asked: str) -> None:
    page = browser.new_context(bypass_csp=True, color_scheme="dark", viewport={"width": 360, "height": 800}).new_page()
    page.goto(f"{site.address}{language}/privacy/")
    page.fill("[name=query]", asked)
    expect(page.locator(".find-count")).not_to_be_empty()
    page.add_script_tag(path=AXE)
    assert page.evaluate("axe.run().then((results) => results.violations.map(({id}) => id))") == []
    page.context.close()


def test_a_fault_would_be_found(browser: Browser, site: Built) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(site.address + "ja/privacy/")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.add_script_tag(path=AXE)
    assert "html-has-lang" in page.evaluate("axe.run().then((results) => results.violations.map(({id}) => id))")
    page.context.close()


def violations(
    browser: Browser, site: Built, kinds: Sequence[str], language: str, scheme: str, width: int
) -> Iterator[str]:
    """Each rule that a page breaks, with the page and the element. The policy has to be off for axe to get in."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        bypass_csp=True,  # type: ignore[arg-type]
    )
    page = context.new_page()
    for kind in kinds:
        path = kind.format(language)
        page.goto(site.address + path)
        page.add_script_tag(path=AXE)
        found = page.evaluate("axe.run().then((results) => results.violations)")
        for violation in found:
            for node in violation["nodes"]:
                yield f"{path}: {violation['id']}: {node['html'][:160]}: {json.dumps(node['any'][:1])[:300]}"
    context.close()
