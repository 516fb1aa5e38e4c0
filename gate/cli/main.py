"""`gate` and its commands that stand alone: serve, openapi, log verify."""

from pathlib import Path

import click

from gate.accesslog import BrokenLogError, verify
from gate.cli.commands import Commands
from gate.cli.frame import FORMATS, emit, fail, opened, setting_options, words
from gate.model import ConfigurationError, GateError
from gate.screening.age import zone
from gate.settings import Settings


@click.group(commands=Commands(), context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="policypress", prog_name="gate")
def main() -> None:
    """Ask for a date of birth at sign-up and answer with a signed attestation, keeping nothing of the person.

    \b
    Example:
      gate site add my-app --origin https://app.example.com
      gate serve --url https://gate.example.com
    """


@main.command()
@setting_options()
def serve(settings: Settings) -> None:
    """Run the service until it is told to stop (SIGTERM, Ctrl-C); requests under way are finished first.

    Needs no setting to begin with: what is missing (database, signing key, access log) is made below ./var.
    Every option is also a variable of the environment.

    \b
    Example:
      gate serve
      gate serve --sandbox
      gate serve --url https://gate.example.com --database postgresql+psycopg://gate@db/gate
    """
    from gate.cli.serving import prepare, run  # loaded here: no other command needs the server

    try:
        zone(settings.zone)
    except ConfigurationError as error:
        fail(error, code=2)
    try:
        prepare(settings)
        run(settings)
    except GateError as error:
        fail(error)


@main.command("openapi")
def openapi_command() -> None:
    """Print the API's description (OpenAPI 3.1) as JSON.

    \b
    Example:
      gate openapi > openapi.json
    """
    from gate.web import openapi  # loaded here: no other command needs the pages

    click.echo(openapi.text(), nl=False)


@main.group()
def log() -> None:
    """Look after the access log."""


@log.command("verify")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--head", metavar="SEAL", help="A seal noted earlier, which must stand in the log: shows a cut-off end.")
@click.option("--format", "format", type=FORMATS, default="text", show_default=True)
@setting_options("database", "access_log")
def verify_log(settings: Settings, file: Path | None, head: str | None, format: str) -> None:
    """Check that no line of the access log was changed, added, moved or removed.

    Note the seal that it prints in another place, and give it as --head next time.

    \b
    Example:
      gate log verify
      gate log verify /var/log/gate/access.jsonl --head 5d41…
    """
    path = file or Path(settings.access_log)
    store = opened(settings)
    say = words()
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            found = verify(lines, store.keys.secret("access log"), head)
    except OSError as error:
        fail(f"{path}: {error.strerror}")
    except BrokenLogError as error:
        fail(f"{path}: {error}")
    except GateError as error:
        fail(error)
    text = say("{path}: {lines} lines, all as they were written. Seal of the last: {head}")
    line = text.format(path=path, lines=found.lines, head=found.head)
    emit(format, {"file": str(path), "lines": found.lines, "head": found.head}, [line])
