"""How a version stands at an instant: in force, scheduled, superseded, or a draft; and what will become of that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from publisher.model import ZONE, Policy, Version


class State(StrEnum):
    """What a version is at an instant."""

    IN_FORCE = "in-force"
    SCHEDULED = "scheduled"
    SUPERSEDED = "superseded"
    DRAFT = "draft"


@dataclass(frozen=True, kw_only=True, slots=True)
class Phase:
    """A version in one state: from `begins` (None: it has begun) to `ends` (None: no end is known).

    A page shows every phase to come with these instants, so that it stays true after the day it was made.
    `version` is None where no version is in force.
    """

    version: Version | None
    state: State
    begins: datetime | None
    ends: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A version's state, the version after it, and the days until it comes into force (0 where that has come).

    `never` says that another version of the same day replaced it before it came into force. `phases` are its state now
    and each that is to come.
    """

    state: State
    successor: Version | None
    days_to_go: int
    never: bool
    phases: tuple[Phase, ...]


def standing(policy: Policy, version: Version, at: datetime) -> Standing:
    """How a version stands at an instant (aware)."""
    begins, ends = version.id.effective_at if version.id else None, policy.superseded_at(version)
    phases = tuple(_phases(version, begins, ends, at))
    waits = begins is not None and begins > at
    return Standing(
        state=phases[0].state,
        successor=policy.successor(version),
        days_to_go=(begins.date() - at.astimezone(ZONE).date()).days if begins and waits else 0,
        never=begins is not None and begins == ends,
        phases=phases,
    )


def in_force_phases(policy: Policy, at: datetime) -> tuple[Phase, ...]:
    """What is in force at an instant (aware), and each version that takes over later as far as it is known."""
    now, to_come = policy.in_force(at), policy.scheduled(at)
    takers = [version for version in to_come if policy.superseded_at(version) != _begins(version)]
    starts = [None, *(_begins(version) for version in takers)]
    return tuple(
        Phase(version=version, state=State.IN_FORCE, begins=begins, ends=ends)
        for version, begins, ends in zip((now, *takers), starts, (*starts[1:], None), strict=True)
    )


def _phases(version: Version, begins: datetime | None, ends: datetime | None, at: datetime) -> Iterator[Phase]:
    """The states of a version, from the one it is in. One that was replaced on its day is never in force."""
    if begins is None:
        yield Phase(version=version, state=State.DRAFT, begins=None, ends=None)
        return
    states = ((State.SCHEDULED, None, begins), (State.IN_FORCE, begins, ends), (State.SUPERSEDED, ends, None))
    for state, first, last in states:
        is_over = last is not None and (last <= at or last == first)
        if is_over or (state is State.SUPERSEDED and first is None):
            continue
        yield Phase(version=version, state=state, begins=first if first and first > at else None, ends=last)


def _begins(version: Version) -> datetime | None:
    return version.id.effective_at if version.id else None
