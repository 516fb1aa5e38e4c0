"""The journal: a start is durable before its message goes out, an answer before the next message of that lane.

All records of one group are one transaction. Each is applied only where the row is as its sender believes, so that a
group whose commit was lost on the way can simply be written again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, Text, any_, bindparam, func, select, update
from sqlalchemy import BigInteger as Big

from notifier.adapters.sql.batches import Batch
from notifier.adapters.sql.database import Prepared
from notifier.adapters.sql.log import append
from notifier.adapters.sql.schema import chunks, deliveries
from notifier.adapters.sql.types import microseconds
from notifier.model.delivery import DeliveryState as State
from notifier.model.delivery import require_transition
from notifier.model.ids import ChunkId, DeliveryId, Fence
from notifier.ports.deliveries import Finish, Journaled, Record, Start
from notifier.ports.vault import Vault

Values = dict[str, Any]

_START = Batch(
    deliveries,
    ("attempts", "attempted_at", "language", "server", "address_hash", "message_hash", "message_id"),
    key="id",
    also=f"state = '{State.IN_FLIGHT.value}', first_attempt_at = coalesce(first_attempt_at, v.attempted_at), "
    "settled_at = NULL, reason = NULL, code = NULL, reply = NULL, queue_id = NULL",
)
_FINISH = Batch(
    deliveries, ("state", "tries", "not_before", "settled_at", "reason", "code", "reply", "queue_id"), key="id"
)


_HOLD = Prepared(
    update(chunks)
    .where(chunks.c.id == bindparam("key"), chunks.c.fence == bindparam("token"))
    .values(lease_until=bindparam("until"))
)

_STATES = {state.value: state for state in State}


def _rows_query(wanted: ColumnElement[bool]) -> Prepared:
    """Rows stay locked until the commit; the statement is the same for any number of ids."""
    columns = (deliveries.c.id, deliveries.c.state, deliveries.c.attempts)
    return Prepared(select(*columns).where(wanted).with_for_update())


_IN_JSON = _rows_query(
    deliveries.c.id.in_(select(func.json_each(bindparam("ids", type_=Text)).table_valued("value").c.value))
)
_IN_ARRAY = _rows_query(deliveries.c.id == any_(bindparam("ids", type_=ARRAY(Big))))


def _rows(connection: Connection, ids: Sequence[DeliveryId]) -> dict[DeliveryId, "_Row"]:
    """The deliveries of `ids`, locked."""
    listed = ",".join(map(str, ids))
    if connection.dialect.name == "sqlite":
        found = _IN_JSON.run(connection, {"ids": f"[{listed}]"})
    else:
        found = _IN_ARRAY.run(connection, {"ids": f"{{{listed}}}"})
    return {id_: _Row(_STATES[state], attempts) for id_, state, attempts in found.fetchall()}


@dataclass(frozen=True, slots=True)
class _Row:
    """A delivery as it is."""

    state: State
    attempts: int


@dataclass(frozen=True, slots=True)
class _Group:
    """What one transaction changes."""

    starts: list[Values]
    finishes: list[Values]
    bodies: list[Values]
    refused: set[DeliveryId]


def hold(connection: Connection, chunk: ChunkId, fence: Fence, lease_until: datetime) -> bool:
    """Renew the lease where the fence is ours; the row stays locked until the commit, so nobody takes it meanwhile."""
    values = {"key": chunk, "token": fence, "until": microseconds(lease_until)}
    return bool(_HOLD.run(connection, values).rowcount)


def write_journal(connection: Connection, vault: Vault, records: Sequence[Record], lease_until: datetime) -> Journaled:
    """Write `records`: look and lock, change, log.

    Everybody who writes the log queues at its head, so that it is locked as late as can be.
    """
    leases = {(record.chunk, record.fence) for record in records}
    ids = sorted({record.delivery for record in records if isinstance(record, Start | Finish)})
    held = {lease for lease in sorted(leases) if hold(connection, *lease, lease_until)}
    group = _grouped(records, held, _rows(connection, ids) if ids else {})
    _FINISH.run(connection, group.finishes)
    _START.run(connection, group.starts)
    append(connection, vault, group.bodies)
    return Journaled(frozenset(chunk for chunk, _ in leases - held), frozenset(group.refused))


def _grouped(
    records: Sequence[Record], held: Collection[tuple[ChunkId, Fence]], rows: Mapping[DeliveryId, _Row]
) -> _Group:
    group = _Group([], [], [], set())
    for record in records:
        ours = (record.chunk, record.fence) in held
        if isinstance(record, Start):
            _start(group, record, rows.get(record.delivery), ours)
        elif isinstance(record, Finish):
            _finish(group, record, rows.get(record.delivery), ours)
    return group


def _start(group: _Group, record: Start, row: _Row | None, ours: bool) -> None:
    if not ours or row is None:
        group.refused.add(record.delivery)
        return
    if row.state == State.IN_FLIGHT and row.attempts == record.attempt:
        return  # written before; only the answer to the commit was lost
    if row.state != State.PENDING or row.attempts != record.attempt - 1:
        group.refused.add(record.delivery)
        return
    said = {
        "attempts": record.attempt,
        "language": record.language,
        "server": record.server,
        "address_hash": record.address_hash,
        "message_hash": record.message_hash,
        "message_id": record.message_id,
    }
    group.starts.append({"id": record.delivery, "attempted_at": microseconds(record.at), **said})
    entry = {"event": "attempt", "delivery": record.delivery, "at": record.at.isoformat(), **said}
    group.bodies.append({**entry, "state": State.IN_FLIGHT.value})


def _finish(group: _Group, record: Finish, row: _Row | None, ours: bool) -> None:
    if row is None:
        return
    expected = State.IN_FLIGHT if record.attempt else State.PENDING
    if ours and row.state == expected and (not record.attempt or row.attempts == record.attempt):
        _settle(group, record, row.state, "result")
    elif row.attempts == record.attempt and row.state == State.AMBIGUOUS and record.state in _LATE:
        _settle(group, record, State.AMBIGUOUS, "late result")
    elif record.attempt and not (ours and row.state == record.state):
        said = {"answer": record.state, "code": record.code, "attempt": record.attempt}
        group.bodies.append(
            {"event": "unused result", "delivery": record.delivery, "at": record.at.isoformat(), **said}
        )


_LATE = (State.ACCEPTED, State.FAILED)
"""What an owner who lost the lease may still say of a row in doubt: it knows the server's answer."""


def _settle(group: _Group, record: Finish, old: State, event: str) -> None:
    if record.state != old:
        require_transition(record.delivery, old, record.state)
    said = {
        "state": record.state.value,
        "reason": record.reason.value if record.reason else None,
        "code": record.code,
        "reply": record.reply,
        "queue_id": record.queue_id,
    }
    rest = {
        "tries": record.tries,
        "not_before": microseconds(record.not_before),
        "settled_at": microseconds(record.at),
    }
    group.finishes.append({"id": record.delivery, **said, **rest})
    known = {name: value for name, value in said.items() if value is not None}
    group.bodies.append({"event": event, "delivery": record.delivery, "at": record.at.isoformat(), **known})
