"""`notifier plan`: who would get what, and whether it can be in time. Sends nothing."""

import sys

import click

from notifier.adapters.manifests import SiteManifest
from notifier.bootstrap import Notifier
from notifier.cli.output import as_object, json_option, print_json, say, table, when
from notifier.cli.words import _
from notifier.model.channel import Channel
from notifier.model.notice import AmbiguousPolicy
from notifier.model.paper import ON_PAPER
from notifier.ports.notices import Rendering
from notifier.service.planning import PlanReport, PlanRequest
from notifier.service.wording import IN_WORDS


@click.command(
    help=_("Plan the notice of a version: freeze its audience, check the lead time, show a sample. Sends nothing."),
    epilog=_("Example: notifier plan https://policy.example.com/manifest.json --policy privacy --version 2026-12-15"),
)
@click.argument("manifest")
@click.option("--policy", required=True, help=_("The policy's id."))
@click.option("--version", required=True, help=_("The version's id, such as 2026-12-15."))
@click.option(
    "--channel",
    "channels",
    multiple=True,
    type=click.Choice([one.value for one in Channel]),
    default=[one.value for one in Channel],
    show_default=True,
    help=_("A channel the notice may use; give it again for another."),
)
@click.option(
    "--ambiguous",
    type=click.Choice([one.value for one in AmbiguousPolicy]),
    default="resend",
    show_default=True,
    help=_("What to do with a message of which nobody knows whether it arrived."),
)
@click.option("--override", metavar="REASON", help=_("Plan it although it cannot be in time, and keep this reason."))
@click.option("--unreachable", is_flag=True, help=_("List everybody who cannot be reached, with the reason."))
@click.option("--no-text-check", is_flag=True, help=_("Do not compare the texts with the manifest's hashes."))
@json_option
@click.pass_obj
def plan(
    notifier: Notifier,
    manifest: str,
    policy: str,
    version: str,
    channels: tuple[str, ...],
    ambiguous: str,
    override: str | None,
    unreachable: bool,
    no_text_check: bool,
    form: str,
) -> None:
    """Exit 1 where the notice is refused."""
    request = PlanRequest(
        policy=policy,
        version=version,
        channels=frozenset(Channel(one) for one in channels),
        ambiguous=AmbiguousPolicy(ambiguous),
        override=override or None,
        check_text=not no_text_check,
    )
    planner = notifier.planner()
    with click.progressbar(length=1, label=_("planning"), file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def tick(done: int, whole: int) -> None:
            bar.length = max(whole, done)
            bar.update(done - bar.pos)

        report = planner.plan(SiteManifest(manifest), request, tick)
    people = [one for batch in notifier.after.left_out(report.notice.id) for one in batch] if unreachable else []
    if form == "json":
        left_out = {"unreachable": [{"recipient": who, "reason": why} for who, why in people]} if unreachable else {}
        print_json({**as_object(report), **left_out})
        return
    for who, why in people:
        say(f"{who}  {why}")
    print_plan(report, notifier.settings.smtp is None)


def _shown(report: PlanReport) -> list[Rendering]:
    """A sample in each language: the mail, or the first channel with words that somebody is told over."""
    used = {channel for channel, _language in report.counts}
    wanted = next((one for one in IN_WORDS if one in used), Channel.MAIL)
    return [one for one in report.samples if one.channel is wanted]


def print_plan(report: PlanReport, to_folder: bool) -> None:
    """Counts, who is left out, times, a sample in each language, and what comes next."""
    notice, outlook = report.notice, report.forecast
    say(_("{policy} {version}, in force from {when}").format(
        policy=notice.policy, version=notice.version, when=when(notice.effective_at)
    ))  # fmt: skip
    rows = [(str(channel), str(language), number) for (channel, language), number in sorted(report.counts.items())]
    say(table([(_("channel"), _("language"), _("people")), *rows], numbers=[2]))
    if report.excluded:
        say(_("Cannot be reached (--unreachable lists them):"))
        say(table([(reason, number) for reason, number in sorted(report.excluded.items())], numbers=[1]))
    say(_("audience {people}, of which {excluded} cannot be reached").format(
        people=report.people, excluded=sum(report.excluded.values())
    ))  # fmt: skip
    kept = _("kept") if outlook.in_time else _("NOT kept (override: {reason})").format(reason=notice.override)
    say(_("The last mail would go by {finish}; the lead time needs {limit}: {kept}").format(
        finish=when(outlook.finish), limit=when(outlook.limit), kept=kept
    ))  # fmt: skip
    letters = sum(number for (channel, _language), number in report.counts.items() if channel in ON_PAPER)
    if letters:
        say(_("{number} people are told on paper, which somebody has to hand over by {limit}: notifier letters "
              "export, notifier fax export, after notifier send").format(
            number=letters, limit=when(outlook.limit)
        ))  # fmt: skip
    for sample in _shown(report):
        say(
            f"\n--- {sample.channel}, {sample.language} ---\n{_('Subject')}: {sample.subject}\n\n{sample.text.rstrip()}"
        )
    say()
    if to_folder:
        say(_("No mail server is set (NOTIFIER_SMTP): mail will be written as .eml files."))
    say(_("Nothing was sent. Next: notifier send"))
