"""The app-server's own records in the log: what became of a user's request, say."""

import json
from itertools import islice

from notifier.model.app_record import FORMS, AppRecord, BadAppRecord
from notifier.web.bodies import json_object, number
from notifier.web.context import Context
from notifier.web.exchange import Incoming, Outgoing

_LIMITS = {"kind": 64, "number": 64, "state": 32, "reason_sha256": 64}
_FAR = 999_999_999


def record(context: Context, incoming: Incoming, caller: str) -> Outgoing:
    """Keep one; 200 where it only repeats the last of its kind and number."""
    members = json_object(incoming, _LIMITS, required=("kind", "number", "state"))
    wanted = AppRecord(
        caller=caller,
        kind=members["kind"],
        number=members["number"],
        state=members["state"],
        reason_sha256=members.get("reason_sha256"),
        recorded_at=context.notifier.clock(),
    )
    kept, new = context.notifier.app_records.add(wanted)
    return _answer(_shown(kept), 201 if new else 200)


def history(context: Context, incoming: Incoming, caller: str) -> Outgoing:
    """The caller's own records, oldest first."""
    limit, after = number(incoming, "limit", 20, 100), number(incoming, "after", 0, _FAR)
    kind, which = _wanted(incoming, "kind"), _wanted(incoming, "number")
    batches = context.notifier.app_records.history(kind, which, caller, limit + 1, after)
    found = list(islice((one for batch in batches for one in batch), limit + 1))
    further = found[limit - 1].id if len(found) > limit else None
    return _answer({"items": [_shown(one) for one in found[:limit]], "next": further})


def _wanted(incoming: Incoming, name: str) -> str | None:
    value = incoming.query.get(name)
    if value is not None and not FORMS[name].fullmatch(value):
        raise BadAppRecord(member=name, form=FORMS[name].pattern)
    return value


def _shown(one: AppRecord) -> dict[str, object]:
    return {
        "kind": one.kind,
        "number": one.number,
        "state": one.state,
        "reason_sha256": one.reason_sha256,
        "recorded_at": one.recorded_at.isoformat(timespec="seconds"),
        "entry": one.seq,
        "hash": one.hash,
    }


def _answer(body: object, status: int = 200) -> Outgoing:
    return Outgoing(status=status, body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
