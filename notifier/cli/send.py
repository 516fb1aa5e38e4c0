"""`notifier send` and `notifier worker`: start what is planned and work until it is done."""

import asyncio
import contextlib
import signal
import sys
from typing import Any

import click

from notifier.bootstrap import Notifier
from notifier.cli.bounces import escalate_quietly
from notifier.cli.output import json_option, note, print_json, say, style
from notifier.cli.status import print_status
from notifier.cli.words import _, explain
from notifier.model.delivery import DeliveryState
from notifier.ports.deliveries import StoreRefuses, StoreUnavailable
from notifier.ports.engine import Until
from notifier.service.dispatching import Dispatcher
from notifier.service.sending import Run, Started, start_notices
from notifier.service.status import overview

once_option = click.option("--once", is_flag=True, help=_("Leave when nothing is due now, instead of waiting."))


@click.command(
    help=_("Start what is planned and send it, until everybody was told or a retry is days away."),
    epilog=_("Example: notifier send"),
)
@click.option("--notice", help=_("Only this notice; its id is in notifier status."))
@once_option
@json_option
@click.pass_obj
def send(notifier: Notifier, notice: str | None, once: bool, form: str) -> None:
    """Exit 0 when done or stopped cleanly, 1 where the database failed."""
    dispatcher = notifier.dispatcher(_trouble)
    started = start_notices(notifier.notices, notifier.clock, notice)
    _announce(notifier, started)
    stopped = False
    if started:
        _announce_mail(notifier)
        stopped = _run(notifier, dispatcher, Until.IDLE if once else Until.DONE)
    _finish(notifier, form, stopped=stopped)


@click.command(
    help=_("Work on notices that run, on this host; as many hosts as wanted may do so over one PostgreSQL."),
    epilog=_("Example: NOTIFIER_ENGINE=procrastinate notifier worker"),
)
@once_option
@json_option
@click.pass_obj
def worker(notifier: Notifier, once: bool, form: str) -> None:
    """Goes on until it is stopped."""
    dispatcher = notifier.dispatcher(_trouble, lasting=not once)
    _announce_mail(notifier)
    stopped = _run(notifier, dispatcher, Until.IDLE if once else Until.FOREVER)
    _finish(notifier, form, stopped=stopped)


def _trouble(problem: StoreUnavailable) -> None:
    note(_("{problem}; trying again").format(problem=explain(problem)))


def _announce(notifier: Notifier, started: Started) -> None:
    for one in started.started:
        note(_("starting {notice}").format(notice=one.id))
        late = notifier.recipients.joined_after(one.snapshot_at) if one.snapshot_at else 0
        if late:
            note(_("{late} people joined after the audience was frozen ({when}); they saw the new version at "
                   "sign-up or are told by planning again before sending").format(
                late=late, when=one.snapshot_at
            ))  # fmt: skip
    for one in started.going_on:
        note(_("going on with {notice}").format(notice=one.id))
    for one in started.paused:
        note(_("{notice} is paused. Next: notifier resume {notice}").format(notice=one.id))
    if not started and not started.paused:
        note(_("nothing is left to send"))


def _announce_mail(notifier: Notifier) -> None:
    if not notifier.settings.sender:
        note(_("NOTIFIER_FROM is not set: mail comes from the contact in the manifest, and bounces go there"))
    if notifier.settings.smtp is None:
        folder = notifier.settings.mail_folder
        note(_("no mail server is set (NOTIFIER_SMTP): writing .eml files to {folder}").format(folder=folder))


def _run(notifier: Notifier, dispatcher: Dispatcher, until: Until) -> bool:
    """Until done; Ctrl-C stops cleanly, a second one at once. Returns whether it was stopped."""
    run = Run(dispatcher, notifier.engine(), _report)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_unheard)
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, _stop, run)
        with contextlib.suppress(asyncio.CancelledError):
            await run.run(until=until)

    try:
        asyncio.run(main())
    except StoreUnavailable:
        note(_("what was on the wire and is not recorded is ambiguous; notifier status lists it"))
        raise
    return run.stopped


def _unheard(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A reply of the journal that nobody waits for any more: the run itself says what became of the database."""
    if not isinstance(context.get("exception"), (StoreRefuses, StoreUnavailable)):
        loop.default_exception_handler(context)


def _stop(run: Run) -> None:
    if not run.stopped:
        note(_("stopping: finishing what is on the wire (once more to stop at once)"))
    run.stop()


def _report(dispatcher: Dispatcher) -> None:
    """One line that moves, on a terminal only."""
    if not sys.stderr.isatty():
        return
    counts = dispatcher.tally.settled
    done = counts[DeliveryState.ACCEPTED]
    other = sum(counts.values()) - done
    click.echo(
        "\r" + _("{done} accepted, {other} otherwise").format(done=done, other=other) + "   ", err=True, nl=False
    )


def _finish(notifier: Notifier, form: str, *, stopped: bool) -> None:
    if sys.stderr.isatty():
        note("")
    escalate_quietly(notifier, notifier.notices.all())
    statuses = overview(notifier.notices, notifier.clock)
    if form == "json":
        print_json(statuses)
        return
    print_status(statuses)
    if stopped:
        say(style(_("Stopped. notifier send goes on where it was."), "yellow"))
