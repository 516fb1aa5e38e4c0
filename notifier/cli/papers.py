"""`notifier letters` and `notifier fax`: write what waits, say who took it and when, and what came back."""

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from notifier.bootstrap import Notifier
from notifier.cli.bounces import print_outcomes
from notifier.cli.output import json_option, note, print_json, say, style, table, when
from notifier.cli.words import _
from notifier.model.channel import Channel
from notifier.model.errors import UsageProblem
from notifier.model.ids import DeliveryId, NoticeId
from notifier.model.paper import Handover
from notifier.service.papers import waiting
from notifier.service.sending import find_notice


@click.group(help=_("Notices as letters: PDF files for a printer, and who took them to the post."))
def letters() -> None:
    """A group."""


@click.group(help=_("Notices by fax: PDF files and their numbers for a gateway, and who handed them to it."))
def fax() -> None:
    """A group."""


def _export(channel: Channel, names: dict[str, str]) -> click.Command:
    @click.command("export", help=names["export"], epilog=names["export_example"])
    @click.argument("notice", required=False)
    @click.option(
        "--output",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("var/paper"),
        show_default=True,
        help=_("The folder to put exports into."),
    )
    @click.option(
        "--per-export",
        type=click.IntRange(1, 5000),
        default=500,
        show_default=True,
        help=_("At most so many people in one export."),
    )
    @click.option("--dry-run", is_flag=True, help=_("Only say how many wait."))
    @json_option
    @click.pass_obj
    def export(notifier: Notifier, notice: str | None, output: Path, per_export: int, dry_run: bool, form: str) -> None:
        """Exit 0, also where nothing waits."""
        chosen = [find_notice(notifier.notices, notice)] if notice else notifier.notices.all()
        counts = waiting(notifier.after.papers, chosen, channel)
        if dry_run:
            _say_waiting(counts, form)
            return
        made: list[Handover] = []
        with click.progressbar(
            length=sum(counts.values()), label=_("writing"), file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            for one in chosen:
                if one.id in counts:
                    made += notifier.after.exporter().run(one, channel, output, per_export, bar.update)
        if form == "json":
            print_json(made)
            return
        for export in made:
            say(_("export {id}: {count} people, {folder}").format(
                id=export.id, count=export.count, folder=export.folder
            ))  # fmt: skip
        _say_next(channel, made)

    return export


def _say_waiting(counts: Mapping[NoticeId, int], form: str) -> None:
    if form == "json":
        print_json(counts)
        return
    for notice, number in counts.items():
        say(_("{notice}: {number} wait to be written").format(notice=notice, number=number))
    if not counts:
        say(_("Nothing waits to be written."))


def _say_next(channel: Channel, made: list[Handover]) -> None:
    if not made:
        say(_("Nothing waits to be written."))
        return
    note(_("the files hold names and addresses: keep them no longer than the printer or gateway needs them"))
    command = "letters" if channel is Channel.LETTER else "fax"
    say(_("Nobody is told yet. Next, when they are handed over: notifier {command} hand-over {id} --by WHO").format(
        command=command, id=made[0].id
    ))  # fmt: skip


def _list(channel: Channel, names: dict[str, str]) -> click.Command:
    @click.command("list", help=names["list"], epilog=names["list_example"])
    @click.argument("notice", required=False)
    @json_option
    @click.pass_obj
    def list_all(notifier: Notifier, notice: str | None, form: str) -> None:
        """Exit 0."""
        found = notifier.after.papers.all(channel, find_notice(notifier.notices, notice).id if notice else None)
        if form == "json":
            print_json(found)
            return
        head = ("id", _("notice"), _("written"), _("people"), _("still open"), _("handed over"), _("to whom"))
        rows = [
            (one.id, one.notice, when(one.made_at), one.count, one.open, when(one.handed_over_at), one.handed_over_by)
            for one in found
        ]
        if rows:
            say(table([head, *((*row[:-1], row[-1] or "-") for row in rows)], numbers=[0, 3, 4]))
        left = sum(one.open for one in found)
        say(_("{number} exports, {left} people in them not handed over").format(number=len(found), left=left))

    return list_all


def _hand_over(channel: Channel, names: dict[str, str]) -> click.Command:
    @click.command("hand-over", help=names["hand_over"], epilog=names["hand_over_example"])
    @click.argument("export", type=int)
    @click.option("--by", help=_("Who handed it over and to whom; kept in the log and shown in proofs."))
    @click.option("--at", metavar="TIME", help=_("When, with a zone; now where it is not given."))
    @click.option("--folder", type=click.Path(path_type=Path), help=_("Where the files are, if they were moved."))
    @click.pass_obj
    def hand_over(notifier: Notifier, export: int, by: str | None, at: str | None, folder: Path | None) -> None:
        """Exit 1 where the files are not what was written, or it was handed over before."""
        if not by or not by.strip():
            raise UsageProblem(reason=_("--by is missing: it is kept in the log"))
        handing = notifier.after.handing()
        done = handing.hand_over(handing.find(channel, export), by.strip(), _instant(at), folder)
        say(style(_("{done} people are told: export {id}, by {by}").format(done=done, id=export, by=by), "green"))

    return hand_over


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise UsageProblem(reason=_("--at is a time with a zone, such as 2026-11-30T15:00+09:00"))
    return found


def _take_back(channel: Channel, names: dict[str, str]) -> click.Command:
    @click.command("take-back", help=names["take_back"], epilog=names["take_back_example"])
    @click.argument("export", type=int)
    @click.pass_obj
    def take_back(notifier: Notifier, export: int) -> None:
        """Exit 1 where it was handed over."""
        handing = notifier.after.handing()
        done = handing.take_back(handing.find(channel, export))
        say(_("{done} people wait again. Destroy what was printed of export {id}.").format(done=done, id=export))

    return take_back


def _returned(channel: Channel, names: dict[str, str]) -> click.Command:
    @click.command("returned", help=names["returned"], epilog=names["returned_example"])
    @click.argument("deliveries", nargs=-1, required=True, type=int)
    @click.option("--reason", help=_("What the post or the gateway said; kept in the log."))
    @click.pass_obj
    def returned(notifier: Notifier, deliveries: tuple[int, ...], reason: str | None) -> None:
        """Exit 1 for one that was not handed over."""
        if not reason:
            raise UsageProblem(reason=_("--reason is missing: it is kept in the log"))
        notifier.after.handing().returned(channel, [DeliveryId(one) for one in deliveries], reason)
        say(_("{number} came back.").format(number=len(deliveries)))
        print_outcomes(notifier.after.escalator().run(notifier.notices.all()))

    return returned


LETTERS = {
    "export": _("Write the letters that wait, as PDF: a page set for each person, the address in the window."),
    "export_example": _("Example: notifier letters export privacy-2026-12-15 --output letters"),
    "list": _("The exports of letters, what is still to be handed over, and who took the rest."),
    "list_example": _("Example: notifier letters list"),
    "hand_over": _("Say that an export was handed to the post or the printer: only then are its people told."),
    "hand_over_example": _("Example: notifier letters hand-over 1 --by 'A. Sato, to Example Post, receipt 123'"),
    "take_back": _("An export is not handed over after all: its people wait again, and are written anew."),
    "take_back_example": _("Example: notifier letters take-back 1"),
    "returned": _(
        "Letters that the post brought back, by the number at the foot of the page: the next channel follows."
    ),
    "returned_example": _("Example: notifier letters returned 1234 1240 --reason 'unknown at this address'"),
}
FAXES = {
    "export": _("Write the faxes that wait: a PDF for each person, and their numbers in list.csv for a gateway."),
    "export_example": _("Example: notifier fax export privacy-2026-12-15 --output faxes"),
    "list": _("The exports of faxes, what is still to be handed over, and who took the rest."),
    "list_example": _("Example: notifier fax list"),
    "hand_over": _("Say that an export was handed to the gateway: only then are its people told."),
    "hand_over_example": _("Example: notifier fax hand-over 2 --by 'A. Sato, to Example Fax Gateway, job 77'"),
    "take_back": LETTERS["take_back"],
    "take_back_example": _("Example: notifier fax take-back 2"),
    "returned": _("Faxes that the gateway could not deliver, by the number at the foot of the page: the next channel "
                  "follows."),
    "returned_example": _("Example: notifier fax returned 1234 --reason 'no answer, three tries'"),
}  # fmt: skip
for _make in (_export, _list, _hand_over, _take_back, _returned):
    letters.add_command(_make(Channel.LETTER, LETTERS))
    fax.add_command(_make(Channel.FAX, FAXES))
