"""`gate site`: the apps that may ask for screenings, and their secrets."""

import re
import secrets
from datetime import datetime, timedelta
from typing import Any

import click

from gate import sandbox as sandboxes
from gate.cli.frame import FORMATS, columns, emit, fail, now, opened, setting_options, words
from gate.model import ConfigurationError, GateError, Site, SiteId
from gate.origins import origin, origin_of
from gate.settings import Settings

_NAME = re.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


@click.group()
def site() -> None:
    """Look after the sites (apps) that may ask for screenings."""


def _secret(sandbox: bool) -> str:
    return ("gate_test_" if sandbox else "gate_live_") + secrets.token_urlsafe(32)


@site.command("add")
@click.argument("name")
@click.option(
    "--origin", "origins", multiple=True, required=True, metavar="URL", help="Origin of its pages; repeatable."
)
@click.option("--title-ja", metavar="TEXT", help="Its name in Japanese [default: NAME].")
@click.option("--title-en", metavar="TEXT", help="Its name in English [default: NAME].")
@click.option("--help-url", metavar="URL", help="Its help page, for a person who cannot sign up now.")
@click.option("--sandbox", is_flag=True, help="A site for tests: works only on a gate that runs with --sandbox.")
@click.option("--format", "format", type=FORMATS, default="text", show_default=True)
@setting_options("database")
def add(settings: Settings, name: str, sandbox: bool, format: str, **described: Any) -> None:
    """Add a site, and print its id and its secret: the secret is shown this once.

    \b
    Example:
      gate site add my-app --origin https://app.example.com --help-url https://app.example.com/help
    """
    try:
        wanted = _site(name, sandbox, **described)
    except ConfigurationError as error:
        fail(error, code=2)
    secret = _secret(sandbox)
    try:
        added = opened(settings).sites.add(wanted, secret, now())
    except GateError as error:
        fail(error)
    say = words()
    lines = [
        *columns([[say("site"), added.id], [say("secret"), secret], [say("origins"), " ".join(added.origins)]]),
        say("Keep the secret on your server; it is not shown again. Next: gate serve"),
    ]
    emit(format, {"id": added.id, "secret": secret, "origins": list(added.origins)}, lines)


def _site(
    name: str, sandbox: bool, *, origins: tuple[str, ...], title_ja: str, title_en: str, help_url: str | None
) -> Site:
    if not _NAME.fullmatch(name) or name == sandboxes.SITE:
        raise ConfigurationError(f"{name!r} cannot be a site's name: use a to z, 0 to 9 and hyphens, at most 63")
    if help_url is not None:
        origin_of(help_url)
    return Site(
        id=SiteId(name),
        number=0,
        title_ja=title_ja or name,
        title_en=title_en or name,
        origins=tuple(dict.fromkeys(origin(one) for one in origins)),
        help_url=help_url,
        sandbox=sandbox,
    )


@site.command("list")
@click.option("--format", "format", type=FORMATS, default="text", show_default=True)
@setting_options("database")
def list_sites(settings: Settings, format: str) -> None:
    """List the sites.

    \b
    Example:
      gate site list --format json
    """
    try:
        found = opened(settings).sites.all()
    except GateError as error:
        fail(error)
    data = [{"id": s.id, "origins": list(s.origins), "help_url": s.help_url, "sandbox": s.sandbox} for s in found]
    say = words()
    rows = [[say("site"), say("origins")], *[[s.id, " ".join(s.origins)] for s in found]]
    emit(format, data, columns(rows) if found else [say("There is no site yet. Next: gate site add NAME --origin URL")])


@site.command("secret")
@click.argument("name")
@click.option("--overlap", default=24, show_default=True, metavar="HOURS", help="How long the old secret still works.")
@click.option("--format", "format", type=FORMATS, default="text", show_default=True)
@setting_options("database")
def new_secret(settings: Settings, name: str, overlap: int, format: str) -> None:
    """Give a site a new secret, and print it this once.

    \b
    Example:
      gate site secret my-app --overlap 1
    """
    moment: datetime = now()
    store = opened(settings)
    try:
        wanted = store.sites.by_id(SiteId(name))
        secret = _secret(wanted.sandbox)
        store.sites.add_secret(wanted.id, secret, moment, others_end=moment + timedelta(hours=max(0, overlap)))
    except GateError as error:
        fail(f"{name}: {error}")
    say = words()
    last = say("The old secret works for {hours} more hours.", hours=str(max(0, overlap)))
    emit(format, {"id": name, "secret": secret}, [*columns([[say("site"), name], [say("secret"), secret]]), last])


@site.command("remove")
@click.argument("name")
@setting_options("database")
def remove(settings: Settings, name: str) -> None:
    """Remove a site with its secrets and its open screenings.

    \b
    Example:
      gate site remove my-app
    """
    try:
        opened(settings).sites.remove(SiteId(name))
    except GateError as error:
        fail(f"{name}: {error}")
    click.echo(words()("{name} is removed.", name=name))
