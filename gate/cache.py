"""A small cache of what was read from the store, for a few seconds by a steady clock."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
MOST = 1024


class Cached(Generic[K, V]):
    """Calls `fetch` again once a value is older than `seconds`. What it raises is passed on and never kept."""

    def __init__(self, fetch: Callable[[K], V], seconds: float, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._seconds = seconds
        self._elapsed = elapsed
        self._kept: dict[K, tuple[float, V]] = {}
        self._lock = threading.Lock()

    def __call__(self, key: K) -> V:
        """The value for `key`, fetched now or not long ago."""
        now = self._elapsed()
        kept = self._kept.get(key)
        if kept is not None and now - kept[0] < self._seconds:
            return kept[1]
        value = self._fetch(key)
        with self._lock:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = (now, value)
        return value
