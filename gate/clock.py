"""The gate's clock: follows the machine's clock forwards, and never runs backwards while the process lives."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the current instant, aware, in UTC."""


class MonotoneClock:
    """What has expired stays expired: when the wall clock jumps back, time goes on from where it was.

    `wall` gives seconds since the epoch, `elapsed` seconds of a clock that never jumps.
    """

    def __init__(self, wall: Callable[[], float] = time.time, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._wall = wall
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._last = wall()
        self._last_elapsed = elapsed()

    def __call__(self) -> datetime:
        """The current instant in UTC, never earlier than one returned before."""
        with self._lock:
            elapsed = self._elapsed()
            carried_on = self._last + max(0.0, elapsed - self._last_elapsed)
            self._last = max(self._wall(), carried_on)
            self._last_elapsed = elapsed
            return datetime.fromtimestamp(self._last, UTC)
