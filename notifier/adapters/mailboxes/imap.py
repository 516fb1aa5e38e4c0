"""An IMAP mailbox (RFC 3501): what is unseen is read, and flagged as seen when it is recorded."""

import imaplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from notifier.adapters.mailboxes.files import LONGEST, MailboxUnreadable
from notifier.ports.bounces import RawMail

PATIENCE = 60.0
"""Seconds that the server may take for one answer."""


@dataclass(frozen=True, kw_only=True)
class ImapMailbox:
    """`security` is tls, starttls or none."""

    host: str
    port: int
    security: str
    username: str
    password: str = field(repr=False)
    folder: str = "INBOX"

    def messages(self) -> Iterator[RawMail]:
        """Unseen messages one by one, each at most a megabyte of it."""
        try:
            with self._connected() as server:
                self._ok(server.select(_quoted(self.folder)))
                for uid in b" ".join(self._ok(server.uid("SEARCH", "UNSEEN"))).split():
                    yield RawMail(name=f"{self.host}/{self.folder} {uid.decode()}", content=self._fetch(server, uid))
                    self._ok(server.uid("STORE", uid.decode(), "+FLAGS.SILENT", r"(\Seen)"))
        except (imaplib.IMAP4.error, OSError) as problem:
            raise MailboxUnreadable(name=f"{self.host}/{self.folder}", reason=_reason(problem)) from problem

    def _connected(self) -> imaplib.IMAP4:
        context = ssl.create_default_context()
        if self.security == "tls":
            server: imaplib.IMAP4 = imaplib.IMAP4_SSL(self.host, self.port, ssl_context=context, timeout=PATIENCE)
        else:
            server = imaplib.IMAP4(self.host, self.port, timeout=PATIENCE)
        if self.security == "starttls":
            server.starttls(context)
        server.login(self.username, self.password)
        return server

    def _fetch(self, server: imaplib.IMAP4, uid: bytes) -> bytes:
        answer = self._ok(server.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{LONGEST}>)"))
        for part in answer:
            if isinstance(part, tuple) and isinstance(part[1], bytes):
                return part[1]
        return b""

    def _ok(self, answer: tuple[str, list[Any]]) -> list[Any]:
        status, data = answer
        if status != "OK":
            raise imaplib.IMAP4.error(data[0] if data else status)
        return [part for part in data if part is not None]


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _reason(problem: Exception) -> str:
    words = problem.args[0] if problem.args else type(problem).__name__
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(problem)
