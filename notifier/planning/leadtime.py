"""Can the notice be in time? The lead time of the policy, and a forecast at the set rates.

A change that harms users has no effect unless it was made known before it comes into force (民法548条の4 ¶2, ¶3);
"well in advance" (WP260 rev.01 ¶30) is the policy's `lead_time_days`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.model.errors import NotifierError

DEFAULT_SPEED = 500.0
"""Mails a second that a forecast assumes where no rate is set."""


class NotInTime(NotifierError):
    """{policy} {version} comes into force at {effective}; to be told {lead} days before, the last mail must go by
    {limit}, and it would go at {finish}; move the date, raise the rate, or give --override REASON"""


class AlreadyEffective(NotifierError):
    """{policy} {version} is in force since {effective}; a notice cannot be in time any more; give --override REASON
    to send it all the same"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """`limit` is the last instant that keeps the lead time; `finish` is when the last mail would go."""

    start: datetime
    finish: datetime
    limit: datetime
    effective: datetime

    @property
    def in_time(self) -> bool:
        return self.finish <= self.limit


def duration(count: int, per_second: float | None, domains: Mapping[str, tuple[int, float]]) -> timedelta:
    """How long `count` mails take at the server's rate, and never less than the slowest domain (count, rate) takes."""
    whole = count / (per_second or DEFAULT_SPEED)
    slowest = max((number / rate for number, rate in domains.values()), default=0.0)
    return timedelta(seconds=max(whole, slowest))


def forecast(start: datetime, takes: timedelta, effective: datetime, lead_time_days: int) -> Forecast:
    """The forecast for a notice that starts at `start`."""
    limit = effective - timedelta(days=lead_time_days)
    return Forecast(start=start, finish=start + takes, limit=limit, effective=effective)
