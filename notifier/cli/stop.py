"""`notifier stop` and `notifier correct`: take a notice back, or put it right, with exactly those who got it."""

import click

from notifier.adapters.manifests import SiteManifest
from notifier.bootstrap import Notifier
from notifier.cli.output import json_option, print_json, say
from notifier.cli.plan import print_plan
from notifier.cli.words import _
from notifier.model.errors import UsageProblem
from notifier.model.ids import Language
from notifier.model.notice import NoticeState
from notifier.service.sending import find_notice

reason_ja = click.option("--reason-ja", metavar="TEXT", help=_("Why, in Japanese: those who got it read this."))
reason_en = click.option("--reason-en", metavar="TEXT", help=_("Why, in English: those who got it read this."))


@click.command(
    help=_("Stop a notice that runs: what was not sent is left out with the reason. With --tell, plan a withdrawal to "
           "exactly those who got it."),
    epilog=_("Example: notifier stop privacy-2026-12-15 --reason 'wrong date'"),
)  # fmt: skip
@click.argument("notice")
@click.option("--reason", help=_("Why, for the log."))
@click.option("--tell", is_flag=True, help=_("Also plan a withdrawal; it is sent by notifier send."))
@reason_ja
@reason_en
@json_option
@click.pass_obj
def stop(
    notifier: Notifier,
    notice: str,
    reason: str | None,
    tell: bool,
    reason_ja: str | None,
    reason_en: str | None,
    form: str,
) -> None:
    """Exit 1 where it cannot be stopped, or something is still on the wire."""
    found = find_notice(notifier.notices, notice)
    if not reason:
        raise UsageProblem(reason=_("--reason is missing: it is kept in the log"))
    reasons = _reasons(reason_ja, reason_en) if tell else {}
    finished = tell and found.state is NoticeState.FINISHED
    done = None if finished else notifier.after.stopper().stop(notice, reason)
    report = notifier.after.corrector().withdraw(notice, reasons) if tell else None
    if form == "json":
        print_json({"stopped": done, "withdrawal": report})
    else:
        if done:
            say(_("{notice} is stopped: {left_out} left out, {wire} still on the wire").format(
                notice=notice, left_out=done.left_out, wire=done.on_the_wire
            ))  # fmt: skip
        if report:
            print_plan(report, notifier.settings.smtp is None)
        else:
            say(_("Next: notifier correct, or notifier stop --tell for a withdrawal to those who got it"))
    if done and done.on_the_wire:
        raise SystemExit(1)


@click.command(
    help=_("Plan a correction of a notice to exactly those who got it, and the right notice to those whom stopping it "
           "left untold. Sends nothing."),
    epilog=_("Example: notifier correct privacy-2026-12-15 site/manifest.json --reason-ja … --reason-en …"),
)  # fmt: skip
@click.argument("notice")
@click.argument("manifest")
@click.option("--version", help=_("The right version, where it is another one than the notice's."))
@reason_ja
@reason_en
@click.option("--override", metavar="REASON", help=_("Plan it although it cannot be in time, and keep this reason."))
@json_option
@click.pass_obj
def correct(
    notifier: Notifier,
    notice: str,
    manifest: str,
    version: str | None,
    reason_ja: str | None,
    reason_en: str | None,
    override: str | None,
    form: str,
) -> None:
    """Exit 1 where it is refused."""
    reasons = _reasons(reason_ja, reason_en)
    corrector = notifier.after.corrector()
    reports = corrector.correct(notice, SiteManifest(manifest), version, reasons, override)
    if form == "json":
        print_json(reports)
        return
    for report in reports:
        say(f"=== {report.notice.id}")
        print_plan(report, notifier.settings.smtp is None)


def _reasons(japanese: str | None, english: str | None) -> dict[Language, str]:
    if not japanese or not english:
        raise UsageProblem(reason=_("--reason-ja and --reason-en are both needed: people read them in their language"))
    return {Language("ja"): japanese, Language("en"): english}
