"""Rate limits as token buckets in memory: each process counts for itself, and forgets all when it ends."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

MOST_KEYS = 50_000
"""Beyond this many, the ones unused the longest are forgotten."""


class Limiter:
    """At most `per_minute` uses a minute for each key, in bursts up to a whole minute's worth."""

    def __init__(self, per_minute: int) -> None:
        self._capacity = float(per_minute)
        self._rate = per_minute / 60
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: Hashable, now: float) -> int:
        """Use the key once: 0 where that is allowed, else the whole seconds to wait. `now` in seconds, any steady
        clock.
        """
        with self._lock:
            tokens, last = self._buckets.pop(key, (self._capacity, now))
            tokens = min(self._capacity, tokens + max(0.0, now - last) * self._rate)
            allowed = tokens >= 1
            self._buckets[key] = (tokens - 1 if allowed else tokens, now)
            if len(self._buckets) > MOST_KEYS:
                self._buckets.popitem(last=False)
        return 0 if allowed else int((1 - tokens) / self._rate) + 1
