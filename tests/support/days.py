"""Today, for tests that run the real commands with the real clock."""

import time
from datetime import date, datetime, timedelta

from publisher.model import ZONE


def today(lasting: float = 90) -> date:
    """The policy's day, which lasts so many seconds more: shortly before midnight the next one is waited for."""
    now = datetime.now(ZONE)
    left = (datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), ZONE) - now).total_seconds()
    if left < lasting:
        time.sleep(left + 0.1)
    return datetime.now(ZONE).date()
