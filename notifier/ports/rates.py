"""Rates and breakers, shared by all dispatchers and kept across restarts."""

from datetime import datetime
from typing import Protocol

from notifier.model.breaker import Breaker


class Rates(Protocol):
    """`bucket` names a server (`server:mail.example.com`) or a destination domain (`domain:docomo.ne.jp`)."""

    def reserve(self, bucket: str, per_second: float, count: int, now: datetime) -> datetime:
        """Take the next `count` slots, 1/`per_second` apart; returns the instant of the first."""

    def breaker(self, bucket: str) -> Breaker: ...

    def trouble(self, bucket: str, reason: str, now: datetime) -> Breaker:
        """Count a failure that is the server's and not a person's."""

    def success(self, bucket: str) -> None:
        """Forget the failures."""
