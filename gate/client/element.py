"""The HTML that puts the question into a sign-up form: the element, its script and, for a browser without scripts, a
plain link to the hosted page.
"""

from html import escape
from urllib.parse import urlencode

from gate.client.api import Asked

_LINKS = {"ja": "生年月日を入力する", "en": "Enter your date of birth"}
_ANSWERED = {"ja": "生年月日の入力は済んでいます。", "en": "You have answered the question about your date of birth."}


def element(gate_url: str, asked: Asked, lang: str = "en", link: str | None = None, name: str = "attestation") -> str:
    """The element for a screening. Inside a form it is a field of that name, without which a browser with
    scripts does not send the form. `link` is the link's text.
    """
    text = link or _LINKS.get(_primary(lang), _LINKS["en"])
    address = f"{asked.url.partition('?')[0]}?{urlencode({'lang': lang})}"
    return (
        f'<script src="{escape(gate_url)}/embed.js" async></script>'
        f'<age-gate name="{escape(name)}" screening="{escape(asked.id)}" lang="{escape(lang)}" required>'
        f'<a href="{escape(address)}">{escape(text)}</a></age-gate>'
    )


def answered(lang: str = "en") -> str:
    """What stands there instead once the answer has come back by way of the hosted page."""
    return f'<p role="status">{escape(_ANSWERED.get(_primary(lang), _ANSWERED["en"]))}</p>'


def _primary(lang: str) -> str:
    return lang.partition("-")[0].lower()
