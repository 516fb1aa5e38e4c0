"""The suite against a sound app, and against every fault that it is there to find."""

import pytest

from gate.conformance import Result, Verdict, run
from gate.conformance.cases import CASES
from tests.gate.conformance.conftest import World

FORGED = {case.name for case in CASES[CASES.index(next(c for c in CASES if c.name == "changed_age")) :]}
TIMES = {"spent", "replayed", "elsewhere", "raced"}
CHANGED = {"changed_age", "changed_expiry", "changed_id"}
EVERYTHING = {case.name for case in CASES} - {"good", "expired", "skipped_step"}
ALL_BUT_EMPTY = EVERYTHING - {"missing", "empty"}

FAULTS = {
    "asks nothing": EVERYTHING,
    "takes any text": ALL_BUT_EMPTY,
    "is not bound": {"another_person"},
    "never redeems": TIMES - {"elsewhere"},
    "ignores the end": {"spent"},
    "ignores the site": {"spent", "another_person", "another_site", "elsewhere"},
    "ignores the signature": (FORGED | {"spent"}),
    "knows alg none": {"no_algorithm"},
    "takes the key from the header": {"key_in_header"},
    "knows HS256": {"public_key_as_secret"},
    "is too slow": {"raced", "spent"},
}


def of(results: list[Result], channel: str, verdict: Verdict) -> set[str]:
    return {result.case for result in results if result.channel == channel and result.verdict is verdict}


def test_sound_channels_pass_every_case_and_one_that_ignores_the_end_is_found_by_waiting(world: World) -> None:
    world.app.faults["android"] = "ignores the end"
    heard: list[Result] = []
    results = run(world.bench(), world.plan().channels, tell=heard.append)
    assert len(results) == len(heard) == len(CASES) * 4
    assert of(results, "android", Verdict.FAILED) == {"spent", "expired"}
    sound = [result for result in results if result.channel != "android" and result.case != "skipped_step"]
    assert {result.verdict for result in sound} == {Verdict.PASSED}
    assert of(results, "line", Verdict.SKIPPED) == set()
    assert of(results, "web", Verdict.SKIPPED) == {"skipped_step"}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("channel", ["web", pytest.param("android", marks=pytest.mark.slow)])
def test_every_fault_is_found_for_what_it_is_in_its_channel_alone(world: World, channel: str, fault: str) -> None:
    world.app.faults[channel] = fault
    channels = [found for found in world.plan().channels if found.name in (channel, "ios")]
    results = run(world.bench(), channels, wait=False)
    assert of(results, channel, Verdict.FAILED) == FAULTS[fault]
    assert of(results, channel, Verdict.ERROR) == set()
    assert of(results, "ios", Verdict.FAILED) | of(results, "ios", Verdict.ERROR) == set()


def test_an_app_that_answers_no_and_makes_the_account_is_found_by_looking(world: World) -> None:
    world.app.faults["ios"] = "makes it anyway"
    ios = [channel for channel in world.plan().channels if channel.name == "ios"]
    results = run(world.bench(), ios, wait=False)
    assert of(results, "ios", Verdict.FAILED) == EVERYTHING - {"elsewhere"}


def test_a_callback_that_does_not_ask_whether_the_step_before_was_done_is_found(world: World) -> None:
    world.app.faults["line"] = "asks nothing"
    line = [channel for channel in world.plan().channels if channel.name == "line"]
    assert "skipped_step" in of(run(world.bench(), line, wait=False), "line", Verdict.FAILED)


def test_an_app_that_breaks_proves_nothing(world: World) -> None:
    world.app.faults["android"] = "crashes"
    android = [channel for channel in world.plan().channels if channel.name == "android"]
    results = run(world.bench(), android, wait=False)
    assert of(results, "android", Verdict.FAILED) == set()
    assert of(results, "android", Verdict.ERROR) >= FORGED | {"empty", "word", "spent"}
    assert "missing" in of(results, "android", Verdict.PASSED)


def test_an_app_that_refuses_everybody_proves_nothing_either(world: World) -> None:
    world.app.faults["web"] = "refuses everybody"
    results = run(world.bench(), [world.plan().channels[0]], wait=False)
    assert of(results, "web", Verdict.FAILED) == {"good"}
    assert "replayed" in of(results, "web", Verdict.SKIPPED)
