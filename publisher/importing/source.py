"""A file as a person gave it."""

from dataclasses import dataclass
from pathlib import Path

from publisher.model import Language


@dataclass(frozen=True, kw_only=True)
class Source:
    """The bytes of a file and what was said about it.

    `format` (`text`, `markdown`, `html`, `docx`) and `encoding` override what is found out; `select` is a CSS selector
    for the element of an HTML page that holds the policy.
    """

    path: Path
    data: bytes
    language: Language
    format: str | None = None
    encoding: str | None = None
    select: str | None = None
