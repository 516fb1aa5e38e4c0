"""`publisher adopt`."""

from pathlib import Path

import click

from publisher.cli.options import Version, read_signing_key, signing_key
from publisher.cli.output import print_columns
from publisher.cli.scope import Scope
from publisher.ledger import LEDGER, adopt
from publisher.messages import _
from publisher.model import VersionId


@click.command(name="adopt")
@click.argument("policy")
@click.argument("versions", type=Version(), nargs=-1)
@signing_key
@click.pass_obj
def command(scope: Scope, policy: str, versions: tuple[VersionId, ...], signing_key: Path | None) -> None:
    """Enter texts of POLICY that were in force before the ledger began, as they stand in folders named by date.

    Without VERSIONS, every folder that the ledger lacks. Nothing in the folders changes; the entries say `adopted`.

    \b
    Example:
      publisher adopt privacy 2021-04-22
    """
    folder = scope.folder(policy)
    entries = adopt(folder, scope.now(), versions, read_signing_key(signing_key))
    print_columns([(str(entry.version), entry.hash) for entry in entries])
    path = folder / LEDGER
    click.echo(_("Versions adopted: {count}. Next: commit {path}.", count=len(entries), path=path))
