"""Running the application on Granian: what is made and checked before it, and what is said."""

import os
import shutil
import socket
import tempfile
from pathlib import Path

import click
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from gate import sandbox
from gate.accesslog import AccessLog
from gate.cli.frame import now, opened, words
from gate.model import ConfigurationError
from gate.settings import Settings

HEADER_MILLISECONDS = 10_000
BACKLOG = 1024
STOP_SECONDS = 20


def prepare(settings: Settings) -> None:
    """Make what is missing (database, first signing key, access log), and say what was made and what comes next.

    Raises LogDownError, StoreDownError.
    """
    say = words()
    store = opened(settings)
    try:
        if not store.keys.ring().keys:
            store.keys.ensure(now())
            told = "First start: made the tables and a signing key in {database}; keep it as secret as a key."
            _tell(say(told, database=store.address))
        AccessLog(Path(settings.access_log), store.keys.secret("access log")).require_writable()
        if settings.sandbox:
            told = "This is a sandbox: site {site}, secret {secret}. Never use it for real sign-ups."
            _tell(say(told, site=sandbox.SITE, secret=sandbox.SECRET))
        elif not store.sites.all():
            _tell(say("There is no site yet. Next: gate site add NAME --origin URL"))
    finally:
        store.close()


def run(settings: Settings) -> None:
    """Serve until told to stop. With several processes, their counters are shared through a folder that is removed
    again. Raises ConfigurationError where the address cannot be listened on.
    """
    say = words()
    address = _bindable(settings)
    shared = tempfile.mkdtemp(prefix="gate-metrics-") if settings.workers > 1 else None
    if shared:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared
    _tell(say("Browsers and apps reach it at {url}; the API is described at {url}/docs.", url=settings.url))
    _tell(say("The gate listens on {address}; stop it with Ctrl-C.", address=_address(settings)))
    try:
        _server(settings, address).serve()
    finally:
        if shared:
            shutil.rmtree(shared, ignore_errors=True)


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _bindable(settings: Settings) -> str:
    """The host as an IP address, tried: the server itself would end in a stack of its own language."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        # IPv4 first: `localhost` is both, and more clients look for it there.
        family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise ConfigurationError(
            f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror}. Choose with --host and --port"
        ) from error
    return str(address[0])


def _address(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def _server(settings: Settings, address: str) -> Granian:
    return Granian(
        "gate.server:create",
        factory=True,
        interface=Interfaces.RSGI,
        address=address,
        port=settings.port,
        workers=settings.workers,
        backlog=BACKLOG,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        log_level=LogLevels.warning,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,
    )
