"""`notifier consents`: the records in the structure of ISO/IEC TS 27560, and how many decided what."""

import json
from collections import Counter

import click

from notifier.bootstrap import Notifier
from notifier.cli.output import json_option, note, print_json, say, table
from notifier.cli.words import _
from notifier.model.ids import PolicyId, RecipientId

BATCH = 500


@click.group(help=_("Consents: their records and their numbers."))
def consents() -> None:
    """A group."""


@consents.command(
    "export",
    help=_("Print records in the structure of ISO/IEC TS 27560, one JSON object a line, oldest first."),
    epilog=_("Example: notifier consents export --recipient user-1 > user-1.jsonl"),
)
@click.option("--recipient", help=_("Only this user's."))
@click.option("--policy", help=_("Only those about this policy."))
@click.pass_obj
def export(notifier: Notifier, recipient: str | None, policy: str | None) -> None:
    """The person stands in a record as a keyed hash; the last line, on the error stream, says how many there were."""
    number = 0
    who = RecipientId(recipient) if recipient else None
    for batch in notifier.consents.history(who, PolicyId(policy) if policy else None, BATCH):
        for consent in batch:
            say(json.dumps(consent.receipt, ensure_ascii=False))
        number += len(batch)
    note(_("{number} records").format(number=number))


@consents.command(
    "status",
    help=_("How many users gave, refused or withdrew consent, by policy, version and item."),
    epilog=_("Example: notifier consents status --format json"),
)
@json_option
@click.pass_obj
def status(notifier: Notifier, form: str) -> None:
    """Counts each user's last decision."""
    last: dict[tuple[str, str, str, str], str] = {}
    for batch in notifier.consents.history(None, None, BATCH):
        for one in batch:
            last[one.recipient, one.policy, one.version, one.item or ""] = one.decision
    counts = Counter((policy, version, item, decision) for (_who, policy, version, item), decision in last.items())
    rows = sorted((*key, number) for key, number in counts.items())
    if form == "json":
        print_json([dict(zip(("policy", "version", "item", "decision", "users"), row, strict=True)) for row in rows])
        return
    head = (_("policy"), _("version"), _("item"), _("decision"), _("users"))
    if rows:
        say(table([head, *rows], numbers=[4]))
    say(_("{users} decisions. Next: notifier consents export").format(users=sum(counts.values())))
