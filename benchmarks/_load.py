"""A closed-loop HTTP/1.1 load on loopback: some kept connections, each sending its next request when the last is
answered.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SECONDS_AT_MOST = 120
GOOD = (b"HTTP/1.1 200", b"HTTP/1.1 303")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a load saw: how long it took, each latency in seconds, and how many answers were bad."""

    seconds: float
    latencies: list[float]
    bad: int

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds


def percentile(latencies: Sequence[float], share: float) -> float:
    """The latency in milliseconds that `share` of all stay under."""
    ordered = sorted(latencies)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def run(port: int, requests: Sequence[bytes], connections: int = 8, expect: tuple[bytes, ...] = GOOD) -> Measured:
    """Send every request once over 127.0.0.1:`port`; an answer that does not begin with `expect` is bad."""
    waiting = iter(requests)
    latencies: list[float] = []
    bad = 0
    began = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            connected = socket.create_connection(("127.0.0.1", port), timeout=30)
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _send(selector, connected, waiting, register=True)
        while selector.get_map():
            if time.perf_counter() - began > SECONDS_AT_MOST:
                raise TimeoutError("the server is too slow for this load")
            for key, _ in selector.select(timeout=30):
                sent_at, received = key.data
                received += key.fileobj.recv(65536)  # type: ignore[union-attr]
                if not _whole(received):
                    continue
                latencies.append(time.perf_counter() - sent_at)
                bad += not received.startswith(expect)
                _send(selector, key.fileobj, waiting)  # type: ignore[arg-type]
    return Measured(seconds=time.perf_counter() - began, latencies=latencies, bad=bad)


def _send(
    selector: selectors.BaseSelector, connected: socket.socket, waiting: Iterator[bytes], *, register: bool = False
) -> None:
    request = next(waiting, None)
    if request is None:
        if not register:
            selector.unregister(connected)
        connected.close()
        return
    state = (time.perf_counter(), bytearray())
    if register:
        selector.register(connected, selectors.EVENT_READ, state)
    else:
        selector.modify(connected, selectors.EVENT_READ, state)
    connected.sendall(request)


def _whole(received: bytearray) -> bool:
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return False
    start = received.lower().find(b"content-length:", 0, end)
    if start < 0:  # a 304 describes no body
        return True
    length = int(received[start + 15 : received.find(b"\r\n", start)])
    return len(received) >= end + 4 + length
