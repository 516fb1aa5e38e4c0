"""The inbox of one of a million users: counts and first page, and 304, against a bare Flask JSON endpoint of the same
server and run; and how many live streams one process holds while the API goes on.
"""

import os
import resource
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import jwt
import urllib3

from benchmarks import _load, _notices
from notifier.adapters.keys import new_key
from notifier.bootstrap import Notifier, bootstrap
from notifier.model.channel import Channel
from notifier.service.sending import start_notices
from tests.support.processes import free_port, server

PEOPLE = int(os.environ.get("PEOPLE", "1000000"))
REQUESTS = 1000
ROUNDS = 9
STREAMS = 1000
USERS = 500
AT_LEAST = 0.5
SECRET = b"0123456789abcdef0123456789abcdef"
KEYS = "app:HS256:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
BARE = b"GET /bare HTTP/1.1\r\nHost: localhost\r\n\r\n"


def token(number: int) -> str:
    claims = {"sub": f"u{number:07}", "aud": "notifier", "exp": time.time() + 3600}
    return jwt.encode(claims, SECRET, algorithm="HS256")


def fill(notifier: Notifier, folder: Path) -> None:
    """A million users, who all have the notice of one version in their inbox."""
    _notices.add_people(notifier, PEOPLE, (Channel.IN_APP,))
    _notices.plan(notifier, folder, consent=True)
    start_notices(notifier.notices, notifier.clock)


def requests(more: Sequence[str] = ("",)) -> list[bytes]:
    """The first page, asked by users from all over the audience."""
    step = max(1, PEOPLE // USERS)
    heads = [
        f"GET /v1/inbox HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token(i * step)}\r\n"
        for i in range(USERS)
    ]
    return [(heads[i % USERS] + more[i % len(more)] + "\r\n").encode() for i in range(REQUESTS)]


def compare(port: int, ours: Sequence[bytes], name: str, expect: bytes) -> None:
    """Short rounds of both in turn, so that noise falls on both alike; the median of the ratios."""
    ratios, ours_rates, bare_rates = [], [], []
    bare = [BARE] * REQUESTS
    _load.run(port, bare)
    _load.run(port, ours, expect=(expect,))
    for _ in range(ROUNDS):
        before, mine, after = (
            _load.run(port, bare),
            _load.run(port, ours, expect=(expect,)),
            _load.run(port, bare),
        )
        if before.bad or mine.bad or after.bad:
            raise RuntimeError(f"{name}: {mine.bad} of {len(ours)} answers were not {expect!r}")
        ratios.append(2 * mine.rate / (before.rate + after.rate))
        ours_rates.append(mine.rate)
        bare_rates.append((before.rate + after.rate) / 2)
    ratio = statistics.median(ratios)
    verdict = "reached" if ratio >= AT_LEAST else "MISSED"
    print(f"  {name}: {statistics.median(ours_rates):.0f}/s, bare {statistics.median(bare_rates):.0f}/s")
    print(f"{name}: {ratio:.2f} x bare Flask (at least {AT_LEAST}): {verdict}", flush=True)


def etags(port: int) -> list[str]:
    step = max(1, PEOPLE // USERS)
    found = []
    for i in range(USERS):
        headers = {"Authorization": f"Bearer {token(i * step)}"}
        answer = urllib3.request("GET", f"http://127.0.0.1:{port}/v1/inbox", headers=headers)
        found.append(f"If-None-Match: {answer.headers['etag']}\r\n")
    return found


def hold_streams(port: int, pid: int) -> None:
    """Open streams of different users, and measure the API beside them."""
    alone = _load.run(port, requests())
    memory = _memory(pid)
    opened: list[socket.socket] = []
    for i in range(STREAMS):
        one = socket.create_connection(("127.0.0.1", port), timeout=30)
        sent = f"GET /v1/inbox/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token(i)}\r\n\r\n"
        one.sendall(sent.encode())
        opened.append(one)
    live = sum(b"text/event-stream" in one.recv(4096) for one in opened)
    beside = _load.run(port, requests())
    each = (_memory(pid) - memory) / max(1, live)
    print(f"live streams in one process: {live} of {STREAMS} asked for; {each:.0f} kB each")
    slow, quick = _load.percentile(beside.latencies, 0.99), _load.percentile(alone.latencies, 0.99)
    print(
        f"first page beside them: {beside.rate / alone.rate:.2f} x without (p99 {slow:.1f} ms, {quick:.1f} ms without)"
    )
    for one in opened:
        one.close()


def _memory(pid: int) -> float:
    """Resident kilobytes of the server's worker processes."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = sum(int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in children)
    return pages * resource.getpagesize() / 1024


def main() -> None:
    """SQLite, as `notifier serve` has it by default."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory(prefix="notifier-bench-") as name:
        folder, port = Path(name), free_port()
        environment = os.environ | {
            "NOTIFIER_DATABASE": f"sqlite:///{folder}/notifier.db",
            "NOTIFIER_KEYS": f"k:{new_key()}",
            "NOTIFIER_TOKEN_KEYS": KEYS,
            "NOTIFIER_USER_LIMIT": "10000000",
            "NOTIFIER_STREAMS": str(STREAMS),
        }
        notifier = bootstrap(environment)
        fill(notifier, folder)
        notifier.database.close()
        program = (
            "from granian import Granian;"
            f"Granian('benchmarks._inbox_server:create', factory=True, interface='rsgi', port={port},"
            "log_level='warning', websockets=False).serve()"
        )
        with server([sys.executable, "-c", program], port, folder / "server.log", env=environment) as process:
            print(f"one of {PEOPLE} users")
            compare(port, requests(), "counts and first page", b"HTTP/1.1 200")
            compare(port, requests(etags(port)), "nothing changed (304)", b"HTTP/1.1 304")
            hold_streams(port, process.pid)


if __name__ == "__main__":
    main()
