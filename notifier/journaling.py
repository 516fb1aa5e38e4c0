"""The process that writes the journal of a long run (`notifier.adapters.apart`): records come by a pipe, and what
became of them goes back. It ends when the pipe does; until then it hears no signal: a stop is the business of the run.
"""

import contextlib
import pickle
import signal
import socket
import sys

from notifier.adapters.apart import framed, unframed
from notifier.model.errors import NotifierError
from notifier.settings import read_settings
from notifier.stored import Stored


def main() -> None:
    """`argv[1]` is the number of the pipe; the first thing in it are the settings."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with (
        socket.socket(fileno=int(sys.argv[1])) as ours,
        ours.makefile("rb") as pipe,
        contextlib.suppress(EOFError, OSError),
    ):
        environment = unframed(pipe)
        try:
            deliveries = Stored(read_settings(environment), environment).deliveries
        except NotifierError:
            return  # the run writes its journal itself, and says what is wrong
        ours.sendall(framed("opened"))
        while True:
            records, now = unframed(pipe)
            try:
                answer: object = deliveries.journal(records, now)
            except Exception as problem:  # noqa: BLE001 - the run waits for this, and says what it was
                answer = _portable(problem)
            ours.sendall(framed(answer))


def _portable(problem: Exception) -> Exception:
    """`problem`, or its words where it cannot travel."""
    try:
        pickle.loads(pickle.dumps(problem))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - whatever a library's error does here
        return RuntimeError(f"{type(problem).__name__}: {problem}")
    return problem


if __name__ == "__main__":
    main()
