"""Start a server process for a test and stop it again."""

import contextlib
import random
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

_PORTS = range(20_000, 32_000)
"""Below those that the kernel gives to whoever asks for any: nobody gets one by chance before it is used."""


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nothing listens on at this moment."""
    choice = random.SystemRandom()  # tests seed the other one, all workers alike
    while True:
        port = choice.choice(_PORTS)
        with contextlib.suppress(OSError), socket.socket() as listener:
            listener.bind(("127.0.0.1", port))
            return port


def wait_until(ready: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Poll `ready` until it is true; fail naming `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not ready after {seconds} s")
        time.sleep(0.02)


def accepts(port: int) -> bool:
    """Whether something accepts a TCP connection on 127.0.0.1:`port`."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def server(
    command: Sequence[str], port: int, log: Path, env: dict[str, str] | None = None, cwd: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` until the block ends; enter it when `port` accepts. Output goes to `log`."""
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=env, cwd=cwd)
        try:

            def ready() -> bool:
                if process.poll() is not None:
                    raise RuntimeError(f"{command[0]} ended with {process.returncode}: {log.read_text()[-2000:]}")
                return accepts(port)

            wait_until(ready, " ".join(command[:3]))
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
