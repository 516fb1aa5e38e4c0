"""Where every notice stands, and when it will be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState
from notifier.model.errors import NotifierError
from notifier.model.ids import NoticeId
from notifier.model.notice import Notice, NoticeState
from notifier.ports import Clock
from notifier.ports.notices import Notices, Progress
from notifier.service.sending import find_notice


class CannotPause(NotifierError):
    """the notice {notice} is {state}: only a running one can be paused"""


class CannotResume(NotifierError):
    """the notice {notice} is {state}: only a paused one can be resumed"""


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeStatus:
    """A notice, its counts, and when the last delivery that is due will be gone (None where nothing moves)."""

    notice: Notice
    progress: Progress
    expected_end: datetime | None


def overview(notices: Notices, clock: Clock, only: str | None = None) -> Sequence[NoticeStatus]:
    """Every notice, newest first, or that one; raises NoSuchNotice."""
    now = clock()
    chosen = [find_notice(notices, only)] if only else notices.all()
    return [_status(one, notices.progress(one.id, now), now) for one in chosen]


def _status(notice: Notice, progress: Progress, now: datetime) -> NoticeStatus:
    return NoticeStatus(notice=notice, progress=progress, expected_end=expected_end(notice, progress, now))


def expected_end(notice: Notice, progress: Progress, now: datetime) -> datetime | None:
    """At the speed of the last minute; what waits for a later instant pushes the end at least there."""
    left = sum(
        number
        for (channel, state), number in progress.deliveries.items()
        if channel is Channel.MAIL and state in (DeliveryState.PENDING, DeliveryState.IN_FLIGHT)
    )
    if notice.state is not NoticeState.RUNNING or not left:
        return None
    by_schedule = progress.next_due or now
    if not progress.accepted_recently:
        return by_schedule if by_schedule > now else None
    return max(now + timedelta(seconds=60 * left / progress.accepted_recently), by_schedule)


def pause(notices: Notices, clock: Clock, notice: str) -> Notice:
    """Nothing more of it is started; raises NoSuchNotice or CannotPause."""
    found = find_notice(notices, notice)
    if not notices.set_state(NoticeId(notice), NoticeState.PAUSED, clock(), by=[NoticeState.RUNNING]):
        raise CannotPause(notice=notice, state=found.state)
    return find_notice(notices, notice)


def resume(notices: Notices, clock: Clock, notice: str) -> Notice:
    """It goes on where it was; raises NoSuchNotice or CannotResume."""
    found = find_notice(notices, notice)
    if not notices.set_state(NoticeId(notice), NoticeState.RUNNING, clock(), by=[NoticeState.PAUSED]):
        raise CannotResume(notice=notice, state=found.state)
    return find_notice(notices, notice)
