"""What to do with the tasks of a chunk that was just claimed: send, later, or never."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from notifier.model.delivery import DeliveryState, Reason
from notifier.model.ids import DeliveryId
from notifier.model.recipient import RecipientStatus
from notifier.planning.quiet import QuietHours, allowed_from
from notifier.ports.deliveries import Claim, Finish, Postponed, Task

LATE = timedelta(minutes=1)
"""A slot that passed by more than this is not used any more: many that were missed would go at once."""
SOON = timedelta(seconds=20)
"""What may start within this time stays with the claim; the rest goes back to the ledger."""

Slots = Callable[[str, float, int], datetime]


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Quiet hours, and a rate a second by domain key, with the domain's name."""

    quiet: QuietHours | None = None
    domains: Mapping[int, tuple[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sorted:
    """Three piles."""

    ready: list[tuple[datetime, Task]]
    later: list[Postponed]
    never: list[Finish]


def sort_tasks(claim: Claim, limits: Limits, now: datetime, slots: Slots) -> Sorted:
    """Put each task on its pile. `slots(bucket, rate, count)` takes slots of a domain and returns the first's
    instant."""
    piles = Sorted(ready=[], later=[], never=[])
    sendable = []
    for task in claim.tasks:
        reason = obstacle(task)
        if reason is None:
            sendable.append(task)
        else:
            piles.never.append(_excluded(claim, task, reason, now))
    starts = _by_domain(sendable, limits, now, slots)
    for task, slot in zip(sendable, starts, strict=True):
        start = allowed_from(slot, task.time_zone, limits.quiet, claim.deadline)
        if start <= now + SOON:
            piles.ready.append((start, task))
        else:
            # After quiet hours the slot is long gone, and another one is taken then.
            held = slot if start == slot and task.domain_key in limits.domains else None
            piles.later.append(Postponed(task.delivery, start, held))
    return piles


def obstacle(task: Task) -> Reason | None:
    """Why a person who was in the audience is not told any more: gone, no address left, or one that bounced."""
    if task.status is None or task.status is RecipientStatus.DELETED:
        return Reason.DELETED
    return Reason.SUPPRESSED if task.suppressed else None


def _excluded(claim: Claim, task: Task, reason: Reason, now: datetime) -> Finish:
    return Finish(
        chunk=claim.chunk,
        fence=claim.fence,
        delivery=task.delivery,
        attempt=0,
        at=now,
        state=DeliveryState.EXCLUDED,
        tries=task.tries,
        reason=reason,
    )


def _by_domain(tasks: list[Task], limits: Limits, now: datetime, slots: Slots) -> list[datetime]:
    """When each task may start by the rate of its domain: at the slot that it holds, or at a new one."""
    starts: dict[DeliveryId, datetime] = {}
    wanting: dict[int, list[Task]] = {}
    for task in tasks:
        if task.domain_key is None or task.domain_key not in limits.domains:
            starts[task.delivery] = now
        elif task.slot_at is not None and task.slot_at > now - LATE:
            starts[task.delivery] = task.slot_at
        else:
            wanting.setdefault(task.domain_key, []).append(task)
    for key, those in wanting.items():
        name, rate = limits.domains[key]
        first = slots(f"domain:{name}", rate, len(those))
        starts |= {task.delivery: first + timedelta(seconds=i / rate) for i, task in enumerate(those)}
    return [starts[task.delivery] for task in tasks]
