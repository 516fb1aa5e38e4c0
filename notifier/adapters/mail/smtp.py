"""Sessions with an SMTP server, kept open for many messages."""

import asyncio
import re
import ssl
from dataclasses import dataclass, field
from typing import NamedTuple

import aiosmtplib

from notifier.adapters.mail.wire import Answer, Replies, dot_stuffed
from notifier.ports.channel import ChannelDown, Envelope, Reply, Session, Stage

COMMAND_SECONDS = 300.0
"""MAIL, RCPT, and DATA behind them (RFC 5321 §4.5.3.2.2 to .4)."""
FINAL_SECONDS = 600.0
"""After the final dot (§4.5.3.2.6): a shorter wait makes duplicates."""
_QUEUED = re.compile(r"queued as ([A-Za-z0-9._-]{3,64})|\bid=([A-Za-z0-9._-]{3,64})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class SmtpServer:
    """Where and how. `security` is `none`, `starttls` (required), or `tls` from the first byte."""

    host: str
    port: int
    security: str = "none"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    hello: str | None = None
    connect_seconds: float = 30.0
    final_seconds: float = FINAL_SECONDS
    command_seconds: float = COMMAND_SECONDS


class SmtpCarrier:
    """`ports.channel.Carrier` over SMTP."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._learnt = _Learnt()

    @property
    def server(self) -> str:
        return f"{self._server.host}:{self._server.port}"

    async def connect(self) -> Session:
        where = self._server
        client = aiosmtplib.SMTP(
            hostname=where.host,
            port=where.port,
            use_tls=where.security == "tls",
            start_tls=where.security == "starttls",
            username=where.username,
            password=where.password,
            local_hostname=where.hello,
            timeout=where.connect_seconds,
            tls_context=ssl.create_default_context() if where.security != "none" else None,
        )
        try:
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                await _greet(client)
        except (aiosmtplib.SMTPException, OSError, ValueError) as problem:
            client.close()
            raise ChannelDown(server=self.server, reason=_reason(problem)) from problem
        return SmtpSession(client, where, self.server, self._learnt)


async def _greet(client: aiosmtplib.SMTP) -> None:
    """EHLO, or HELO where the server does not know it (RFC 5321 §3.2)."""
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError as refused:
        if refused.code < 500:
            raise
        await client.helo()


def _reason(problem: Exception) -> str:
    text = " ".join(str(problem).split())
    return text[:300] or type(problem).__name__


@dataclass(slots=True)
class _Learnt:
    """What the sessions of a carrier find out about the server."""

    reads_on: bool = True
    """Takes what stands behind a message, as whoever offers pipelining should."""


class _Announced(NamedTuple):
    """Who was named behind the message before, and the replies to it when they are there."""

    addresses: tuple[str, str]
    answers: "asyncio.Future[list[Answer]]"


_STAGES: tuple[Stage, ...] = (Stage.SENDER, Stage.RECIPIENT, Stage.MESSAGE)
"""What the commands of an envelope are about."""


def _commands(envelope: Envelope) -> list[bytes]:
    return [
        b"MAIL FROM:<%s>\r\n" % envelope.sender.encode("ascii"),
        b"RCPT TO:<%s>\r\n" % envelope.recipient.encode("ascii"),
        b"DATA\r\n",
    ]


class SmtpSession:
    """`ports.channel.Session`; takes the open connection over from aiosmtplib."""

    def __init__(self, client: aiosmtplib.SMTP, where: SmtpServer, server: str, learnt: _Learnt) -> None:
        transport = client.transport
        if not isinstance(transport, asyncio.Transport):
            raise ChannelDown(server=server, reason="the connection ended at once")
        self._client = client
        self._where = where
        self._server = server
        self._learnt = learnt
        self._pipelining = client.supports_extension("pipelining")
        self._replies = Replies(transport)
        self._announced: _Announced | None = None
        self._reset = False
        self._closing = False
        transport.set_protocol(self._replies)

    @property
    def usable(self) -> bool:
        return not (self._replies.gone or self._closing)

    @property
    def awaits(self) -> bool:
        return self._announced is not None

    async def deliver(self, envelope: Envelope, following: Envelope | None = None) -> Reply:
        """MAIL, RCPT, DATA, the message; the stage says what the answer was to."""
        stage, code, text = await self._announce(envelope)
        if code != 354:
            return self._reply(stage, code, text)
        if self._replies.gone:
            return self._reply(Stage.MESSAGE, None, "the connection ended before the message was written")
        answers = await self._message(envelope, following if self._pipelining and self._learnt.reads_on else None)
        if not answers:
            return self._reply(Stage.END, None, self._replies.why)
        return self._reply(Stage.END, *answers[0])

    async def _message(self, envelope: Envelope, following: Envelope | None) -> list[Answer]:
        """The message, and behind it what announces the next (RFC 2920 §3.1 allows that); waits for its own reply."""
        content, final = dot_stuffed(envelope.content), self._where.final_seconds
        if following is None:
            return await self._replies.ask(content, 1, final)
        commands = _commands(following)
        behind = (len(commands), self._where.command_seconds)
        answers, later = self._replies.write(content + b"".join(commands), (1, final), behind)
        self._announced = _Announced((following.sender, following.recipient), later)
        return await answers

    async def _announce(self, envelope: Envelope) -> tuple[Stage, int | None, str]:
        """Up to the reply to DATA; 354 is the wish for the message, anything else ends it."""
        stages = _STAGES
        announced, self._announced = self._announced, None
        if announced and announced.addresses == (envelope.sender, envelope.recipient):
            answers = await announced.answers
            self._learnt.reads_on &= bool(answers) and 200 <= answers[0][0] < 300
        else:
            if announced:
                self._replies.abort("another message was announced")
            commands = _commands(envelope)
            if self._reset:
                commands, stages = [b"RSET\r\n", *commands], (Stage.SENDER, *_STAGES)
            answers = await (self._together(commands) if self._pipelining else self._in_turn(commands))
        self._reset = True
        for stage, (code, text) in zip(stages, answers, strict=False):
            if not 200 <= code < 300:
                if stage is not Stage.MESSAGE and len(answers) == len(stages) and answers[-1][0] == 354:
                    await self._take_back()
                self._reset = not (stage is Stage.MESSAGE and code == 354)
                return stage, code, text
        if len(answers) < len(stages):
            return stages[len(answers)], None, self._replies.why
        return Stage.MESSAGE, None, "the server says yes to DATA, but not that it waits for the message"

    async def _together(self, commands: list[bytes]) -> list[Answer]:
        return await self._replies.ask(b"".join(commands), len(commands), self._where.command_seconds)

    async def _in_turn(self, commands: list[bytes]) -> list[Answer]:
        answers: list[Answer] = []
        for command in commands:
            found = await self._replies.ask(command, 1, self._where.command_seconds)
            answers += found
            if not found or not 200 <= found[0][0] < 300:
                break
        return answers

    async def _take_back(self) -> None:
        """A server may want the message although it refused the recipient: it gets an empty one (RFC 2920 §3.1)."""
        await self._replies.ask(b".\r\n", 1, self._where.command_seconds)

    def _reply(self, stage: Stage, code: int | None, text: str) -> Reply:
        if code == 421:
            self._closing = True
        found = _QUEUED.search(text) if stage is Stage.END else None
        queue_id = next((group for group in found.groups() if group), None) if found else None
        return Reply(stage=stage, code=code, text=text, queue_id=queue_id, server=self._server)

    async def close(self) -> None:
        if not (self._replies.gone or self._announced):  # after DATA even QUIT would be the message
            await self._replies.ask(b"QUIT\r\n", 1, 2)
        self._replies.abort("closed")
        self._client.close()
