"""A mail server for this machine: it takes every message over SMTP and keeps it as a file."""

import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from demo.running.options import HOST


class Letterbox:
    """Keeps each message as `<time>.eml`; the envelope's recipients stand on top as `Delivered-To`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Answer 250 only when the message is on the disk."""
        content = envelope.original_content or b""
        name = f"{time.time_ns()}"
        to = "".join(f"Delivered-To: {one}\r\n" for one in envelope.rcpt_tos)
        partial = self.folder / f".{name}"
        partial.write_bytes(to.encode() + content)
        partial.rename(self.folder / f"{name}.eml")
        return f"250 2.0.0 kept as {name}"


def post_office(folder: Path, port: int) -> Controller:
    """A mail server that is listening; `stop()` ends it."""
    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(Letterbox(folder), hostname=HOST, port=port, ident="demo post office")
    controller.start()
    return controller
