"""`notifier serve`: the inbox, consents and live streams over HTTP; `notifier openapi`: what it answers."""

from typing import TYPE_CHECKING

import click

from notifier.bootstrap import Notifier
from notifier.cli.output import note, print_json
from notifier.cli.words import _
from notifier.web.context import make_context
from notifier.web.system import document

if TYPE_CHECKING:
    from granian import Granian

HEADER_MILLISECONDS = 10_000
STOP_SECONDS = 10


@click.command(
    help=_("Serve the inbox, consents and live streams over HTTP, and tell webhooks what happens."),
    epilog=_("Example: notifier serve --port 8090"),
)
@click.option("--host", default="127.0.0.1", show_default=True, help=_("The address to listen on."))
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8090, show_default=True, help=_("The port to listen on.")
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help=_("How many processes answer.")
)
@click.pass_obj
def serve(notifier: Notifier, host: str, port: int, workers: int) -> None:
    """Until it is stopped. Exit 2 for a setting that cannot be read, before anything listens."""
    make_context(notifier)
    notifier.database.close()
    if not notifier.environment.get("NOTIFIER_TOKEN_KEYS", "").strip():
        note(_("NOTIFIER_TOKEN_KEYS is not set: no user can ask anything. Next: notifier tokens new"))
    if not notifier.settings.web.origins:
        note(_("NOTIFIER_ORIGINS is not set: no page in a browser can use the inbox"))
    shown = f"[{host}]" if ":" in host else host
    note(_("The notifier listens on http://{host}:{port}; stop it with Ctrl-C.").format(host=shown, port=port))
    _server(host, port, workers).serve()


def _server(host: str, port: int, workers: int) -> "Granian":
    # Loaded here: no other command needs the server.
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    return Granian(
        "notifier.web.server:create",
        factory=True,
        interface=Interfaces.RSGI,
        address=host,
        port=port,
        workers=workers,
        backlog=1024,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        log_level=LogLevels.warning,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,
    )


@click.command(
    help=_("Print the API's description (OpenAPI 3.1), as /openapi.json serves it."),
    epilog=_("Example: notifier openapi > notifier.json"),
)
def openapi() -> None:
    """Needs no setting and no database."""
    print_json(document())
