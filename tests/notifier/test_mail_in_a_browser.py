"""The HTML of every kind of notice as a phone and a desk show it, in light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from notifier.messages.rendering import Templates
from notifier.model.channel import Channel
from notifier.model.ids import Language
from notifier.model.notice import NoticeKind
from tests.notifier.test_messages import content

pytestmark = pytest.mark.browser
REASONS = {Language("ja"): "日付に誤りがありました。", Language("en"): "The date was wrong."}


@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_fits_is_readable_in_both_colours_and_asks_nobody_for_anything(
    browser: Browser, kind: NoticeKind, language: str
) -> None:
    words = content(language, consent=True, reasons=REASONS)
    html = Templates().render(kind, Channel.MAIL, words).html
    for width in (360, 600):
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)  # type: ignore[arg-type]
            page = context.new_page()
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.set_content(html)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert asked == []
            assert page.locator("img, script, link, iframe, form").count() == 0
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            context.close()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_first_screen_of_a_phone_says_what_why_and_when(browser: Browser, language: str) -> None:
    words = content(language, consent=True)
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_content(Templates().render(NoticeKind.NOTICE, Channel.MAIL, words).html)
    for said in (words.note, words.effective_instant):
        box = page.get_by_text(said).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 740
    context.close()
