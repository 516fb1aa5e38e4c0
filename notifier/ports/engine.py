"""The engine is only a bell: it says which chunk to look at; losing or repeating what it says is harmless."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from notifier.model.ids import ChunkId
from notifier.ports import Clock
from notifier.ports.deliveries import Claim


class Bell(Protocol):
    """Enqueues jobs in the caller's own transaction."""

    def ring(self, connection: object, chunks: Sequence[ChunkId], at: datetime | None) -> None:
        """One job a chunk, to be done at `at` or at once; `connection` is the store's open connection."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """What an engine drives."""

    claim: Callable[[ChunkId | None], Awaitable[Claim | None]]
    """The next due chunk or that one; None where there is none to be had."""
    process: Callable[[Claim], Awaitable[None]]
    """Send what is due in a claimed chunk and give it back."""
    settle: Callable[[], Awaitable[datetime | None]]
    """Close what is finished; returns when something is due next, None where nothing is left."""
    due_chunks: Callable[[], Awaitable[Sequence[ChunkId]]]
    clock: Clock


class Until(Enum):
    """When an engine returns by itself: nothing is due now, nothing is left at all, or never."""

    IDLE = "idle"
    DONE = "done"
    FOREVER = "forever"


class Engine(Protocol):
    """Runs until that, or until it is told to stop."""

    async def run(self, work: Work, *, until: Until) -> None: ...

    def stop(self) -> None:
        """Claim nothing more and return from `run` when what is in hand is done; safe from a signal handler."""
