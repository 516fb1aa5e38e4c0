"""The steps of the tour, and how the demo knows that one is done."""

from collections.abc import Iterator
from typing import Any

from demo.service import accounts, policy
from demo.service.accounts import database
from demo.service.notices import NotifierDown, notifier

STEPS = ("adult", "child", "read", "publish", "inbox", "mail", "changes", "decide", "proof", "check")
TABLE = "CREATE TABLE IF NOT EXISTS tour (step TEXT PRIMARY KEY)"


def tick(step: str) -> None:
    """Remember that a step is done."""
    with database() as connection:
        connection.execute("INSERT OR IGNORE INTO tour VALUES (?)", (step,))


def done() -> set[str]:
    """The steps that are done; what the logged-in user did at the notifier is looked up there."""
    for step in _seen_at_the_notifier():
        tick(step)
    if database().execute("SELECT 1 FROM accounts WHERE subject NOT LIKE 'sample-%'").fetchone():
        tick("adult")
    return {row["step"] for row in database().execute("SELECT step FROM tour")}


def new_version() -> dict[str, Any] | None:
    """The version that the tour has published, also when it has come into force meanwhile."""
    followers = [one for one in policy.policy().get("versions", []) if one["predecessor"]]
    return max(followers, key=lambda one: str(one["effective_at"]), default=None)


def _seen_at_the_notifier() -> Iterator[str]:
    account, version = accounts.current(), new_version()
    if account is None or version is None:
        return
    try:
        items = notifier().for_user(account.id, "GET", "/v1/inbox")["items"]
        questions = notifier().for_user(account.id, "GET", "/v1/consents")["policies"]
    except NotifierDown:
        return
    notices = [one for one in items if one["version"] == version["id"]]
    if any(one["seen_at"] for one in notices):
        yield "inbox"
    asked = [one for known in questions for one in known["versions"] if one["version"] == version["id"]]
    if any(one["decision"] for one in asked):
        yield "decide"
