"""One person's letter or fax as an HTML document for A4: the address in the window, date, sender, the words."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from notifier.messages.dates import TOKYO, day
from notifier.messages.rendering import Templates
from notifier.model.channel import Channel
from notifier.model.ids import DeliveryId, Language
from notifier.model.paper import Window
from notifier.model.recipient import Contact
from notifier.ports.notices import Rendering

TOP_MARGIN = 20.0
SIDE_MARGIN = 22.0
PAGE_WIDTH = 210.0
POINT = 0.3528
"""Millimetres."""
LINE = 1.35
LARGEST, SMALLEST = 10.5, 5.0
FONTS = '"Hiragino Sans", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", sans-serif'
_POSTCODE = re.compile(r"[0-9]{3}-?[0-9]{4}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What the template `sheet.html` uses. Lengths are millimetres, `size` is in points."""

    channel: str
    language: Language
    subject: str
    body: Markup
    name: str
    address: tuple[str, ...]
    number: str
    sender: tuple[str, ...]
    date: str
    mark: str
    window: Window
    size: float

    @property
    def head(self) -> float:
        """From the top margin to where the words begin: below the window, and clear of its edge."""
        return max(self.window.top + self.window.height + 12 - TOP_MARGIN, 45.0)

    @property
    def from_width(self) -> float:
        """What is free beside the window."""
        return PAGE_WIDTH - SIDE_MARGIN - self.window.left - self.window.width - 4

    @property
    def from_top(self) -> float:
        """The date stands at the height of the window's first line, and not above the margin."""
        return max(self.window.top - TOP_MARGIN, -6.0)


def build_page(
    rendering: Rendering,
    delivery: DeliveryId,
    contact: Contact,
    *,
    notice: str,
    sender: tuple[str, ...],
    window: Window,
    now: datetime,
) -> Page:
    """The page of one person; `contact` has the address that the channel needs."""
    language = rendering.language
    address = tuple(_postcode(line) for line in contact.postal)
    name = contact.name or ""
    shown = f"{name} 様" if name and language == "ja" else name
    return Page(
        channel=rendering.channel.value,
        language=language,
        subject=rendering.subject,
        body=Markup(rendering.html),  # noqa: S704 - made by our own templates, which escape
        name=shown,
        address=address,
        number=contact.fax or "",
        sender=sender,
        date=day(now.astimezone(TOKYO).date(), language),
        mark=f"{notice} / {delivery}",
        window=window,
        size=fitting((*address, shown), window),
    )


def write_sheet(templates: Templates, page: Page) -> str:
    """The document; raises TemplateBroken."""
    return templates.fill("sheet.html", page=page, fonts=Markup(FONTS))  # noqa: S704 - a constant


def fitting(lines: tuple[str, ...], window: Window) -> float:
    """The largest type, in points, in which the lines fit into the window: a name that is cut off is nobody's."""
    size = LARGEST
    while size > SMALLEST:
        per_line = window.width / (size * POINT)
        needed = sum(max(1, -(-_width(line) // per_line)) for line in lines if line) + 0.5
        if needed * size * POINT * LINE <= window.height:
            break
        size -= 0.5
    return size


def _width(line: str) -> float:
    """In ems: full-width letters take one, others a little more than half."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.6 for letter in line)


def _postcode(line: str) -> str:
    return f"〒{line}" if _POSTCODE.fullmatch(line) else line


def sheet_address(channel: Channel, contact: Contact) -> str:
    """The address as one text, of which the log keeps the hash: the postal lines joined by `|`, or the fax number."""
    return "|".join(contact.postal) if channel is Channel.LETTER else contact.fax or ""
