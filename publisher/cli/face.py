"""The `publisher` command: its group, and the edge at which errors become one line and an exit status.

0 is fine, 1 findings or a refused operation, 2 a wrong use of the command line.
"""

import os
from importlib import import_module
from pathlib import Path

import click

from publisher.cli.commands import COMMANDS
from publisher.cli.scope import Scope
from publisher.errors import PublisherError
from publisher.messages import _, use_language, with_remedy

DOCUMENT_LIBRARIES = frozenset({"bs4", "docx", "lxml", "soupsieve", "weasyprint"})
"""What the extra `documents` brings; the commands that read and write Word, HTML and PDF need it."""


class Failure(click.ClickException):
    """What the person at the command line is told, on one line of standard error."""

    exit_code = 1

    def show(self, file: object = None) -> None:
        """Print the line."""
        click.echo(f"{_('Error')}: {' '.join(self.message.split())}", err=True)


class Face(click.Group):
    """A group whose commands are loaded when they are asked for, and whose errors are one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of the list."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module; where a library is missing, the command is there and says so when it is run."""
        if cmd_name not in COMMANDS:
            return None
        try:
            command = import_module(COMMANDS[cmd_name]).command
        except ModuleNotFoundError as error:
            return _unavailable(cmd_name, _missing(error))
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name]}.command is not a click command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what was refused, or what the disk refused, becomes a `Failure`."""
        try:
            return super().invoke(ctx)
        except PublisherError as error:
            raise Failure(str(error)) from error
        except ModuleNotFoundError as error:
            raise Failure(_missing(error)) from error
        except BrokenPipeError:
            raise
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            remedy = _("check that there is room on the disk and that the folder may be written")
            raise Failure(with_remedy(f"{place}{error.strerror or error}", remedy)) from error


def _missing(error: ModuleNotFoundError) -> str:
    """What to install; raises the error again where it is a mistake of the program."""
    if error.name not in DOCUMENT_LIBRARIES:
        raise error
    return with_remedy(_("{library} is not installed", library=error.name), _("install policypress[documents]"))


def _unavailable(name: str, words: str) -> click.Command:
    """A command that cannot work here, so that the help still lists it and the others."""

    def refuse(arguments: tuple[str, ...]) -> None:
        raise Failure(words)

    return click.Command(
        name,
        callback=refuse,
        params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
        context_settings={"ignore_unknown_options": True},
        short_help=words,
        help=words,
    )


@click.command(cls=Face, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--content",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("content"),
    show_default=True,
    envvar="PUBLISHER_CONTENT",
    help="The folder that holds a folder for each policy.",
)
@click.version_option(package_name="policypress")
@click.pass_context
def face(ctx: click.Context, root: Path) -> None:
    """Author, check, freeze and publish the versions of a policy.

    \b
    Example:
      publisher new privacy            start a draft from the text in force
      publisher check privacy          what is to be settled before publishing
      publisher publish privacy --effective 2027-04-01 --class minor --approved-by 法務部 \\
          --note-ja "…" --note-en "…" --dry-run
    """
    ctx.obj = Scope(root=root)


def main() -> None:
    """The entry point of the installed command."""
    use_language(os.environ)
    face(prog_name="publisher")
