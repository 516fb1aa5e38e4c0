"""`notifier webhooks`: where the app's server listens."""

import os

import click

from notifier.bootstrap import Notifier
from notifier.cli.output import json_option, print_json, say, table
from notifier.cli.words import _
from notifier.model.webhook import MessageState, WebhookEvent
from notifier.service.webhooks import add_webhook, require_webhook, rotate_webhook

ROUNDS_AT_MOST = 10_000


@click.group(help=_("Webhooks: what the app's server is told (Standard Webhooks)."))
def webhooks() -> None:
    """A group."""


@webhooks.command(
    "add",
    help=_("Tell this address what happens. Prints the secret that signs, once."),
    epilog=_("Example: notifier webhooks add https://app.example.com/hooks --event consent.withdrawn"),
)
@click.argument("url")
@click.option(
    "--event",
    "events",
    multiple=True,
    type=click.Choice([one.value for one in WebhookEvent]),
    help=_("An event to be told of; give it again for another. All where none is given."),
)
@click.pass_obj
def add(notifier: Notifier, url: str, events: tuple[str, ...]) -> None:
    """Exit 1 for an address that cannot be used."""
    chosen = [WebhookEvent(one) for one in events] or list(WebhookEvent)
    made = add_webhook(notifier.webhooks, url, chosen, notifier.clock(), os.urandom)
    say(_("{id} listens at {url}").format(id=made.id, url=made.url))
    say(made.secrets[0])
    say(_("Keep the secret; it is not shown again. Next: notifier webhooks test {id}").format(id=made.id))


@webhooks.command(
    "list",
    help=_("The webhooks, and how many messages wait, were taken or were given up."),
    epilog=_("Example: notifier webhooks list --format json"),
)
@json_option
@click.pass_obj
def list_all(notifier: Notifier, form: str) -> None:
    """Exit 0."""
    counts = notifier.webhooks.counts()
    found = [
        {
            "id": one.id,
            "url": one.url,
            "events": list(one.events),
            "active": one.active,
            **{str(state): counts.get((one.id, state), 0) for state in MessageState},
        }
        for one in notifier.webhooks.all()
    ]
    if form == "json":
        print_json(found)
        return
    head = ("id", _("active"), _("waiting"), _("taken"), _("failed"), "URL")
    rows = [
        (one["id"], _("yes") if one["active"] else _("no"), *(one[str(state)] for state in MessageState), one["url"])
        for one in found
    ]
    if rows:
        say(table([head, *rows], numbers=range(2, 5)))
    say(_("{number} webhooks. Messages go out while notifier serve runs, or by notifier webhooks deliver.").format(
        number=len(rows)
    ))  # fmt: skip


@webhooks.command(
    "rotate",
    help=_("A new secret; for a day messages are signed with both."),
    epilog=_("Example: notifier webhooks rotate wh_0123456789ab"),
)
@click.argument("webhook")
@click.pass_obj
def rotate(notifier: Notifier, webhook: str) -> None:
    """Exit 1 where there is no such webhook."""
    say(rotate_webhook(notifier.webhooks, webhook, notifier.clock(), os.urandom))
    say(_("The secret before this one signs until tomorrow as well."))


@webhooks.command(
    "remove",
    help=_("Tell this webhook nothing more."),
    epilog=_("Example: notifier webhooks remove wh_0123456789ab"),
)
@click.argument("webhook")
@click.pass_obj
def remove(notifier: Notifier, webhook: str) -> None:
    """Exit 1 where there is no such webhook."""
    require_webhook(notifier.webhooks, webhook)
    notifier.webhooks.remove(webhook)
    say(_("{id} is removed, with what was still to be told to it.").format(id=webhook))


@webhooks.command(
    "test",
    help=_("Send one sample message now and say whether it was taken."),
    epilog=_("Example: notifier webhooks test wh_0123456789ab"),
)
@click.argument("webhook")
@click.pass_obj
def test(notifier: Notifier, webhook: str) -> None:
    """Exit 1 where it was not taken; it is tried again as any other."""
    one = require_webhook(notifier.webhooks, webhook)
    before = notifier.webhooks.counts().get((webhook, MessageState.DELIVERED), 0)
    notifier.webhooks.tell(webhook, one.events[0], {"test": True}, notifier.clock())
    notifier.telling().run_once()
    if notifier.webhooks.counts().get((webhook, MessageState.DELIVERED), 0) == before:
        say(_("{url} did not take it; it is tried again in 5 seconds.").format(url=one.url))
        raise SystemExit(1)
    say(_("{url} took it.").format(url=one.url))


@webhooks.command(
    "deliver",
    help=_("Send what is due now, and leave: for cron, where notifier serve does not run."),
    epilog=_("Example: notifier webhooks deliver"),
)
@click.pass_obj
def deliver(notifier: Notifier) -> None:
    """Exit 0."""
    telling, done = notifier.telling(), 0
    for _round in range(ROUNDS_AT_MOST):
        number = telling.run_once()
        done += number
        if not number:
            break
    due = telling.next_due()
    say(_("{done} attempts; next at {when}").format(done=done, when=due.isoformat(timespec="seconds") if due else "-"))
