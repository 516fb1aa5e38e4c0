"""A circuit breaker's memory: how often in a row a server was in trouble, and until when it is left alone."""

from dataclasses import dataclass
from datetime import datetime

from notifier.model.errors import require_aware


@dataclass(frozen=True, kw_only=True, slots=True)
class Breaker:
    """Closed when `open_until` is None or past. `trips` counts openings since the last success."""

    troubles: int = 0
    trips: int = 0
    open_until: datetime | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        require_aware("open_until", self.open_until)
