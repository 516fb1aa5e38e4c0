"""Arguments and options that several commands share."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from publisher.content import DRAFT
from publisher.ledger.signing import load_key
from publisher.messages import _
from publisher.model import VersionId


class Day(click.ParamType[date, str]):
    """A date, YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the date; a wrong use of the command line otherwise."""
        if isinstance(value, date):
            return value
        try:
            return VersionId.parse(str(value)[:10] if len(str(value)) == 10 else "").effective
        except ValueError:
            self.fail(_("{value} is not a date of the form YYYY-MM-DD", value=repr(value)), param, ctx)


class Version(click.ParamType[VersionId, str]):
    """A version's id, such as 2021-04-22 or 2021-04-22.2."""

    name = "version"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> VersionId:
        """Read the id; a wrong use of the command line otherwise."""
        try:
            return value if isinstance(value, VersionId) else VersionId.parse(str(value))
        except ValueError:
            self.fail(_("{value} is not a version such as 2021-04-22 or 2021-04-22.2", value=repr(value)), param, ctx)


class VersionOrDraft(Version):
    """A version's id, or `draft`."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> VersionId:
        """Read the id; `draft` stays as it is."""
        return value if value == DRAFT else super().convert(value, param, ctx)  # type: ignore[return-value]


text_or_json = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print."
)

site_config = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The site's configuration.",
)

as_of = click.option("--as-of", metavar="INSTANT", help="The clock: a day, or an instant with its offset.")

signing_key = click.option(
    "--signing-key",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="PUBLISHER_SIGNING_KEY",
    help="Sign the ledger's head with this Ed25519 key, kept outside the repository (or PUBLISHER_SIGNING_KEY).",
)


def read_signing_key(path: Path | None) -> Ed25519PrivateKey | None:
    """The key of the option, its password from PUBLISHER_SIGNING_PASSWORD."""
    return load_key(path, password()) if path else None


def password() -> bytes | None:
    """The password of the signing key, if there is one."""
    return os.environ.get("PUBLISHER_SIGNING_PASSWORD", "").encode() or None
