"""The inbox's operations: a page with counts, what a user does with a notice, read-all."""

import json
from datetime import datetime

from notifier.model.inbox import Counts, Mark
from notifier.service.inbox import MOST_ITEMS, Item, Wish
from notifier.web.bodies import flag, json_object, language_of, number
from notifier.web.context import Context
from notifier.web.exchange import Incoming, Outgoing
from notifier.web.tokens import User

REVALIDATE = "private, no-cache"
"""A browser may keep the answer and asks with If-None-Match whether it is still good."""


def page(context: Context, incoming: Incoming, user: User) -> Outgoing:
    """One page, newest first; 304 where nothing has changed."""
    wish = Wish(
        language=language_of(incoming),
        after=incoming.query.get("after"),
        limit=number(incoming, "limit", 20, MOST_ITEMS),
        archived=flag(incoming, "archived"),
    )
    view = context.inbox.view(user.recipient, wish)
    tag = (("etag", view.etag),)
    if _matches(incoming.headers.get("if-none-match", ""), view.etag):
        return Outgoing(status=304, cache=REVALIDATE, headers=tag)
    body = {
        **_counts(view.counts),
        "items": [_item(one) for one in context.inbox.items(view)],
        "next": view.next,
        "until": view.until,
    }
    return Outgoing(body=_json(body), cache=REVALIDATE, headers=tag)


def mark(context: Context, incoming: Incoming, user: User, notice: str, action: str) -> Outgoing:
    """Seen, read or archived; the answer has the new counts."""
    json_object(incoming, {})
    return Outgoing(body=_json(_counts(context.inbox.mark(user.recipient, notice, Mark(action)))))


def read_all(context: Context, incoming: Incoming, user: User) -> Outgoing:
    """Everything up to `until`."""
    members = json_object(incoming, {"until": 100})
    return Outgoing(body=_json(_counts(context.inbox.read_all(user.recipient, members.get("until")))))


def _matches(header: str, etag: str) -> bool:
    """RFC 9110 §13.1.2: any of the list, compared weakly."""
    return header.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in header.split(","))


def _counts(counts: Counts) -> dict[str, int]:
    return {"total": counts.total, "unread": counts.unread, "unseen": counts.unseen}


def _item(item: Item) -> dict[str, object]:
    entry, card = item.entry, item.card
    return {
        "id": entry.notice,
        "kind": entry.kind,
        "withdrawn": entry.withdrawn,
        "corrects": entry.corrects,
        "corrected_by": item.corrected_by,
        "policy": item.policy,
        "version": item.version,
        "language": card.language,
        "title": card.title,
        "summary": card.summary,
        "effective": item.effective,
        "effective_at": _instant(card.effective_at),
        "published_at": _instant(entry.published_at),
        "changes_url": card.changes_url or None,
        "text_url": card.text_url,
        "consent": {
            "required": card.consent_required,
            "asked": item.asked,
            "decision": item.decision.decision if item.decision else None,
            "decided_at": _instant(item.decision.decided_at) if item.decision else None,
        },
        "seen_at": _instant(entry.seen_at),
        "read_at": _instant(entry.read_at),
        "archived_at": _instant(entry.archived_at),
    }


def _instant(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None


def _json(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
