"""The SMTP dialogue of one message over an open connection, with command pipelining (RFC 2920) where the server
offers it.

aiosmtplib opens the connection, negotiates TLS and logs in; its own dialogue waits for each reply in turn, which costs
four round trips a message. Here MAIL, RCPT and DATA go out together, behind the message before where there is one, and
only the message waits for their replies.
"""

import asyncio
import functools
import re
from collections import deque
from dataclasses import dataclass, field

_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
LONGEST_REPLY = 64 * 1024


Answer = tuple[int, str]


@dataclass(slots=True)
class _Asked:
    """Commands that went out together, and the replies to them so far. The time runs from when it is their turn."""

    count: int
    seconds: float
    until: float
    future: "asyncio.Future[list[Answer]]"
    answers: list[Answer] = field(default_factory=list)


class Replies(asyncio.Protocol):
    """Pairs replies with commands in the order in which they were sent."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._waiting: deque[_Asked] = deque()
        self._buffer = b""
        self._lines: list[bytes] = []
        self._watch: asyncio.TimerHandle | None = None
        self.lost = False
        self.why = "the connection was lost"

    @property
    def gone(self) -> bool:
        """Nothing more can be written."""
        return self.lost or self._transport.is_closing()

    async def ask(self, data: bytes, count: int, seconds: float) -> list[Answer]:
        """Write `data`, which asks for `count` replies; fewer where the connection ends or they take longer."""
        (answers,) = self.write(data, (count, seconds))
        return await answers

    def write(self, data: bytes, *groups: tuple[int, float]) -> "list[asyncio.Future[list[Answer]]]":
        """As `ask`, for several groups of commands one behind the other, which are answered one by one."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        asked = [_Asked(count, seconds, now + seconds, loop.create_future()) for count, seconds in groups]
        if self.gone:
            for one in asked:
                self._done(one)
        else:
            self._waiting.extend(asked)
            self._transport.write(data)
            if self._watch is None or self._watch.when() > asked[0].until:
                self._watch_until(loop, asked[0].until)
        return [one.future for one in asked]

    def _watch_until(self, loop: asyncio.AbstractEventLoop, instant: float) -> None:
        """One timer a connection, and not one a command: it looks again where the answer came and another is due."""
        if self._watch is not None:
            self._watch.cancel()
        self._watch = loop.call_at(instant, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._watch = None
        if self._waiting:
            until = self._waiting[0].until
            if until <= loop.time():
                self.abort("no answer in time")
            else:
                self._watch_until(loop, until)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        *lines, self._buffer = self._buffer.split(b"\n")
        for line in lines:
            self._line(line)
        if len(self._buffer) > LONGEST_REPLY or sum(map(len, self._lines)) > LONGEST_REPLY:
            self.abort("the server's reply has no end")

    def _line(self, line: bytes) -> None:
        self._lines.append(line)
        if line[3:4] == b"-":
            return
        reply = _reply(*self._lines)
        self._lines.clear()
        if reply is None:
            self.abort("what the server says is not SMTP")
        elif self._waiting:
            self._answer(reply)
        # An unasked reply (421 before it hangs up) is followed by the end of the connection.

    def _answer(self, reply: Answer) -> None:
        asked = self._waiting[0]
        asked.answers.append(reply)
        if len(asked.answers) == asked.count:
            self._waiting.popleft()
            self._done(asked)
            if self._waiting:
                following = self._waiting[0]
                following.until = asyncio.get_running_loop().time() + following.seconds

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        while self._waiting:
            self._done(self._waiting.popleft())

    def eof_received(self) -> bool:
        self.connection_lost(None)
        return False

    def abort(self, why: str) -> None:
        """End the connection at once."""
        if not self.lost:
            self.why = why
        self._transport.abort()
        self.connection_lost(None)

    def _done(self, asked: _Asked) -> None:
        if not asked.future.done():  # its lane was cancelled meanwhile
            asked.future.set_result(asked.answers)


@functools.lru_cache(maxsize=16)
def _reply(*lines: bytes) -> Answer | None:
    """Code and text; a server says the same to nearly every MAIL, RCPT and DATA."""
    if not lines[-1][:3].isdigit():
        return None
    text = b"\n".join(line[4:].rstrip(b"\r") for line in lines).decode("utf-8", "replace")
    # A NUL is no part of a reply (RFC 5321 §4.2), and a PostgreSQL text cannot hold one.
    return int(lines[-1][:3]), text.replace("\0", "\ufffd")


def dot_stuffed(content: bytes) -> bytes:
    """The message as it goes after DATA: CRLF line ends, dots doubled, the final dot (RFC 5321 §4.5.2)."""
    headers, gap, body = content.partition(b"\r\n\r\n")
    return _stuffed(headers) + gap + _ended(body) if gap else _ended(headers)


@functools.lru_cache(maxsize=8)
def _ended(body: bytes) -> bytes:
    """Everybody who reads the same language gets the same body."""
    body = _stuffed(body)
    return body + (b".\r\n" if not body or body.endswith(b"\r\n") else b"\r\n.\r\n")


def _stuffed(content: bytes) -> bytes:
    if b"\n." in content or content.startswith(b".") or _has_bare_line_end(content):
        content = _LINE_END.sub(b"\r\n", content)
        content = _LEADING_DOT.sub(b"..", content)
    return content


def _has_bare_line_end(content: bytes) -> bool:
    ends = content.count(b"\r\n")
    return content.count(b"\n") != ends or content.count(b"\r") != ends
