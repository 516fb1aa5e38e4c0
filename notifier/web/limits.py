"""Rate limits as token buckets in memory: each process counts for itself, and forgets all when it ends."""

import ipaddress
import threading
import time
from collections import OrderedDict

from notifier.settings import Networks

MOST_KEYS = 50_000
"""Beyond this many, those unused the longest are forgotten."""


class Limiter:
    """At most `per_minute` uses a minute for each key, in bursts up to a whole minute's worth."""

    def __init__(self, per_minute: int) -> None:
        self._capacity = float(per_minute)
        self._rate = per_minute / 60
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: str) -> int:
        """Use `key` once: 0 where that is allowed, else the whole seconds to wait."""
        now = time.monotonic()
        with self._lock:
            left, last = self._buckets.pop(key, (self._capacity, now))
            left = min(self._capacity, left + (now - last) * self._rate)
            allowed = left >= 1
            self._buckets[key] = (left - 1 if allowed else left, now)
            if len(self._buckets) > MOST_KEYS:
                self._buckets.popitem(last=False)
        return 0 if allowed else int((1 - left) / self._rate) + 1


def network(peer: str, forwarded_for: str, trusted: Networks) -> str:
    """The network a call comes from: /24 of IPv4, /48 of IPv6; the nearest address that is not a trusted proxy.

    X-Forwarded-For is read from its right end, and only while each hop is itself trusted."""
    address = _address(peer)
    hops = [part.strip() for part in forwarded_for.split(",") if part.strip()]
    while address is not None and hops and any(address in one for one in trusted):
        address = _address(hops.pop())
    if address is None:
        return "unknown"
    return f"{int(address) >> 8:x}/24" if address.version == 4 else f"{int(address) >> 80:x}/48"


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
