"""Live streams (server-sent events). A stream is a coroutine and a few kilobytes: no thread, no connection to the
database, no queue that a slow reader could fill.

A stream tells the present state and replays nothing: its events are the counts, and an event's id is a hash of all
that the inbox shows. A client that comes back with `Last-Event-ID` gets an event at once where anything changed while
it was away, however much that was.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from notifier.model.errors import NotifierError
from notifier.model.ids import RecipientId
from notifier.model.inbox import Counts
from notifier.service.inbox import InboxService

T = TypeVar("T")
InThread = Callable[[Callable[[], T]], Awaitable[T]]
LOOK_SECONDS = 0.5
"""How often one look at the database is made for all streams of the process together."""
SEND_SECONDS = 20
"""A reader that takes nothing for so long is let go."""
A_USERS_MOST = 10
_log = logging.getLogger("notifier.web")


class TooManyStreams(Exception):
    """This process, or this user, has as many as may be."""


class Transport(Protocol):
    """The server's end of an open response."""

    async def send_str(self, data: str) -> None: ...


@dataclass(eq=False)
class Stream:
    """One open stream: the last state it told, and the newest it has to tell."""

    recipient: RecipientId
    told: str
    newest: tuple[str, Counts] | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, state: str, counts: Counts) -> None:
        """What is to be told next; it replaces what was not told yet."""
        if state != self.told:
            self.newest = (state, counts)
            self.changed.set()

    def take(self) -> str | None:
        """The next event, or None where there is none."""
        self.changed.clear()
        if self.newest is None:
            return None
        self.told, counts = self.newest
        self.newest = None
        return event(self.told, counts)


def event(state: str, counts: Counts) -> str:
    """One event in the form of the HTML standard, §9.2."""
    data = json.dumps({"total": counts.total, "unread": counts.unread, "unseen": counts.unseen}, separators=(",", ":"))
    return f"event: inbox\nid: {state}\ndata: {data}\n\n"


class Hub:
    """All streams of a process, and the one look that is made for them."""

    def __init__(self, inbox: InboxService, in_thread: InThread[object], most: int) -> None:
        self._inbox = inbox
        self._in_thread = in_thread
        self._most = most
        self._streams: dict[RecipientId, set[Stream]] = {}
        self._known: dict[RecipientId, Hashable] = {}
        self._published: Hashable = None
        self._looking: asyncio.Task[None] | None = None
        self.count = 0

    def enter(self, recipient: RecipientId, told: str) -> Stream:
        """A new stream; raises TooManyStreams."""
        mine = self._streams.get(recipient, set())
        if self.count >= self._most or len(mine) >= A_USERS_MOST:
            raise TooManyStreams
        stream = Stream(recipient, told)
        self._streams.setdefault(recipient, mine).add(stream)
        self._known.pop(recipient, None)  # the next look compares this user anew
        self.count += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look())
        return stream

    def leave(self, stream: Stream) -> None:
        """The stream is over."""
        mine = self._streams.get(stream.recipient, set())
        if stream in mine:
            mine.remove(stream)
            self.count -= 1
        if not mine:
            self._streams.pop(stream.recipient, None)
            self._known.pop(stream.recipient, None)

    async def _look(self) -> None:
        """Until the last stream is over."""
        while self.count:
            try:
                await self._look_once()
            except NotifierError as problem:  # the database restarts: the next look finds what changed
                _log.warning("streams: %s", problem)
            await asyncio.sleep(LOOK_SECONDS)

    async def _look_once(self) -> None:
        people = list(self._streams)
        published, changes = await self._run(
            lambda: (self._inbox.inboxes.published(), self._inbox.inboxes.changes(people))
        )
        everybody = published != self._published
        self._published = published
        for recipient in people:
            if everybody or self._known.get(recipient) != changes[recipient]:
                await self._tell(recipient)
                self._known[recipient] = changes[recipient]

    async def _tell(self, recipient: RecipientId) -> None:
        state, counts = await self._run(lambda: self._inbox.summary(recipient))
        for stream in self._streams.get(recipient, ()):
            stream.offer(state, counts)

    async def _run(self, work: Callable[[], T]) -> T:
        return await self._in_thread(work)  # type: ignore[return-value]


async def serve(
    hub: Hub, stream: Stream, transport: Transport, closed: "asyncio.Future[None]", heartbeat: float, seconds: float
) -> None:
    """Tell `stream` until the client goes, takes nothing, or `seconds` are over (its token expires)."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    try:
        await _send(transport, "retry: 5000\n: hello\n\n")
        while not closed.done() and loop.time() < end:
            pause = max(0.0, min(heartbeat, end - loop.time()))
            await _first(stream, closed, pause)
            if not closed.done():
                await _send(transport, stream.take() or ": still here\n\n")
    finally:
        hub.leave(stream)


async def _first(stream: Stream, closed: "asyncio.Future[None]", pause: float) -> None:
    """Until there is something to tell, the client is gone, or `pause` seconds are over."""
    changed: asyncio.Future[Any] = asyncio.ensure_future(stream.changed.wait())
    waited: set[asyncio.Future[Any]] = {changed, closed}
    try:
        await asyncio.wait(waited, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
    finally:
        changed.cancel()


async def _send(transport: Transport, text: str) -> None:
    """Raises TimeoutError for a reader that takes nothing."""
    await asyncio.wait_for(transport.send_str(text), SEND_SECONDS)
