"""`notifier records`: what apps keep in the log about matters of their own, such as users' requests."""

import click

from notifier.bootstrap import Notifier
from notifier.cli.output import json_option, print_json, say, table, when
from notifier.cli.words import _
from notifier.model.app_record import AppRecord

BATCH = 500


@click.group(help=_("Records of the app in the log, such as what became of a user's request."))
def records() -> None:
    """A group."""


@records.command(
    "add",
    help=_("Keep the state of a matter in the log. The same state again changes nothing."),
    epilog=_("Example: notifier records add erasure 2026-0042 completed"),
)
@click.argument("kind")
@click.argument("number")
@click.argument("state")
@click.option("--reason-sha256", metavar="HEX", help=_("The hash of a reason that is kept elsewhere."))
@json_option
@click.pass_obj
def add(notifier: Notifier, kind: str, number: str, state: str, reason_sha256: str | None, form: str) -> None:
    """Exit 1 for what is not of the form of a kind, a number or a state."""
    wanted = AppRecord(
        caller="command",
        kind=kind,
        number=number,
        state=state,
        reason_sha256=reason_sha256,
        recorded_at=notifier.clock(),
    )
    kept, new = notifier.app_records.add(wanted)
    if form == "json":
        print_json({"new": new, **_shown(kept)})
        return
    words = _("{kind} {number}: {state} is entry {seq} of the log") if new else _(
        "{kind} {number}: {state} was entry {seq} of the log already"
    )  # fmt: skip
    say(words.format(kind=kept.kind, number=kept.number, state=kept.state, seq=kept.seq))


@records.command(
    "list",
    help=_("What was recorded, oldest first."),
    epilog=_("Example: notifier records list --kind erasure --format json"),
)
@click.option("--kind", help=_("Only this kind."))
@click.option("--number", help=_("Only this number."))
@json_option
@click.pass_obj
def list_all(notifier: Notifier, kind: str | None, number: str | None, form: str) -> None:
    """Exit 0."""
    found = [one for batch in notifier.app_records.history(kind, number, None, BATCH) for one in batch]
    if form == "json":
        print_json([_shown(one) for one in found])
        return
    head = (_("recorded"), _("kind"), _("number"), _("state"), _("entry"))
    if found:
        say(table([head, *((when(one.recorded_at), one.kind, one.number, one.state, one.seq) for one in found)], [4]))
    say(_("{number} records; notifier verify covers them.").format(number=len(found)))


def _shown(one: AppRecord) -> dict[str, object]:
    return {
        "kind": one.kind,
        "number": one.number,
        "state": one.state,
        "reason_sha256": one.reason_sha256,
        "recorded_at": one.recorded_at,
        "caller": one.caller,
        "entry": one.seq,
        "hash": one.hash,
    }
