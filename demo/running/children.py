"""Processes beside this one, each in a session of its own, so that Ctrl-C reaches us first and we end them in order."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from demo.running.options import HOST

PATIENCE_SECONDS = 60
STOP_SECONDS = 8


class StartError(Exception):
    """The demo cannot start; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """A running process and the file that has what it prints."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def complaint(self) -> str:
        """That it ended, with its last words."""
        words = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return f"the {self.name} ended: {words[-1] if words else 'without a word'} (all of it: {self.log})"

    def stop(self) -> None:
        """End it and whatever it started, politely first."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


def start(name: str, command: list[str], environment: dict[str, str], log: Path, port: int | None = None) -> Child:
    """Start a process; with a port, wait until it listens there. Raises StartError."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, start_new_session=True
        )
    child = Child(name=name, process=process, log=log)
    if port is not None:
        _await(child, port)
    return child


def _await(child: Child, port: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not listens(port):
        if not child.alive:
            raise StartError(child.complaint())
        if time.monotonic() > end:
            child.stop()
            raise StartError(f"the {child.name} does not answer on port {port} (see {child.log})")
        time.sleep(0.05)


def listens(port: int) -> bool:
    """Whether something accepts connections on a port of this machine."""
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False


def require_free(ports: dict[str, int]) -> None:
    """Raises StartError naming the first port that cannot be used, and the option that chooses another."""
    if len(set(ports.values())) < len(ports):
        raise StartError("two parts have the same port; give each its own")
    for part, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except (OSError, OverflowError) as problem:
                option = "--port" if part == "site" else f"--{part}-port"
                why = getattr(problem, "strerror", None) or problem
                raise StartError(
                    f"port {port} for the {part} cannot be used ({why}); choose another with {option}"
                ) from None
