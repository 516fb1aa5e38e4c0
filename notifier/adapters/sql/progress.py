"""Where a notice stands, counted from the ledger of deliveries."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, case, func, select

from notifier.adapters.sql.schema import audience, chunks, deliveries, notices
from notifier.model.audience import Audience
from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState as State
from notifier.model.delivery import Reason
from notifier.model.ids import NoticeId
from notifier.ports.notices import Progress

RECENT = timedelta(seconds=60)
_RANK = {
    State.ACCEPTED: 0,
    State.PENDING: 1,
    State.IN_FLIGHT: 1,
    State.AMBIGUOUS: 2,
    State.FAILED: 3,
    State.BOUNCED: 3,
    State.EXCLUDED: 4,
}
"""The same order as `model.audience.fate`: one accepted delivery tells a person, whatever became of the others."""


def progress(connection: Connection, notice: NoticeId, now: datetime) -> Progress:
    """The counts of one notice."""
    row = connection.execute(select(notices).where(notices.c.id == notice)).one()
    people = _people(connection, notice)
    due = connection.execute(select(func.min(chunks.c.due_at)).where(chunks.c.notice_id == notice)).scalar()
    recent = select(func.count()).where(
        deliveries.c.notice_id == notice,
        deliveries.c.state == State.ACCEPTED,
        deliveries.c.settled_at > now - RECENT,
    )
    return Progress(
        people=Audience(
            told=people.get(0, 0) + row.in_app_only,
            waiting=people.get(1, 0),
            ambiguous=people.get(2, 0),
            failed=people.get(3, 0),
            excluded=people.get(4, 0) + row.excluded,
        ),
        in_app=row.in_app,
        deliveries=_states(connection, notice),
        reasons=_reasons(connection, notice),
        next_due=max(due, now) if due else None,
        accepted_recently=int(connection.execute(recent).scalar_one()),
    )


def _people(connection: Connection, notice: NoticeId) -> dict[int, int]:
    rank = func.min(case(_RANK, value=deliveries.c.state))
    each = select(rank.label("rank")).where(deliveries.c.notice_id == notice).group_by(deliveries.c.recipient_id)
    persons = each.subquery()
    counts = connection.execute(select(persons.c.rank, func.count()).group_by(persons.c.rank))
    return {row[0]: row[1] for row in counts}


def _states(connection: Connection, notice: NoticeId) -> dict[tuple[Channel, State], int]:
    columns = (deliveries.c.channel, deliveries.c.state)
    query = select(*columns, func.count()).where(deliveries.c.notice_id == notice).group_by(*columns)
    return {(Channel(channel), State(state)): number for channel, state, number in connection.execute(query)}


def _reasons(connection: Connection, notice: NoticeId) -> dict[Reason, int]:
    found: dict[Reason, int] = {}
    for table in (audience, deliveries):
        query = select(table.c.reason, func.count()).where(table.c.notice_id == notice, table.c.reason.is_not(None))
        for reason, number in connection.execute(query.group_by(table.c.reason)):
            found[Reason(reason)] = found.get(Reason(reason), 0) + number
    return found
