"""Running: planned notices are started, and an engine drives a dispatcher until nothing is left."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from notifier.model.errors import NotifierError
from notifier.model.ids import NoticeId
from notifier.model.notice import Notice, NoticeState
from notifier.ports import Clock
from notifier.ports.engine import Engine, Until
from notifier.ports.notices import Notices
from notifier.service.dispatching import Dispatcher

Report = Callable[[Dispatcher], None]
REPORT_SECONDS = 1.0


class NoSuchNotice(NotifierError):
    """there is no notice {notice}; there are: {known}"""


class NothingPlanned(NotifierError):
    """nothing is planned: notifier plan MANIFEST --policy P --version V comes first"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Started:
    """`started` just now, `going_on` from an earlier run; `paused` ones wait for somebody. True where there is work."""

    started: tuple[Notice, ...]
    going_on: tuple[Notice, ...]
    paused: tuple[Notice, ...]

    def __bool__(self) -> bool:
        return bool(self.started or self.going_on)


def find_notice(notices: Notices, notice: str) -> Notice:
    """The notice with that id; raises NoSuchNotice."""
    found = notices.get(NoticeId(notice))
    if found is None:
        known = ", ".join(one.id for one in notices.all()[:10]) or "-"
        raise NoSuchNotice(notice=notice, known=known)
    return found


def start_notices(notices: Notices, clock: Clock, only: str | None = None) -> Started:
    """Start what is planned (or that one) and see what runs already; raises NoSuchNotice, or NothingPlanned where there
    never was a notice."""
    wanted = [find_notice(notices, only)] if only else notices.all()
    if not wanted:
        raise NothingPlanned()
    planned, going_on, paused = (
        tuple(one for one in wanted if one.state is state)
        for state in (NoticeState.PLANNED, NoticeState.RUNNING, NoticeState.PAUSED)
    )
    for one in planned:
        notices.start(one.id, clock())
    return Started(started=planned, going_on=going_on, paused=paused)


class Run:
    """One run of an engine over a dispatcher. `stop` may be called from a signal handler: first politely, then at
    once."""

    def __init__(self, dispatcher: Dispatcher, engine: Engine, report: Report) -> None:
        self._dispatcher = dispatcher
        self._engine = engine
        self._report = report
        self._main: asyncio.Task[None] | None = None
        self.stopped = False

    async def run(self, *, until: Until) -> None:
        """Until that, or `stop`."""
        self._main = asyncio.current_task()
        async with self._dispatcher as dispatcher:
            reporter = asyncio.create_task(self._reports())
            try:
                await self._engine.run(dispatcher.work(), until=until)
            finally:
                reporter.cancel()
        self._report(self._dispatcher)

    async def _reports(self) -> None:
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            self._report(self._dispatcher)

    def stop(self) -> None:
        """Finish what is on the wire and return; the second call does not wait, and what was on the wire is
        ambiguous."""
        if self.stopped and self._main is not None:
            self._main.cancel()
        self.stopped = True
        self._engine.stop()
        self._dispatcher.halt()
