"""`publisher init`."""

from pathlib import Path

import click

from publisher.messages import _
from publisher.scaffold import Company, write_repository


@click.command(name="init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--policy", default="privacy", show_default=True, help="The policy's id, a part of URLs.")
@click.option("--title-ja", default="個人情報取扱方針", show_default=True, help="The title in Japanese.")
@click.option("--title-en", default="Privacy Policy", show_default=True, help="The title in English.")
@click.option("--controller-ja", required=True, help="The company's name in Japanese.")
@click.option("--controller-en", required=True, help="The company's name in English.")
@click.option("--email", required=True, help="Where users write about their data.")
@click.option("--url", default="https://www.example.com/", show_default=True, help="Where the site will stand.")
def command(folder: Path, **company: str) -> None:
    """Make a repository for a company's own policy in FOLDER: settings, a first draft, the site, a GitHub workflow.

    \b
    Example:
      publisher init policies --controller-ja 株式会社エグザンプル --controller-en "Example, Inc." \\
          --email privacy@example.com
    """
    for path in write_repository(folder, Company(**company)):
        click.echo(folder / path)
    click.echo(_("Next: `cd {folder}`, complete the draft, then `publisher check`.", folder=folder))
