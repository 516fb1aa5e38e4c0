"""`publisher build`."""

from pathlib import Path

import click

from publisher.cli.hosting import run_host
from publisher.cli.options import as_of, site_config
from publisher.cli.scope import Scope
from publisher.content import load_policy
from publisher.ledger import ensure_verified
from publisher.messages import _, sentences


@click.command(name="build")
@site_config
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="The folder for the site; what is there is replaced.",
)
@as_of
@click.pass_obj
def command(scope: Scope, config: Path, output: Path, as_of: str | None) -> None:
    """Build the site: every version of every policy, with what changed, for people and for programs.

    Nothing is built where anything published has changed.

    \b
    Example:
      publisher build
      publisher build --as-of 2027-04-01 --output /tmp/preview
    """
    for folder in scope.chosen(None):
        ensure_verified(folder)
        load_policy(folder)
    status = run_host(scope, "build", config, as_of, ["--quiet", "--site-dir", str(output.resolve())])
    if status:
        raise SystemExit(1)
    count = sum(1 for path in output.rglob("*.html"))
    words = _("Built {folder}: {count} pages.", folder=output, count=count)
    click.echo(sentences(words, _("Next: copy it to the web server, or look at it with `publisher serve`.")))
