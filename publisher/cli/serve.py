"""`publisher serve`."""

from pathlib import Path

import click

from publisher.cli.hosting import become_host, host_call
from publisher.cli.options import as_of, site_config
from publisher.cli.scope import Scope
from publisher.messages import _


@click.command(name="serve")
@site_config
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to serve it.")
@as_of
@click.pass_obj
def command(scope: Scope, config: Path, address: str, as_of: str | None) -> None:
    """Preview the site with the drafts, their changes against the text in force redrawn whenever a file is saved.

    For your own eyes: it is not a web server for visitors. End it with Ctrl-C.

    \b
    Example:
      publisher serve
    """
    options = ["--dev-addr", address, "--watch", str(scope.root)]
    program = host_call(scope, "serve", config, as_of, options)
    click.echo(_("Preview at http://{address}/ until Ctrl-C.", address=address), err=True)
    become_host(*program)
