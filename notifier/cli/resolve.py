"""`notifier resolve`: settle what is ambiguous."""

from typing import TextIO

import click

from notifier.bootstrap import Notifier
from notifier.cli.output import json_option, print_json, say
from notifier.cli.words import _
from notifier.model.delivery import DeliveryState
from notifier.model.errors import UsageProblem
from notifier.model.ids import DeliveryId
from notifier.service.resolving import resolve_by_log, resolve_by_word

STATES = {
    "accepted": DeliveryState.ACCEPTED,
    "failed": DeliveryState.FAILED,
    "resend": DeliveryState.PENDING,
}


@click.command(
    help=_("Settle messages of which nobody knows whether they arrived: by the mail server's log, or by your word."),
    epilog=_("Example: notifier resolve --mail-log /var/log/mail.log"),
)
@click.argument("deliveries", nargs=-1, type=int)
@click.option("--mail-log", type=click.File("r", errors="replace"), help=_("A Message-ID that this log names arrived."))
@click.option("--as", "state", type=click.Choice(sorted(STATES)), help=_("What became of them (all, or those named)."))
@click.option("--reason", help=_("Why you say so; kept in the log."))
@json_option
@click.pass_obj
def resolve(
    notifier: Notifier,
    deliveries: tuple[int, ...],
    mail_log: TextIO | None,
    state: str | None,
    reason: str | None,
    form: str,
) -> None:
    """Exit 1 where something is still in doubt afterwards."""
    if (mail_log is None) == (state is None):
        raise UsageProblem(reason=_("give --mail-log FILE, or --as accepted|failed|resend with --reason"))
    if mail_log is not None:
        settled = len(resolve_by_log(notifier.deliveries, notifier.clock, mail_log).accepted)
    else:
        if not reason:
            raise UsageProblem(reason=_("--as needs --reason: it is kept in the log"))
        chosen = [DeliveryId(one) for one in deliveries]
        settled = resolve_by_word(notifier.deliveries, notifier.clock, chosen, STATES[str(state)], reason)
    left = notifier.deliveries.doubts()
    if form == "json":
        print_json({"settled": settled, "left": left})
    else:
        say(_("{settled} settled, {left} still in doubt").format(settled=settled, left=len(left)))
    if left:
        raise SystemExit(1)
