"""Two `notifier worker` processes against one over PostgreSQL, where the mail server is the slow side."""

import contextlib
import os
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import _notices
from notifier.bootstrap import bootstrap
from notifier.model.channel import Channel
from tests.support import postgres, smtp
from tests.support.smtp_proxy import Faults, proxy

PEOPLE = int(os.environ.get("PEOPLE", "2000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
DELAY = 0.3
"""Seconds that the server takes over each message; smtp-sink itself can only wait for whole ones."""
CONNECTIONS = 10
AT_LEAST = 1.6


@contextlib.contextmanager
def slow_server(folder: Path) -> Iterator[int]:
    """smtp-sink behind a proxy that holds each last answer up; yields the port."""
    with smtp.sink(folder) as sink, proxy(Faults(delay=DELAY), sink.port) as faults:
        yield faults.port


def rate(url: str, port: int, folder: Path, workers: int) -> float:
    """Messages a second of so many workers, from the first message accepted to the last."""
    settings = _notices.environment(url, port)
    settings |= {"NOTIFIER_ENGINE": "procrastinate", "NOTIFIER_CONNECTIONS": str(CONNECTIONS)}
    notifier = bootstrap(settings)
    _notices.add_people(notifier, PEOPLE, (Channel.MAIL,))
    _notices.plan(notifier, folder)
    try:
        return PEOPLE / _notices.told_by_workers(notifier, settings, workers, PEOPLE)
    finally:
        notifier.database.close()


def main() -> None:
    """One and two in turn; the median of the ratios."""
    ratios = []
    with tempfile.TemporaryDirectory(prefix="notifier-bench-") as name, postgres.cluster(fsync=True) as running:
        folder = Path(name)
        with slow_server(folder / "mail") as port:
            for number in range(ROUNDS):
                one = rate(running.create_database(f"one{number}"), port, folder, 1)
                two = rate(running.create_database(f"two{number}"), port, folder, 2)
                ratios.append(two / one)
                print(f"  one worker {one:.1f}/s, two {two:.1f}/s", flush=True)
    ratio = statistics.median(ratios)
    outcome = "reached" if ratio >= AT_LEAST else "MISSED"
    print(f"two workers, slow server: {ratio:.2f} x one (at least {AT_LEAST}): {outcome}")


if __name__ == "__main__":
    main()
