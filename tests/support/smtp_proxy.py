"""A proxy between an SMTP client and a server that takes the connection away, or holds it up, at a chosen point.

It reads the client's lines, so it knows which command is on its way; what it does not spoil it passes on unchanged.
"""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from tests.support.processes import free_port


class Point(StrEnum):
    """Where a fault happens."""

    GREETING = "before the greeting"
    EHLO = "EHLO"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    MESSAGE = "in the middle of the message"
    DOT = "after the final dot, the server's answer lost"


@dataclass(kw_only=True)
class Faults:
    """What the proxy does: cut `cuts` times at `point`; hold every answer to the final dot up for `delay` seconds.

    `seen` are the addresses whose message reached the server whole, in order.
    """

    point: Point | None = None
    cuts: int = 0
    delay: float = 0.0
    port: int = field(default_factory=free_port)
    done: int = 0
    seen: list[str] = field(default_factory=list)

    def cut_here(self, point: Point) -> bool:
        if self.point is not point or self.done >= self.cuts:
            return False
        self.done += 1
        return True


class _Cut(Exception):
    """The connection ends here."""


@dataclass
class _Connection:
    """One client and its connection to the server behind."""

    faults: Faults
    client: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    behind: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    in_message: bool = False
    recipient: str = ""
    lost: bool = False

    async def forward(self) -> None:
        """From the client to the server, line by line."""
        reader, writer = self.client[0], self.behind[1]
        lines = 0
        while line := await reader.readline():
            if not self.in_message:
                self._command(line)
                lines = 0
            else:
                lines += 1
                self._content(line, lines)
            writer.write(line)
            await writer.drain()
        writer.write_eof()

    def _command(self, line: bytes) -> None:
        word = line[:4].upper().decode("ascii", "replace")
        if word in ("EHLO", "MAIL", "RCPT", "DATA") and self.faults.cut_here(Point[word]):
            raise _Cut
        if word == "RCPT":
            self.recipient = line.partition(b"<")[2].partition(b">")[0].decode()
        self.in_message = word == "DATA"

    def _content(self, line: bytes, number: int) -> None:
        if number == 5 and self.faults.cut_here(Point.MESSAGE):
            raise _Cut
        if line == b".\r\n":
            self.in_message = False
            self.faults.seen.append(self.recipient)
            self.lost = self.faults.cut_here(Point.DOT)

    async def back(self) -> None:
        """From the server to the client."""
        if self.faults.cut_here(Point.GREETING):
            raise _Cut
        reader, writer = self.behind[0], self.client[1]
        while line := await reader.readline():
            if line.startswith(b"250 2.0.0"):  # smtp-sink's answer to the final dot
                if self.lost:
                    raise _Cut
                await asyncio.sleep(self.faults.delay)
            writer.write(line)


@dataclass
class _Listener:
    """Accepts clients in a loop of its own."""

    faults: Faults
    server_port: int
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    ready: threading.Event = field(default_factory=threading.Event)
    main: asyncio.Task[None] | None = None

    def run(self) -> None:
        asyncio.set_event_loop(self.loop)
        with contextlib.suppress(asyncio.CancelledError):
            self.loop.run_until_complete(self._listen())
        self.loop.close()

    async def _listen(self) -> None:
        self.main = asyncio.current_task()
        async with await asyncio.start_server(self._serve, "127.0.0.1", self.faults.port) as listening:
            self.ready.set()
            await listening.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind = await asyncio.open_connection("127.0.0.1", self.server_port)
        one = _Connection(self.faults, (reader, writer), behind)
        ways = [asyncio.create_task(one.forward()), asyncio.create_task(one.back())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for end in (writer, behind[1]):
                end.transport.abort()

    def stop(self) -> None:
        if self.main is not None:
            self.loop.call_soon_threadsafe(self.main.cancel)


@contextlib.contextmanager
def proxy(faults: Faults, server_port: int) -> Iterator[Faults]:
    """Run the proxy in front of 127.0.0.1:`server_port` on `faults.port`."""
    listener = _Listener(faults, server_port)
    thread = threading.Thread(target=listener.run, name="smtp-proxy", daemon=True)
    thread.start()
    listener.ready.wait(10)
    try:
        yield faults
    finally:
        listener.stop()
        thread.join(10)
