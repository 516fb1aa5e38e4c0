"""`notifier observe`: what the site shows now, as evidence of publication (公表), apart from notices (通知)."""

from collections.abc import Sequence

import click

from notifier.adapters.manifests import SiteManifest
from notifier.bootstrap import Notifier
from notifier.cli.output import json_option, print_json, say, table, when
from notifier.cli.words import _
from notifier.model.ids import PolicyId, VersionId
from notifier.model.observation import Observation


@click.command(
    help=_("Look at the site's announcement and texts of a version, and record what was there and when."),
    epilog=_(
        "Example: notifier observe https://policy.example.com/manifest.json --policy privacy --version 2026-12-15"
    ),
)
@click.argument("manifest", required=False)
@click.option("--policy", required=True, help=_("The policy's id."))
@click.option("--version", required=True, help=_("The version's id, such as 2026-12-15."))
@click.option("--list", "listing", is_flag=True, help=_("Look at nothing; list what was recorded."))
@json_option
@click.pass_obj
def observe(notifier: Notifier, manifest: str | None, policy: str, version: str, listing: bool, form: str) -> None:
    """Exit 1 where a page does not show what it should."""
    if listing:
        found = notifier.observations.all(PolicyId(policy), VersionId(version))
        _show(found, form)
        return
    if manifest is None:
        raise click.UsageError(_("give a MANIFEST, or --list"))
    read = SiteManifest(manifest).read()
    notifier.policies.remember(read)
    named = read.policy(policy)
    found = notifier.observer().observe(named, named.version(version))
    _show(found, form)
    if not all(one.shown for one in found):
        raise SystemExit(1)


def _show(found: Sequence[Observation], form: str) -> None:
    if form == "json":
        print_json(found)
        return
    head = (_("observed"), _("kind"), _("language"), _("answer"), _("shown"), "URL")
    rows = [
        (when(one.observed_at), one.kind, one.language, one.status or "-", _("yes") if one.shown else _("NO"), one.url)
        for one in found
    ]
    if rows:
        say(table([head, *rows], numbers=[3]))
    say(_("{number} observations are in the log; notifier verify covers them.").format(number=len(found)))
