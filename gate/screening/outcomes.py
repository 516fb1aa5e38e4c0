"""The three-valued algebra: how what is known from several places becomes one outcome.

`combine` is commutative, associative and idempotent; `UNKNOWN` is its neutral element and `UNDER` its absorbing one,
so no further knowledge can turn a refusal into a pass, and silence never passes.
"""

from collections.abc import Iterable
from functools import reduce

from gate.model import Outcome


def passes(outcome: Outcome) -> bool:
    """Only `OVER` passes; `UNKNOWN` does not."""
    return outcome is Outcome.OVER


def both(a: Outcome, b: Outcome) -> Outcome:
    """Two pieces of knowledge about the same age and threshold as one."""
    if Outcome.UNDER in (a, b):
        return Outcome.UNDER
    return Outcome.OVER if Outcome.OVER in (a, b) else Outcome.UNKNOWN


def combine(outcomes: Iterable[Outcome]) -> Outcome:
    """All of them as one; nothing at all is `UNKNOWN`."""
    return reduce(both, outcomes, Outcome.UNKNOWN)


def from_bounds(lower: int | None, upper: int | None, years: int) -> Outcome:
    """What inclusive bounds of an age in completed years say about `years`; None is no bound.

    Bounds that contradict each other (lower above upper), or that are negative, say nothing.
    """
    if any(bound is not None and bound < 0 for bound in (lower, upper)):
        return Outcome.UNKNOWN
    if lower is not None and upper is not None and lower > upper:
        return Outcome.UNKNOWN
    if lower is not None and lower >= years:
        return Outcome.OVER
    return Outcome.UNDER if upper is not None and upper < years else Outcome.UNKNOWN
