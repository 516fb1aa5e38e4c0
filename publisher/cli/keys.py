"""`publisher keys`."""

from pathlib import Path

import click

from publisher.cli.options import password
from publisher.ledger.signing import create_key, key_id, load_key, public_key
from publisher.messages import _


@click.group(name="keys")
def command() -> None:
    """Make and show the key that signs the ledger's head.

    A password is read from PUBLISHER_SIGNING_PASSWORD, if it is set.

    \b
    Example:
      publisher keys new /etc/policypress/ledger.pem
    """


@command.command(name="new")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def new(file: Path) -> None:
    """Make an Ed25519 key in FILE, outside the repository, readable by its owner only.

    \b
    Example:
      publisher keys new /etc/policypress/ledger.pem
    """
    _show(create_key(file, password()))
    click.echo(_("Made {file}. Next: `publisher publish … --signing-key {file}`.", file=file), err=True)


@command.command(name="show")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def show(file: Path) -> None:
    """Print the public key of FILE, for `publisher verify --public-key`, and its id.

    \b
    Example:
      publisher keys show /etc/policypress/ledger.pem
    """
    _show(public_key(load_key(file, password())))


def _show(public: str) -> None:
    click.echo(f"{public}  {key_id(public)}")
