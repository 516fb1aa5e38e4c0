"""HTML documents as the pages of one PDF, by WeasyPrint. Nothing is fetched, whatever a document names."""

from datetime import datetime
from typing import Any

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher


class _Nowhere(URLFetcher):  # type: ignore[misc]
    """Refuses whatever a document names outside itself."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Refuse."""
        raise ValueError(url)


class Pages:
    """Pages of one document after another's; each document counts its own."""

    def __init__(self, made_at: datetime) -> None:
        self._made_at = made_at.isoformat(timespec="seconds")
        self._fonts = FontConfiguration()
        self._first: Any = None
        self._pages: list[Any] = []

    @property
    def count(self) -> int:
        """How many there are so far."""
        return len(self._pages)

    def add(self, html: str) -> int:
        """Lay out one document; returns how many pages it has."""
        document = HTML(string=html, url_fetcher=_Nowhere()).render(font_config=self._fonts)
        self._first = self._first or document
        self._pages += document.pages
        return len(document.pages)

    def pdf(self) -> bytes:
        """The file; its dates are those of the export, so that the same input gives the same file."""
        document = self._first.copy(self._pages)
        document.metadata.created = document.metadata.modified = self._made_at
        written: bytes = document.write_pdf(pdf_identifier=b"policypress")
        return written
