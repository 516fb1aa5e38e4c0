"""`notifier bounces`: read what came back; `notifier escalate`: go on to the next channel."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from notifier.adapters.mailboxes.files import Stream, open_mailbox
from notifier.bootstrap import Notifier
from notifier.cli.output import json_option, note, print_json, say, table
from notifier.cli.words import _
from notifier.model.bounce import Returned, ReturnKind, Use
from notifier.model.channel import Channel
from notifier.model.notice import Notice
from notifier.ports.bounces import Mailbox
from notifier.ports.deliveries import StoreUnavailable
from notifier.service.bouncing import BounceReport, read_bounces
from notifier.service.escalating import Outcome
from notifier.service.sending import find_notice

TRY_LATER = 75
"""EX_TEMPFAIL: a mail server that pipes a message to us keeps it and tries again."""


@click.command(
    help=_("Read bounces from a file (mbox or one message), a Maildir, standard input (-), or by IMAP where "
           "NOTIFIER_BOUNCE_MAILBOX is set. Reading something twice is harmless."),
    epilog=_("Example: notifier bounces /var/mail/bounces"),
)  # fmt: skip
@click.argument("mailbox", required=False)
@click.option("--recipient", default="", help=_("For -: the address the message was delivered to, if it is known."))
@click.option("--list", "listed", is_flag=True, help=_("Show every message that was read."))
@json_option
@click.pass_obj
def bounces(notifier: Notifier, mailbox: str | None, recipient: str, listed: bool, form: str) -> None:
    """Exit 0; for `-` 75 where the database does not answer."""
    rows: list[tuple[str, Returned, Use]] = []

    def seen(name: str, returned: Returned, use: Use) -> None:
        if listed or (returned.kind is ReturnKind.UNCLEAR and use is Use.NOTED):
            rows.append((name, returned, use))

    try:
        source = _source(notifier, mailbox, recipient)
        report = read_bounces(notifier.after.bounces, notifier.vault, notifier.clock, source, seen)
    except StoreUnavailable:
        if mailbox != "-":
            raise
        sys.exit(TRY_LATER)
    outcomes = notifier.after.escalator().run(notifier.notices.all()) if report.applied else []
    if form == "json":
        print_json({"report": report, "messages": [row[1] for row in rows], "escalated": outcomes})
        return
    if rows:
        cells = [(name, one.delivery or "-", one.kind, one.status or "-", use) for name, one, use in rows]
        say(table([(_("message"), _("delivery"), _("what"), _("status code"), _("use")), *cells]))
    _print(report)
    print_outcomes(outcomes)


def _source(notifier: Notifier, mailbox: str | None, recipient: str) -> Mailbox:
    if mailbox is None:
        return notifier.after.bounce_mailbox()
    if mailbox == "-":
        known = recipient or os.environ.get("ORIGINAL_RECIPIENT") or os.environ.get("RECIPIENT") or ""
        return Stream(sys.stdin.buffer, known)
    return open_mailbox(Path(mailbox))


def _print(report: BounceReport) -> None:
    say(_("{read} messages read, {applied} deliveries bounced, {duplicates} read before").format(
        read=report.read, applied=report.applied, duplicates=report.duplicates
    ))  # fmt: skip
    kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(report.kinds.items()))
    if kinds:
        say(kinds)
    if report.kinds[ReturnKind.UNCLEAR]:
        say(_("Read the unclear ones yourself: they are about deliveries of ours, but say nothing a program can use."))


@click.command(
    help=_("Send a notice that did not reach people over their next channel, and count those whom none is left for."),
    epilog=_("Example: notifier escalate privacy-2026-12-15 --channel letter"),
)
@click.argument("notice", required=False)
@click.option(
    "--channel",
    "channels",
    multiple=True,
    type=click.Choice(["mail", "letter", "fax"]),
    help=_("Also use this channel, although the notice was planned without it."),
)
@click.option("--unreachable", is_flag=True, help=_("List everybody whom no channel is left for."))
@json_option
@click.pass_obj
def escalate(notifier: Notifier, notice: str | None, channels: tuple[str, ...], unreachable: bool, form: str) -> None:
    """Exit 0."""
    chosen = [find_notice(notifier.notices, notice)] if notice else notifier.notices.all()
    escalator = notifier.after.escalator(frozenset(Channel(one) for one in channels))
    outcomes = escalator.run(chosen)
    people = [one for each in chosen if unreachable for one in escalator.unreachable(each)]
    if form == "json":
        print_json({"notices": outcomes, "unreachable": people})
        return
    for one in people:
        tried = ", ".join(f"{channel} {reason or state}" for channel, state, reason in one.tried)
        say(f"{one.recipient}  {tried or one.reason}")
    print_outcomes(outcomes, always=True)


def print_outcomes(outcomes: Sequence[Outcome], *, always: bool = False) -> None:
    """A line a notice; nothing for those where nothing happened, unless `always`."""
    written = False
    for one in outcomes:
        on = ", ".join(f"{channel} {number}" for channel, number in sorted(one.on.items()))
        if on:
            say(_("{notice}: goes on by {on}").format(notice=one.notice, on=on))
        if on or always:
            say(_("{notice}: {proven} told directly, {unreachable} cannot be reached over any channel").format(
                notice=one.notice, proven=one.proven, unreachable=one.unreachable
            ))  # fmt: skip
        written = written or bool({Channel.LETTER, Channel.FAX} & set(one.on))
    if written:
        say(_("Next: notifier letters export, notifier fax export"))


def escalate_quietly(notifier: Notifier, notices: Sequence[Notice]) -> None:
    """After a run: what failed goes on over the next channel."""
    for one in notifier.after.escalator().run(notices):
        for channel, number in sorted(one.on.items()):
            note(_("{notice}: goes on by {on}").format(notice=one.notice, on=f"{channel} {number}"))
