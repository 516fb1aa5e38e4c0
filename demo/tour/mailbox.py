"""The mail folder: every message that the demo's mail server took, as a reader of mail would show it."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from markupsafe import Markup, escape

from demo.service.language import JAPAN

_NAME = re.compile(r"[0-9]{10,25}")
_ADDRESS = re.compile(r"https?://[^\s<>「」（）、。]+")


@dataclass(frozen=True)
class Letter:
    """One message; `id` is its file's name, the nanosecond of its arrival."""

    id: str
    message: EmailMessage

    @property
    def to(self) -> str:
        """Who got it."""
        return str(self.message["To"]).rpartition("<")[2].rstrip(">")

    @property
    def arrived(self) -> str:
        """When, as an instant with its zone."""
        return datetime.fromtimestamp(int(self.id) / 1e9, JAPAN).isoformat(timespec="seconds")

    @property
    def text(self) -> Markup:
        """The part for reading, with its addresses as links."""
        part = self.message.get_body(("plain",))
        words = part.get_content() if part else ""
        return Markup(_ADDRESS.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', str(escape(words))))  # noqa: S704

    @property
    def html(self) -> str | None:
        """The HTML part."""
        part = self.message.get_body(("html",))
        return part.get_content() if part else None

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The header as it came."""
        return [(name, str(value)) for name, value in self.message.items()]


def letters(folder: Path) -> list[Letter]:
    """All messages, the newest first."""
    files = sorted(folder.glob("*.eml"), reverse=True)
    return [_read(path) for path in files]


def letter(folder: Path, name: str) -> Letter | None:
    """One message by its id."""
    path = folder / f"{name}.eml"
    return _read(path) if _NAME.fullmatch(name) and path.is_file() else None


def _read(path: Path) -> Letter:
    return Letter(path.stem, email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
