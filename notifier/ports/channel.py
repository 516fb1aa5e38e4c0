"""A channel that carries messages one by one over a session: an SMTP connection, or a folder."""

from enum import StrEnum
from typing import NamedTuple, Protocol

from notifier.model.errors import NotifierError


class Stage(StrEnum):
    """How far a message got before the answer that ended it."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    MESSAGE = "message"
    """After DATA was accepted and before the whole message was written, or refused at DATA."""
    END = "end"
    """After the final dot: without an answer nobody can know (RFC 1047)."""


class Envelope(NamedTuple):
    """A message ready for the wire: `content` with CRLF line ends, not yet dot-stuffed."""

    sender: str
    recipient: str
    content: bytes
    message_id: str


class Reply(NamedTuple):
    """The answer to one message. `code` is None where the connection ended first."""

    stage: Stage
    code: int | None
    text: str
    queue_id: str | None = None
    server: str = ""


class ChannelDown(NotifierError):
    """{server}: {reason}"""


class Session(Protocol):
    """One open connection; `deliver` is called again and again, one message at a time."""

    async def deliver(self, envelope: Envelope, following: Envelope | None = None) -> Reply:
        """Hand over one message and wait for the answer; never raises for what the server says or does.

        `following` may be announced with it, by its addresses alone: it is then the one to come next, or none.
        """

    @property
    def awaits(self) -> bool:
        """Whether a message is announced: only the end of the session takes that back."""

    @property
    def usable(self) -> bool:
        """Whether another message may follow on this session."""

    async def close(self) -> None:
        """Take leave politely; never raises."""


class Carrier(Protocol):
    """Opens sessions to one server."""

    @property
    def server(self) -> str:
        """The server's name, for rates, the breaker and the log."""

    async def connect(self) -> Session:
        """A new session; raises ChannelDown where the server cannot be reached or does not want us now."""
