"""Freezing an audience: its members, their deliveries in chunks, and the log entries that make both verifiable."""

import base64
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from notifier.adapters.sql.database import Prepared
from notifier.adapters.sql.digests import delivery_digest, member_digest
from notifier.adapters.sql.log import append
from notifier.adapters.sql.rows import joined
from notifier.adapters.sql.schema import audience, chunks, counters, deliveries, notices
from notifier.model.audience import Member
from notifier.model.channel import DIRECT, Channel
from notifier.model.delivery import DeliveryState
from notifier.model.ids import NoticeId
from notifier.model.notice import Notice
from notifier.ports.vault import Vault

Values = dict[str, Any]

_MEMBER = ("notice_id", "position", "recipient_id", "language", "channels", "reason")
_ADD_MEMBER = Prepared(insert(audience).values({name: bindparam(name) for name in _MEMBER}))
_PENDING = (
    *("id", "notice_id", "recipient_id", "channel", "language", "chunk_id", "domain_key", "state", "attempts", "tries"),
)
_ADD_DELIVERY = Prepared(insert(deliveries).values({name: bindparam(name) for name in _PENDING}))


def peek_number(connection: Connection, name: str) -> int:
    """The next number of the counter `name`, not taken yet; its row is locked until the commit."""
    query = select(counters.c.value).where(counters.c.name == name).with_for_update()
    return int(connection.execute(query).scalar_one()) + 1


def take_numbers(connection: Connection, name: str, count: int) -> int:
    """Take `count` numbers of the counter `name` and return the first; its row is locked until the commit."""
    first = peek_number(connection, name)
    connection.execute(update(counters).where(counters.c.name == name), {"value": first + count - 1})
    return first


def add_members(
    connection: Connection,
    vault: Vault,
    notice: Notice,
    members: Sequence[Member],
    domains: Sequence[int | None],
    chunk: int,
) -> None:
    """Append `members` (with their mail domains) to the notice's audience, in the caller's transaction."""
    position = int(connection.execute(select(notices.c.members).where(notices.c.id == notice.id)).scalar_one())
    rows = [_member_row(notice.id, position + i, member) for i, member in enumerate(members)]
    _ADD_MEMBER.run_many(connection, rows)
    planned = add_deliveries(connection, notice, [*_direct(members, domains)], chunk)
    entries = [_members_entry(vault, notice.id, rows)]
    if planned:
        entries.append(deliveries_entry(vault, planned))
    append(connection, vault, entries)
    _count(connection, notice.id, members)


def _direct(members: Sequence[Member], domains: Sequence[int | None]) -> Iterator[tuple[Member, Channel, int | None]]:
    for member, domain in zip(members, domains, strict=True):
        for channel in member.channels:
            if channel in DIRECT:
                yield member, channel, domain if channel is Channel.MAIL else None


def add_deliveries(
    connection: Connection, notice: Notice, wanted: Sequence[tuple[Member, Channel, int | None]], chunk: int
) -> list[Values]:
    """Insert pending deliveries, each channel's in chunks of its own; returns the rows. The caller logs them."""
    planned: list[Values] = []
    first = take_numbers(connection, "deliveries", len(wanted))
    for channel in sorted({channel for _, channel, _ in wanted}):
        chosen = [one for one in wanted if one[1] is channel]
        for start in range(0, len(chosen), chunk):
            planned += _add_chunk(connection, notice, channel, chosen[start : start + chunk], first + len(planned))
    return planned


def _add_chunk(
    connection: Connection,
    notice: Notice,
    channel: Channel,
    part: Sequence[tuple[Member, Channel, int | None]],
    first: int,
) -> list[Values]:
    chunk_id = take_numbers(connection, "chunks", 1)
    values = {"id": chunk_id, "notice_id": notice.id, "channel": channel, "deadline": notice.deadline, "fence": 0}
    connection.execute(insert(chunks), values)
    rows: list[Values] = [
        {
            "id": first + i,
            "notice_id": notice.id,
            "recipient_id": member.recipient,
            "channel": channel,
            "language": member.language,
            "chunk_id": chunk_id,
            "domain_key": domain,
            "state": DeliveryState.PENDING,
            "attempts": 0,
            "tries": 0,
        }
        for i, (member, _, domain) in enumerate(part)
    ]
    _ADD_DELIVERY.run_many(connection, rows)
    return rows


def _member_row(notice: NoticeId, position: int, member: Member) -> Values:
    return {
        "notice_id": notice,
        "position": position,
        "recipient_id": member.recipient,
        "language": member.language,
        "channels": joined(member.channels),
        "reason": member.reason,
    }


def _members_entry(vault: Vault, notice: NoticeId, rows: Sequence[Values]) -> Values:
    columns = ("position", "notice_id", "recipient_id", "language", "channels", "reason")
    digests = b"".join(member_digest(vault, *(row[name] for name in columns)) for row in rows)
    return {
        "event": "members",
        "notice": notice,
        "first": rows[0]["position"],
        "last": rows[-1]["position"],
        "digests": base64.b64encode(digests).decode("ascii"),
    }


def deliveries_entry(vault: Vault, rows: Sequence[Values]) -> Values:
    """The log's entry about newly planned rows whose numbers follow one another."""
    columns = ("id", "notice_id", "recipient_id", "channel")
    digests = b"".join(delivery_digest(vault, *(row[name] for name in columns)) for row in rows)
    return {
        "event": "deliveries",
        "notice": rows[0]["notice_id"],
        "first": rows[0]["id"],
        "last": rows[-1]["id"],
        "digests": base64.b64encode(digests).decode("ascii"),
    }


def _count(connection: Connection, notice: NoticeId, members: Sequence[Member]) -> None:
    inbox = [member for member in members if Channel.IN_APP in member.channels]
    growth = {
        "members": len(members),
        "excluded": sum(member.reason is not None for member in members),
        "in_app": len(inbox),
        "in_app_only": sum(member.channels == (Channel.IN_APP,) for member in inbox),
    }
    values = {name: notices.c[name] + number for name, number in growth.items()}
    connection.execute(update(notices).where(notices.c.id == notice).values(values))


def discard_audience(connection: Connection, vault: Vault, notice: NoticeId) -> None:
    """Remove the audience of a notice that was never started, and say so in the log."""
    ends = select(func.min(deliveries.c.id), func.max(deliveries.c.id)).where(deliveries.c.notice_id == notice)
    first, last = connection.execute(ends).one()
    for table in (audience, deliveries, chunks):
        connection.execute(delete(table).where(table.c.notice_id == notice))
    append(connection, vault, [{"event": "discarded", "notice": notice, "first": first, "last": last}])
