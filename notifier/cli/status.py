"""`notifier status`, `pause` and `resume`."""

from collections.abc import Sequence

import click

from notifier.bootstrap import Notifier
from notifier.cli.output import json_option, print_json, say, table, when
from notifier.cli.words import _
from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState
from notifier.model.notice import NoticeState
from notifier.service import status as use_case
from notifier.service.status import NoticeStatus, overview


@click.command(
    help=_("Where every notice stands, who is still waiting, and when it will be done."),
    epilog=_("Example: notifier status --format json"),
)
@click.argument("notice", required=False)
@click.option("--doubts", is_flag=True, help=_("List what is ambiguous, row by row."))
@json_option
@click.pass_obj
def status(notifier: Notifier, notice: str | None, doubts: bool, form: str) -> None:
    """Exit 0."""
    statuses = overview(notifier.notices, notifier.clock, notice)
    listed = notifier.deliveries.doubts() if doubts else []
    if form == "json":
        print_json({"notices": statuses, "doubts": listed} if doubts else statuses)
        return
    print_status(statuses)
    if listed:
        rows = [(one.delivery, one.recipient, one.server, when(one.attempted_at), one.message_id) for one in listed]
        say(table([(_("delivery"), _("recipient"), _("server"), _("sent"), "Message-ID"), *rows], numbers=[0]))


def print_status(statuses: Sequence[NoticeStatus]) -> None:
    """The table, the reasons, and what comes next."""
    if not statuses:
        say(_("There is no notice. Next: notifier plan MANIFEST --policy P --version V"))
        return
    head = (_("notice"), _("state"), _("audience"), _("told"), _("waiting"), _("ambiguous"), _("failed"), _("excluded"))
    rows = [
        (
            one.notice.id,
            one.notice.state,
            one.progress.people.size,
            one.progress.people.told,
            one.progress.people.waiting,
            one.progress.people.ambiguous,
            one.progress.people.failed,
            one.progress.people.excluded,
        )
        for one in statuses
    ]
    say(table([head, *rows], numbers=range(2, 8)))
    for one in statuses:
        _details(one)
    say(_next(statuses))


def _details(one: NoticeStatus) -> None:
    if one.progress.reasons:
        reasons = ", ".join(f"{reason} {number}" for reason, number in sorted(one.progress.reasons.items()))
        say(f"{one.notice.id}: {reasons}")
    if _open([one], Channel.MAIL):
        say(_("{notice}: next at {next}, expected end {end}").format(
            notice=one.notice.id, next=when(one.progress.next_due), end=when(one.expected_end)
        ))  # fmt: skip


PAPER = {
    Channel.LETTER: "notifier letters export | hand-over",
    Channel.FAX: "notifier fax export | hand-over",
}


def _open(statuses: Sequence[NoticeStatus], channel: Channel) -> int:
    """How many rows of running notices wait for something on this channel."""
    states = (DeliveryState.PENDING, DeliveryState.IN_FLIGHT)
    running = [one.progress for one in statuses if one.notice.state is NoticeState.RUNNING]
    return sum(one.deliveries.get((channel, state), 0) for one in running for state in states)


def _next(statuses: Sequence[NoticeStatus]) -> str:
    states = {one.notice.state for one in statuses}
    if NoticeState.PLANNED in states or _open(statuses, Channel.MAIL):
        return _("Next: notifier send")
    paper = [command for channel, command in PAPER.items() if _open(statuses, channel)]
    if paper:
        return _("Next, on paper: {commands}").format(commands=", ".join(paper))
    if NoticeState.PAUSED in states:
        return _("Next: notifier resume NOTICE")
    if any(one.progress.people.ambiguous for one in statuses):
        return _("Next: notifier resolve, for what is ambiguous")
    return _("Everything is done. notifier verify checks the record.")


@click.command(
    help=_("Send nothing more of a notice until it is resumed."),
    epilog=_("Example: notifier pause privacy-2026-12-15"),
)
@click.argument("notice")
@click.pass_obj
def pause(notifier: Notifier, notice: str) -> None:
    """Exit 1 where it does not run."""
    use_case.pause(notifier.notices, notifier.clock, notice)
    say(_("{notice} is paused. Next: notifier resume {notice}").format(notice=notice))


@click.command(
    help=_("Go on with a paused notice."),
    epilog=_("Example: notifier resume privacy-2026-12-15"),
)
@click.argument("notice")
@click.pass_obj
def resume(notifier: Notifier, notice: str) -> None:
    """Exit 1 where it is not paused."""
    use_case.resume(notifier.notices, notifier.clock, notice)
    say(_("{notice} goes on. Next: notifier send").format(notice=notice))
