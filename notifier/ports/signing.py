"""Signing mails (DKIM, RFC 6376)."""

from typing import Protocol


class MailSigner(Protocol):
    """The body is hashed once a language, the headers are signed once a message."""

    def body_hash(self, body: bytes) -> str:
        """The canonical body's hash in base64."""

    def header(self, headers: bytes, body_hash: str) -> bytes:
        """The signature header line with CRLF, to stand before `headers`."""
