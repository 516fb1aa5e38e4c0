"""The command's groups, and the one place where errors become a line and an exit code."""

import os
import sys
from pathlib import Path

import click

from notifier.bootstrap import Notifier, bootstrap
from notifier.cli.commands import Commands
from notifier.cli.output import note
from notifier.cli.words import _, explain
from notifier.model.errors import NotifierError


class Group(click.Group):
    """Shows the notifier's errors in one line; the exit code is the error's."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except NotifierError as problem:
            click.echo(f"notifier: {explain(problem)}", err=True)
            sys.exit(problem.exit_code)


@click.group(
    cls=Group,
    commands=Commands(),
    help=_("Tell every user about a new version of a policy, once, in their language, with proof."),
    epilog=_("Example: notifier plan site/manifest.json --policy privacy --version 2026-12-15 && notifier send"),
)
@click.version_option(package_name="policypress")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Settings come from the environment (docs/guides/notifier-settings.md)."""
    if not isinstance(ctx.obj, Notifier):
        ctx.obj = _Lazy()


class _Lazy:
    """Reads the settings when a command first needs them, so that --help works without any."""

    def __getattr__(self, name: str) -> object:
        if "notifier" not in self.__dict__:
            self.__dict__["notifier"] = bootstrap(os.environ, _key_made)
        return getattr(self.__dict__["notifier"], name)


def _key_made(path: Path) -> None:
    note(_("made the first key, {path}: without it the addresses cannot be read again. Keep a copy apart from the "
           "database, or move it into NOTIFIER_KEYS").format(path=path))  # fmt: skip
