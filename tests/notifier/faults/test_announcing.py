"""The next message's addresses go out behind a message: what a server, or a stop, makes of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from notifier.adapters.mail.smtp import SmtpCarrier, SmtpServer
from notifier.model.delivery import Reason
from notifier.ports.channel import Envelope, Stage
from notifier.ports.engine import Until
from notifier.retry.breaking import closed
from notifier.service.sending import Run
from tests.notifier.faults.runs import doubtful, tries
from tests.notifier.world import World

pytestmark = pytest.mark.smtp


@dataclass
class Server:
    """An SMTP server that offers pipelining, and does with what stands behind a message what a test wants.

    `forgets` throws it away, `surprised` refuses its commands as out of turn; `refused` are recipients that it does not
    know. With `holds`, it answers the final dot of the second message when `release` is set.
    """

    forgets: bool = False
    surprised: bool = False
    refused: frozenset[str] = frozenset()
    holds: bool = False
    release: asyncio.Event = field(default_factory=asyncio.Event)
    announced: asyncio.Event = field(default_factory=asyncio.Event)
    connections: int = 0
    behind: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    last: list[bytes] = field(default_factory=list)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[int]:
        """Yields the port."""
        async with await asyncio.start_server(self._talk, "127.0.0.1", 0) as server:
            yield server.sockets[0].getsockname()[1]

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(b"220 example.com\r\n")
        waiting, recipient, line = b"", "", b""
        while data := await reader.read(1 << 16):
            waiting += data
            while b"\r\n" in waiting:
                line, _, waiting = waiting.partition(b"\r\n")
                word = line[:4].upper()
                if word == b"RCPT":
                    recipient = line.partition(b"<")[2].partition(b">")[0].decode()
                    writer.write(b"550 5.1.1 unknown\r\n" if recipient in self.refused else b"250 ok\r\n")
                elif word == b"DATA" and recipient in self.refused:
                    writer.write(b"554 5.5.1 no valid recipients\r\n")
                elif word == b"DATA":
                    writer.write(b"354 go on\r\n")
                    while b"\r\n.\r\n" not in waiting and (data := await reader.read(1 << 16)):
                        waiting += data
                    _, dot, waiting = waiting.partition(b"\r\n.\r\n")
                    if dot:
                        await self._take(recipient, waiting)
                        writer.write(b"250 2.0.0 taken\r\n")
                    if waiting and self.forgets:
                        waiting = b""
                    if waiting and self.surprised:
                        writer.write(b"503 5.5.1 out of turn\r\n" * waiting.count(b"\r\n"))
                        waiting = b""
                else:
                    writer.write(b"250-example.com\r\n250 PIPELINING\r\n" if word == b"EHLO" else b"250 ok\r\n")
        self.last.append(line)
        writer.close()

    async def _take(self, recipient: str, behind: bytes) -> None:
        self.taken.append(recipient)
        if behind:
            self.behind.append(behind.partition(b"RCPT TO:<")[2].partition(b">")[0].decode())
        if self.holds and len(self.taken) == 2:
            self.announced.set()
            await self.release.wait()


def address(number: int) -> str:
    return f"user{number:04}@example.com"


def envelope(number: int) -> Envelope:
    content = b"Subject: %d\r\n\r\ntext\r\n" % number
    return Envelope(sender="a@example.com", recipient=address(number), content=content, message_id=f"<{number}@x>")


async def run(world: World, server: Server, *, stopped: bool = False) -> None:
    """One connection; `stopped` while the server holds the second message, behind which the third is announced."""
    async with server.running() as port:
        world.set(NOTIFIER_SMTP=f"smtp://127.0.0.1:{port}", NOTIFIER_CONNECTIONS="1")
        running = Run(world.notifier.dispatcher(lambda reason: None), world.notifier.engine(), lambda dispatcher: None)
        task = asyncio.create_task(running.run(until=Until.IDLE))
        if stopped:
            await server.announced.wait()
            running.stop()
            server.release.set()
        await asyncio.wait_for(task, 120)


def test_each_message_after_the_first_is_announced_behind_the_one_before_and_arrives_once(sqlite_world: World) -> None:
    world, server = sqlite_world, Server()
    planned(world, 6)
    asyncio.run(run(world, server))
    assert sorted(server.taken) == [address(number) for number in range(6)]
    assert server.behind == server.taken[2:]  # the first shows that the server is well
    assert (server.connections, server.last) == (1, [b"QUIT"])
    assert world.verify().flaws == ()


def test_who_is_announced_when_the_run_is_stopped_gets_nothing_and_is_told_by_the_next_run(sqlite_world: World) -> None:
    world, server = sqlite_world, Server(holds=True)
    planned(world, 3)
    asyncio.run(run(world, server, stopped=True))
    assert len(server.behind) == 1
    assert world.states() == {"accepted": 2, "pending": 1}
    assert (tries(world), world.notifier.rates.breaker(f"server:{_server(world)}")) == ({0}, closed())
    assert server.last == [b"DATA"]  # the connection ended: any word more would have been the message
    again = Server()
    asyncio.run(run(world, again))
    assert again.taken == server.behind
    assert world.states() == {"accepted": 3}
    assert sum(doubtful(world).values()) == 0
    assert world.verify().flaws == ()


def test_a_recipient_who_is_refused_behind_another_message_fails_alone(sqlite_world: World) -> None:
    refused = frozenset(address(number) for number in (1, 3, 4))
    world, server = sqlite_world, Server(refused=refused)
    planned(world, 7)
    asyncio.run(run(world, server))
    assert sorted(server.taken) == [address(number) for number in (0, 2, 5, 6)]
    assert world.states() == {"accepted": 4, "failed": 3}
    assert world.progress().reasons == {Reason.ADDRESS_REFUSED: 3}
    assert server.connections == 1


def test_a_server_that_forgets_what_stands_behind_a_message_is_asked_one_by_one_from_then_on() -> None:
    async def deliver(server: Server) -> list[tuple[Stage, int | None]]:
        async with server.running() as port:
            carrier = SmtpCarrier(SmtpServer(host="127.0.0.1", port=port, command_seconds=0.5))
            replies = []
            session = await carrier.connect()
            for number, following in ((0, 1), (1, 2), (1, 2), (2, 3)):
                if not session.usable:
                    session = await carrier.connect()
                reply = await session.deliver(envelope(number), envelope(following))
                replies.append((reply.stage, reply.code))
            assert not session.awaits
            await session.close()
        return replies

    server = Server(forgets=True)
    sent = (Stage.END, 250)
    assert asyncio.run(deliver(server)) == [sent, (Stage.SENDER, None), sent, sent]
    assert server.taken == [address(number) for number in range(3)]
    assert server.behind == [address(1)]


def test_a_server_that_refuses_what_stands_behind_a_message_gets_everything_once_all_the_same(
    sqlite_world: World,
) -> None:
    world, server = sqlite_world, Server(surprised=True)
    planned(world, 6)
    asyncio.run(run(world, server))
    assert sorted(server.taken) == [address(number) for number in range(6)]
    assert len(server.behind) == 1
    assert (world.states(), tries(world)) == ({"accepted": 6}, {0})


def test_another_message_than_the_announced_one_is_not_sent_in_its_place() -> None:
    async def deliver(server: Server) -> Stage:
        async with server.running() as port:
            session = await SmtpCarrier(SmtpServer(host="127.0.0.1", port=port)).connect()
            await session.deliver(envelope(0), envelope(1))
            assert session.awaits
            reply = await session.deliver(envelope(2))
            assert (reply.code, session.usable) == (None, False)
            await session.close()
            return reply.stage

    server = Server()
    assert asyncio.run(deliver(server)) is Stage.SENDER
    assert server.taken == [address(0)]


def planned(world: World, people: int) -> None:
    world.people(people)
    world.plan()
    world.start()


def _server(world: World) -> str:
    return world.environment["NOTIFIER_SMTP"].removeprefix("smtp://")
