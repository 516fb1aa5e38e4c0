"""The tour as a visitor walks it, in a real browser: what the end-to-end tests and the pictures of the docs share.

Finds things by the words that a visitor reads, so that a page that lost them is noticed.
"""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Download, FrameLocator, Locator, Page

ADULT, CHILD = ("1990", "5", "3"), ("2020", "2", "20")
WORDS = {
    "sign up": ("「みほんSNS」のアカウントで登録する", "Sign up with a “Sample Social” account"),
    "log in": ("「みほんSNS」のアカウントでログインする", "Log in with “Sample Social”"),
    "allow": ("許可してログインする", "Allow and log in"),
    "thanks": ("ありがとうございます", "Thank you"),
    "agree": ("同意する", "Agree"),
    "refuse": ("同意しない", "Do not agree"),
    "publish": ("架空の値を記入して公表する", "Fill in made-up values and publish"),
    "published": ("公表し、全員にお知らせしました", "Published, and everybody was told"),
    "bell": ("お知らせ", "Notices"),
    "seen": ("断られるのを見た", "I have seen the refusal"),
    "log out": ("ログアウトして登録画面を開く", "Log out and open the sign-up page"),
    "refusal": ("いまは、アカウントをつくることができません", "Sorry, an account cannot be made right now"),
    "download": ("証拠をダウンロードする", "Download the proof"),
    "check": ("確かめる", "Check it"),
    "holds": ("この証拠は成り立ちます", "The proof holds"),
    "fails": ("この証拠は成り立ちません", "The proof does not hold"),
    "anew": ("はじめからやり直す", "Begin anew"),
    "without script": ("生年月日を入力する", "Enter your date of birth"),
}


@dataclass(frozen=True)
class Visitor:
    """Somebody who walks through the demo at `home` (its address, without a slash) in a language."""

    page: Page
    home: str
    lang: str

    def word(self, name: str) -> str:
        """A word of the pages in the visitor's language."""
        return WORDS[name][self.lang != "ja"]

    def open(self, path: str = "") -> None:
        """Open a page of the demo."""
        self.page.goto(f"{self.home}/{self.lang}/{path}")

    def button(self, name: str, within: Page | FrameLocator | Locator | None = None) -> Locator:
        """A button by its whole label."""
        return (within or self.page).get_by_role("button", name=self.word(name), exact=True)

    def link(self, name: str) -> Locator:
        """A link by its whole label."""
        return self.page.get_by_role("link", name=self.word(name), exact=True)

    @property
    def gate(self) -> FrameLocator:
        """The inside of the gate's element."""
        return self.page.frame_locator("age-gate iframe")

    def answer(self, born: tuple[str, str, str], within: Page | FrameLocator | None = None) -> None:
        """Answer the question about the date of birth, in the element or on the gate's own page."""
        inside = within or self.gate
        for name, value in zip(("year", "month", "day"), born, strict=True):
            inside.locator(f"#{name}").fill(value)
        inside.locator("form button").click()

    def until(self, expression: str) -> None:
        """Wait until an expression is true; Playwright's own way of waiting is forbidden by the pages' policy."""
        while not self.page.evaluate(expression):
            self.page.wait_for_timeout(20)

    def log_in(self, email: str, how: str = "log in") -> None:
        """From the sign-up page through the stand-in for a social account."""
        self.button(how).click()
        self.allow(email)

    def allow(self, email: str) -> None:
        """Let the stand-in for a social account say who it is."""
        self.page.locator("#email").fill(email)
        self.button("allow").click()

    def sign_up(self, email: str) -> None:
        """As an adult, to the first request for consent."""
        self.open("signup")
        self.answer(ADULT)
        self.gate.get_by_role("heading", name=self.word("thanks")).wait_for()
        self.until("document.querySelector('age-gate').value !== ''")
        self.log_in(email, "sign up")
        self.page.wait_for_url(f"**/{self.lang}/consents")

    def decide(self, name: str) -> None:
        """Answer the first request for consent that is still open on the page; versions stand before optional items."""
        self.page.locator("policy-consent section").first.wait_for()
        recorded = self.page.locator("policy-consent p.u")
        before = recorded.count()
        self.button(name, self.page.locator("policy-consent")).first.click()
        recorded.nth(before).wait_for()

    def publish(self) -> None:
        """Press the button and wait until everybody was told."""
        self.open("publish")
        self.button("publish").click()
        self.page.get_by_text(self.word("published")).wait_for(timeout=120_000)

    def ring(self) -> Locator:
        """Open the bell; its panel."""
        self.page.locator("policy-inbox button.bell").click()
        panel = self.page.locator("policy-inbox .panel")
        panel.locator("li").first.wait_for()
        return panel

    def download_proof(self) -> Download:
        """Get the proof as a file."""
        self.open("proof")
        with self.page.expect_download() as download:
            self.link("download").click()
        return download.value

    def check_proof(self, file: Path) -> None:
        """Have a file checked on the page of the proof."""
        self.page.locator("#proof").set_input_files(file)
        self.button("check").click()

    def heading(self, name: str) -> Locator:
        """A heading by its words."""
        return self.page.get_by_role("heading", name=self.word(name), exact=True)
