"""A mail server that refuses, hangs up, closes or is slow, at every command: who is blamed, and what comes of it."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from notifier.adapters.mail.smtp import SmtpCarrier, SmtpServer
from notifier.model.delivery import Reason
from notifier.ports.channel import Envelope, Stage
from notifier.retry.breaking import is_open
from tests.notifier.faults.runs import assert_none_lost_and_twice_only_in_doubt, copies, doubtful, run_until, tries
from tests.notifier.world import World
from tests.support import smtp
from tests.support.processes import free_port

pytestmark = pytest.mark.smtp

PEOPLE = 3
EARLY = ("CONNECT", "EHLO", "MAIL", "DATA")
"""Where an answer is about us, or about the server, and never about a person."""


@dataclass(frozen=True)
class Case:
    """What smtp-sink does at a command, and the states, tries and reason that follow."""

    option: str
    command: str
    state: str = "pending"
    tries: int = 0
    reason: Reason | None = None
    quick: bool = False

    def __str__(self) -> str:
        return f"{NAMES[self.option]} at {self.command if self.command != '.' else 'the dot'}"


NAMES = {"-r": "soft reject", "-f": "hard reject", "-q": "hang up", "-Q": "421"}
CASES = [
    *(Case(option, command) for option in NAMES for command in EARLY if (option, command) != ("-f", "EHLO")),
    Case("-r", "RCPT", tries=1, quick=True),
    Case("-f", "RCPT", state="failed", tries=1, reason=Reason.ADDRESS_REFUSED, quick=True),
    Case("-q", "RCPT"),
    Case("-Q", "RCPT"),
    Case("-r", ".", tries=1),
    Case("-f", ".", tries=1, quick=True),
    Case("-q", ".", state="ambiguous", quick=True),
    Case("-Q", ".", quick=True),
]


def marked(case: Case) -> object:
    quick = case.quick or case == Case("-q", "MAIL") or case == Case("-f", "CONNECT")
    return pytest.param(case, id=str(case), marks=[] if quick else [pytest.mark.slow])


@pytest.mark.parametrize("option", ["-e", "-fEHLO"], ids=["no extensions", "no EHLO at all"])
def test_a_server_without_ehlo_is_greeted_with_helo(sqlite_world: World, tmp_path: Path, option: str) -> None:
    with smtp.sink(tmp_path / "old", option) as old:
        sqlite_world.use(old)
        sqlite_world.send(PEOPLE)
        assert_none_lost_and_twice_only_in_doubt(sqlite_world, old, PEOPLE)
        assert set(copies(old).values()) == {1}


@pytest.mark.slow
def test_a_server_that_never_says_yes_is_given_up_before_the_day_or_after_five_days(
    sqlite_world: World, tmp_path: Path
) -> None:
    world, began = sqlite_world, sqlite_world.clock()
    with smtp.sink(tmp_path / "greylisting", "-r", "RCPT") as never:
        world.use(never)
        world.send(1)
        while world.states() == {"pending": 1}:
            due = world.progress().next_due
            assert due is not None
            assert due - world.clock() >= timedelta(minutes=25)
            world.clock.now = due
            world.run()
    assert world.progress().reasons == {Reason.GAVE_UP: 1}
    assert timedelta(days=4) < world.clock() - began <= timedelta(days=5)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_trouble_at_a_command_blames_nobody_who_is_not_to_blame_and_the_rest_is_sent_later(
    sqlite_world: World, tmp_path: Path, case: Case
) -> None:
    world, port = sqlite_world, free_port()
    world.people(PEOPLE)
    world.plan()
    world.start()
    with smtp.sink(tmp_path / "bad", case.option, case.command, port=port) as bad:
        world.use(bad, NOTIFIER_CONNECTIONS="2")
        run_until(world, lambda: is_open(world.notifier.rates.breaker(f"server:127.0.0.1:{port}"), world.clock()))
    assert world.states() == {case.state: PEOPLE}
    assert tries(world) == {case.tries}
    assert world.progress().reasons == ({case.reason: PEOPLE} if case.reason else {})
    if case.state == "failed":
        assert world.verify().flaws == ()
        return
    world.clock.turn(hours=1)  # the breaker closes, and what was put off is due
    with smtp.sink(tmp_path / "good", port=port) as good:
        world.run()
        assert_none_lost_and_twice_only_in_doubt(world, good, PEOPLE)
        assert set(copies(good).values()) == {1}
    assert sum(doubtful(world).values()) == (PEOPLE if case.state == "ambiguous" else 0)


def test_a_message_refused_for_good_twice_fails_with_that_reason(sqlite_world: World, tmp_path: Path) -> None:
    world = sqlite_world
    world.people(1)
    world.plan()
    world.start()
    with smtp.sink(tmp_path / "bad", "-f", ".") as bad:
        world.use(bad)
        world.run()
        world.clock.turn(hours=1)
        world.run()
    assert world.states() == {"failed": 1}
    assert world.progress().reasons == {Reason.MESSAGE_REFUSED: 1}


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA", "."])
def test_a_server_that_is_slow_at_any_command_gets_everything_once(
    sqlite_world: World, tmp_path: Path, command: str
) -> None:
    """Without pipelining: smtp-sink forgets what was sent ahead while it waits."""
    with smtp.sink(tmp_path / "slow", "-p", "-W", f"{command}:1") as slow:
        sqlite_world.use(slow)
        sqlite_world.send(PEOPLE)
        assert_none_lost_and_twice_only_in_doubt(sqlite_world, slow, PEOPLE)
        assert set(copies(slow).values()) == {1}


def test_the_breaker_pauses_without_burning_tries_and_says_why(sqlite_world: World, tmp_path: Path) -> None:
    world = sqlite_world
    world.people(30)
    world.plan()
    world.start()
    with smtp.sink(tmp_path / "bad", "-Q", "MAIL", "-b", "421 4.7.0 too many messages") as bad:
        world.use(bad)
        bucket = f"server:127.0.0.1:{bad.port}"
        run_until(world, lambda: is_open(world.notifier.rates.breaker(bucket), world.clock()))
    assert world.notifier.rates.breaker(bucket).reason.startswith("sender: 421")
    assert (world.states(), tries(world)) == ({"pending": 30}, {0})


def test_lone_dots_arrive_as_they_were_written(tmp_path: Path) -> None:
    """RFC 5321 §4.5.2: a line that begins with a dot is not the end, whatever the line ends are."""
    lines = [b"Subject: dots", b"", b".", b"..", b".text", b"a.", b".", b"end--"]

    async def deliver(port: int, content: bytes) -> Stage:
        session = await SmtpCarrier(SmtpServer(host="127.0.0.1", port=port)).connect()
        envelope = Envelope(sender="a@example.com", recipient="b@example.com", content=content, message_id="<1@x>")
        reply = await session.deliver(envelope)
        await session.close()
        assert reply.code == 250
        return reply.stage

    with smtp.sink(tmp_path / "mail") as sink:
        for end in (b"\r\n", b"\n"):
            assert asyncio.run(deliver(sink.port, end.join(lines) + end)) is Stage.END
        taken = [one.replace(b"\r\n", b"\n").partition(b"Subject: dots")[2] for one in sink.messages()]
    assert [one.strip().splitlines() for one in taken] == [lines[2:]] * 2


def test_a_reply_with_a_nul_in_it_is_kept_without_it(world: World) -> None:
    """No reply may hold one (RFC 5321 §4.2), and a PostgreSQL text cannot."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 x\r\n")
        while line := await reader.readline():
            writer.write(b"550 n\0 such\r\n" if line.startswith(b"RCPT") else b"250 x\r\n")
        writer.close()

    async def serve_and_send() -> None:
        async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            world.set(NOTIFIER_SMTP=f"smtp://127.0.0.1:{port}")
            await asyncio.to_thread(world.send, 1)

    asyncio.run(serve_and_send())
    assert world.states() == {"failed": 1}
    assert [check.delivery.reply for page in world.notifier.log.rows(10) for check in page] == ["n\ufffd such"]
