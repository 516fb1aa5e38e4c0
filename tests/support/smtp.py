"""Postfix's smtp-sink: a real SMTP server that takes mail, keeps it, and can be told to refuse, drop or delay."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import free_port, server

SEARCH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


def binary(name: str = "smtp-sink") -> str | None:
    """The path of Postfix's test program, or None where it is not installed."""
    return shutil.which(name, path=SEARCH)


@dataclass(frozen=True, kw_only=True)
class Sink:
    """A running sink: where it listens and the folder in which each message becomes one file."""

    port: int
    folder: Path

    def messages(self) -> list[bytes]:
        """Every message received so far, with the sink's X- envelope lines on top, oldest first."""
        files = sorted((p for p in self.folder.iterdir() if p.name.startswith("m")), key=lambda p: p.stat().st_mtime_ns)
        return [p.read_bytes() for p in files]


@contextlib.contextmanager
def sink(folder: Path, *options: str, port: int | None = None) -> Iterator[Sink]:
    """Run smtp-sink with `options` (see smtp-sink(1): -f, -q, -r, -w, …), keeping each message below `folder`."""
    program = binary()
    if program is None:
        raise FileNotFoundError("smtp-sink is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    listen = port or free_port()
    user = ["-u", "root"] if os.geteuid() == 0 else []
    command = [program, *user, *options, "-d", str(folder / "m.%H%M%S."), f"127.0.0.1:{listen}", "200"]
    with server(command, listen, folder.with_suffix(".log")):
        yield Sink(port=listen, folder=folder)
