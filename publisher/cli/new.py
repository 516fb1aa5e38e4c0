"""`publisher new`."""

from pathlib import Path

import click

from publisher.cli.options import Version
from publisher.cli.scope import Scope
from publisher.content import load_policy
from publisher.drafting import start_draft
from publisher.messages import _
from publisher.model import Version as Published
from publisher.model import VersionId


@click.command(name="new")
@click.argument("policy")
@click.option("--from", "version", type=Version(), help="Start from this version instead of the text in force.")
@click.pass_obj
def command(scope: Scope, policy: str, version: VersionId | None) -> None:
    """Start a draft of POLICY from the text in force.

    \b
    Example:
      publisher new privacy
      publisher new privacy --from 2027-04-01
    """
    folder = scope.folder(policy)
    origin = start_draft(folder, scope.now(), version)
    made_from = _("from version {version}", version=origin.label) if origin else _("from nothing")
    click.echo(_("Started {folder} {made_from}.", folder=folder / "draft", made_from=made_from))
    _warn_of_scheduled(folder, scope, origin)
    click.echo(_("Next: edit the texts, then `publisher check {policy}`.", policy=policy))


def _warn_of_scheduled(folder: Path, scope: Scope, origin: Published | None) -> None:
    """A draft that does not hold what is to come into force would take it back without anybody having said so."""
    versions = load_policy(folder).versions
    if origin is None or versions[-1].label == origin.label:
        return
    last = versions[-1]
    text = _("Version {last} comes after that one, and this draft does not hold its changes. To start from it, remove"
             " {folder} and run `publisher new {policy} --from {last}`.",
             last=last.label, folder=folder / "draft", policy=folder.name)  # fmt: skip
    click.echo(text, err=True)
