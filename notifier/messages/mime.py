"""The wire form of a mail. Building an `EmailMessage` costs a millisecond, so it is built once a language; a
recipient's own headers are then put in front of the same bytes."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.base64mime import header_encode
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from notifier.model.errors import NotifierError
from notifier.ports.notices import Rendering

WORD_BYTES = 42
"""56 letters in base64, 68 with what encloses them, 72 behind `To: `."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")


class MessageNotMade(NotifierError):
    """the message cannot be made: {reason}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What all messages of one language share: the header lines and the body, with CRLF."""

    headers: bytes
    body: bytes


def build_frame(rendering: Rendering, *, sender_name: str, sender: str) -> Frame:
    """The shared part. Mandatory notices carry no List-Unsubscribe (RFC 8058: it would promise something untrue)."""
    message = EmailMessage(policy=SMTP.clone(max_line_length=76))
    message["From"] = HeaderAddress(display_name=sender_name, addr_spec=sender)
    message["Subject"] = rendering.subject
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834
    plain = rendering.text.isascii() and max(map(len, rendering.text.splitlines()), default=0) <= 76
    message.set_content(rendering.text, cte="7bit" if plain else "base64")
    message.add_alternative(rendering.html, subtype="html", cte="base64")
    message["Content-Language"] = rendering.language  # after set_content, which drops Content-* headers
    message.set_boundary(f"=_{rendering.hash[:32]}")
    headers, _, body = message.as_bytes().partition(b"\r\n\r\n")
    return Frame(headers=headers + b"\r\n", body=body)


def own_headers(*, name: str | None, address: str, message_id: str, date: datetime) -> bytes:
    """`To`, `Date` and `Message-ID`; raises MessageNotMade where a field would break out of its header."""
    for field in (name or "", address, message_id):
        if _CONTROL.search(field):
            raise MessageNotMade(reason="a control character in the name or address")
    to = f"To: {_mailbox(name, address)}\r\n"
    return f"{to}Date: {_date(date.replace(microsecond=0))}\r\nMessage-ID: {message_id}\r\n".encode("ascii")


@functools.lru_cache(maxsize=4)
def _date(second: datetime) -> str:
    """Many messages go out in one second."""
    return format_datetime(second)


def _mailbox(name: str | None, address: str) -> str:
    if not name:
        return address
    if name.isascii():
        return formataddr((name[:60], address))
    words = "\r\n ".join(header_encode(part, "utf-8") for part in _parts(name[:60].encode()))
    return f"{words}\r\n <{address}>"


def _parts(text: bytes) -> Iterator[bytes]:
    """Whole letters of UTF-8, so much at a time as one encoded word may hold on a line (RFC 2047 §2, §5)."""
    while text:
        end = WORD_BYTES
        while end < len(text) and text[end] & 0xC0 == 0x80:  # in the middle of a letter
            end -= 1
        yield text[:end]
        text = text[end:]
