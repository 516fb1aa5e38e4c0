"""Runs every case against every channel and judges what the app did."""

import time
from collections.abc import Callable, Iterable
from itertools import product

from gate.conformance.bench import Bench, Outcome
from gate.conformance.cases import CASES, EXPIRED, GOOD, Case, SkippedError
from gate.conformance.model import Channel, Result, UnreachableError, Verdict

Tell = Callable[[Result], None]


def run(bench: Bench, channels: Iterable[Channel], *, wait: bool = True, tell: Tell = lambda _: None) -> list[Result]:
    """Every result, by channel in the order of the cases. With `wait`, also for an attestation to expire, once for all.

    `tell` hears each result when it is known. Raises nothing that a channel or the gate could cause.
    """
    chosen = tuple(channels)
    if wait:
        for channel in chosen:
            _prepare(bench, channel)
    results = []
    # The good ones first: later cases use them again. The expired ones last: they need time.
    for group in ([GOOD], [case for case in CASES if case not in (GOOD, EXPIRED)], [EXPIRED]):
        for channel, case in product(chosen, group):
            results.append(_tried(bench, channel, case))
            tell(results[-1])
    names, order = [channel.name for channel in chosen], [case.name for case in CASES]
    return sorted(results, key=lambda result: (names.index(result.channel), order.index(result.case)))


def _prepare(bench: Bench, channel: Channel) -> None:
    """Get the attestation that is to expire."""
    try:
        bench.expiring[channel.name] = bench.begin(channel)
    except UnreachableError as error:
        bench.expiring[channel.name] = error


def _tried(bench: Bench, channel: Channel, case: Case) -> Result:
    began = time.perf_counter()
    try:
        verdict, said = _judged(case, case.run(bench, channel))
    except SkippedError as error:
        verdict, said = Verdict.SKIPPED, str(error)
    except UnreachableError as error:
        verdict, said = Verdict.ERROR, str(error)
    seconds = round(time.perf_counter() - began, 3)
    return Result(channel=channel.name, case=case.name, verdict=verdict, said=said, seconds=seconds)


def _judged(case: Case, outcome: Outcome) -> tuple[Verdict, str]:
    if outcome.accepted == case.good and (outcome.accepted or outcome.status < 500):
        return Verdict.PASSED, str(outcome.status)
    if outcome.accepted or case.good:
        return Verdict.FAILED, str(outcome.status)
    return Verdict.ERROR, str(outcome.status)
