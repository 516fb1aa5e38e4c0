"""The store of what was seen of the site, and the way to look."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from notifier.model.ids import PolicyId, VersionId
from notifier.model.observation import Observation


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What a server answered; `status` None where it did not."""

    status: int | None
    content: bytes


class Pages(Protocol):
    """A plain GET, as any visitor's."""

    def get(self, url: str) -> Page: ...


class Observations(Protocol):
    """Append-only."""

    def add(self, observations: Sequence[Observation]) -> None:
        """Store them with their log entries in one transaction."""

    def all(self, policy: PolicyId | None = None, version: VersionId | None = None) -> list[Observation]:
        """In order."""
