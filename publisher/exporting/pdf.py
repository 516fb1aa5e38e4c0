"""An HTML document as PDF, by WeasyPrint. Nothing is fetched, whatever the document names."""

from datetime import datetime
from typing import Any

from weasyprint import HTML
from weasyprint.urls import URLFetcher

from publisher.exporting.facts import Facts


class _Nowhere(URLFetcher):  # type: ignore[misc]
    """Refuses whatever the document names outside itself."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Refuse."""
        raise ValueError(url)


def to_pdf(page: str, facts: Facts) -> bytes:
    """The document as a tagged PDF, its dates those of `facts`, so that the same input gives the same file."""
    document = HTML(string=page, url_fetcher=_Nowhere()).render(pdf_tags=True)
    document.metadata.created = document.metadata.modified = _stamp(facts.made)
    written: bytes = document.write_pdf(pdf_identifier=b"policypress", pdf_tags=True)
    return written


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
