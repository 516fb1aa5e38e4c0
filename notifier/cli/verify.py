"""`notifier verify`: the log's chain, its signatures, and every row against it."""

import click

from notifier.bootstrap import Notifier
from notifier.cli.output import json_option, print_json, say, style
from notifier.cli.words import _
from notifier.service.verifying import Verifier


@click.command(
    help=_("Check that no entry and no row was altered or removed, and name those that were."),
    epilog=_("Example: notifier verify --head HASH, with the hash that an earlier verify printed"),
)
@click.option("--head", help=_("A hash that an earlier verify printed: it must still be in the chain."))
@json_option
@click.pass_obj
def verify(notifier: Notifier, head: str | None, form: str) -> None:
    """Exit 1 where something is not as the log says."""
    found = Verifier(notifier.log, notifier.vault, notifier.records).run(head)
    if form == "json":
        print_json(found)
    else:
        for flaw in found.flaws:
            say(style(f"{flaw.where}: {flaw.what}", "red"))
        say(_("{entries} log entries, {rows} deliveries and {records} records checked").format(
            entries=found.entries, rows=found.rows, records=found.records
        ))  # fmt: skip
        say(_("head {head}: keep it elsewhere, and give it to --head next time").format(head=found.head))
        say(_("{flaws} flaws").format(flaws=len(found.flaws)) if found.flaws else _("Everything is as the log says."))
    if found.flaws:
        raise SystemExit(1)
