"""What an answer means, when to try again, when to leave a server alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.model.breaker import Breaker
from notifier.model.delivery import DeliveryState, Reason
from notifier.ports.channel import Reply, Stage
from notifier.retry.breaking import LIMIT, LONGEST, closed, is_open, trouble
from notifier.retry.schedule import FIRST_RETRY, GIVE_UP, next_try, retry_after
from notifier.retry.slots import Queue, reserve
from notifier.retry.verdict import Circumstances, judge

NOW = datetime(2026, 11, 2, tzinfo=UTC)
FAR = NOW + timedelta(days=40)


def around(tries: int = 0, first: datetime = NOW, deadline: datetime = FAR, now: datetime = NOW) -> Circumstances:
    return Circumstances(now=now, tries=tries, first_attempt=first, deadline=deadline, chance=0.0)


def reply(stage: Stage, code: int | None) -> Reply:
    return Reply(stage=stage, code=code, text="")


def test_two_hundred_and_fifty_after_the_dot_is_accepted() -> None:
    assert judge(reply(Stage.END, 250), around()).state is DeliveryState.ACCEPTED


@pytest.mark.parametrize("code", [550, 551, 553, 554])
def test_a_permanent_refusal_of_the_recipient_is_that_person_only(code: int) -> None:
    verdict = judge(reply(Stage.RECIPIENT, code), around())
    assert (verdict.state, verdict.reason, verdict.trouble) == (DeliveryState.FAILED, Reason.ADDRESS_REFUSED, False)


@pytest.mark.parametrize("code", [450, 451, 452])
def test_a_temporary_refusal_of_the_recipient_waits_at_least_half_an_hour(code: int) -> None:
    verdict = judge(reply(Stage.RECIPIENT, code), around())
    assert verdict.state is DeliveryState.PENDING
    assert verdict.not_before is not None
    assert verdict.not_before - NOW >= timedelta(minutes=30)
    assert not verdict.trouble


@pytest.mark.parametrize("stage", list(Stage))
def test_closing_the_service_is_the_server_and_costs_no_try(stage: Stage) -> None:
    verdict = judge(reply(stage, 421), around(tries=3))
    assert (verdict.state, verdict.tries, verdict.trouble) == (DeliveryState.PENDING, 3, True)


@pytest.mark.parametrize("code", [429, 450, 451, 530, 550, 554])
@pytest.mark.parametrize("stage", [Stage.SENDER, Stage.MESSAGE])
def test_a_refusal_of_us_never_marks_a_person(stage: Stage, code: int) -> None:
    verdict = judge(reply(stage, code), around(tries=3))
    assert (verdict.state, verdict.tries, verdict.trouble) == (DeliveryState.PENDING, 3, True)


@pytest.mark.parametrize("stage", [Stage.SENDER, Stage.RECIPIENT, Stage.MESSAGE])
def test_a_connection_lost_before_the_message_was_out_costs_no_try(stage: Stage) -> None:
    verdict = judge(reply(stage, None), around(tries=2))
    assert (verdict.state, verdict.tries, verdict.trouble) == (DeliveryState.PENDING, 2, True)


@pytest.mark.parametrize(
    "when", [around(first=NOW - GIVE_UP), around(first=NOW - timedelta(days=1), deadline=NOW)], ids=["days", "the day"]
)
def test_a_server_in_trouble_to_the_end_is_given_up_without_blaming_the_address(when: Circumstances) -> None:
    verdict = judge(reply(Stage.MESSAGE, None), when)
    assert (verdict.state, verdict.reason, verdict.tries) == (DeliveryState.FAILED, Reason.GAVE_UP, 0)


def test_a_connection_lost_after_the_dot_is_ambiguous() -> None:
    assert judge(reply(Stage.END, None), around()).state is DeliveryState.AMBIGUOUS


def test_a_message_refused_after_the_dot_gets_a_second_chance_and_then_fails() -> None:
    first = judge(reply(Stage.END, 554), around())
    assert (first.state, first.trouble) == (DeliveryState.PENDING, True)
    second = judge(reply(Stage.END, 554), around(tries=first.tries))
    assert (second.state, second.reason) == (DeliveryState.FAILED, Reason.MESSAGE_REFUSED)


@given(st.sampled_from(list(Stage)), st.integers(400, 499), st.integers(0, 3))
def test_no_temporary_answer_ever_blames_the_address(stage: Stage, code: int, tries: int) -> None:
    verdict = judge(reply(stage, code), around(tries=tries))
    assert verdict.reason not in (Reason.ADDRESS_REFUSED, Reason.HARD_BOUNCE)


def test_it_gives_up_after_four_to_five_days() -> None:
    now, tries = NOW, 0
    while (due := next_try(tries + 1, NOW, now, FAR, 0.0)) is not None:
        assert due - now >= timedelta(minutes=25)
        now, tries = due, tries + 1
        assert tries < 100
    assert timedelta(days=4) <= now - NOW <= GIVE_UP


def test_no_try_falls_behind_the_day_it_comes_into_force() -> None:
    deadline = NOW + timedelta(hours=3)
    now, tries, seen = NOW, 0, []
    while (due := next_try(tries + 1, NOW, now, deadline, 0.99)) is not None:
        now, tries = due, tries + 1
        seen.append(due)
    assert seen
    assert max(seen) < deadline


def test_a_notice_sent_after_the_day_still_gets_its_five_days() -> None:
    assert next_try(1, NOW, NOW, NOW - timedelta(days=1), 0.0) == NOW + FIRST_RETRY


@given(st.integers(1, 60), st.floats(0, 0.999))
def test_waiting_never_gets_shorter_and_never_longer_than_some_hours(tries: int, chance: float) -> None:
    assert FIRST_RETRY <= retry_after(tries, 0.0) <= retry_after(tries + 1, 0.0) <= timedelta(hours=4)
    assert retry_after(tries, chance) <= timedelta(hours=4, minutes=24)


def test_the_breaker_opens_after_five_failures_in_a_row_and_stays_open_longer_each_time() -> None:
    breaker, now, pauses = Breaker(), NOW, []
    for _ in range(8):
        while not is_open(breaker, now):
            breaker = trouble(breaker, "421", now)
        assert breaker.open_until is not None
        pauses.append(breaker.open_until - now)
        now = breaker.open_until
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST


def test_four_failures_do_not_open_it_and_a_success_forgets_them() -> None:
    breaker = Breaker()
    for _ in range(LIMIT - 1):
        breaker = trouble(breaker, "421", NOW)
    assert not is_open(breaker, NOW)
    assert closed().troubles == 0


def test_a_clock_turned_back_by_a_day_does_not_keep_the_breaker_open() -> None:
    breaker = Breaker(open_until=NOW + timedelta(minutes=1), trips=1)
    assert is_open(breaker, NOW)
    assert not is_open(breaker, NOW - timedelta(days=1))


@given(st.lists(st.integers(1, 50), min_size=1), st.floats(0.5, 1000))
def test_slots_are_never_closer_than_the_rate(counts: list[int], rate: float) -> None:
    queue, last_end = Queue(NOW, NOW), NOW
    for count in counts:
        first, queue = reserve(queue, rate, count, NOW)
        assert first >= last_end - timedelta(microseconds=1)
        last_end = first + timedelta(seconds=count / rate)


@given(st.floats(-200_000, 200_000))
def test_a_clock_that_jumps_and_comes_back_costs_no_slot_and_stalls_nothing(seconds: float) -> None:
    jumped = NOW + timedelta(seconds=seconds)
    _, there = reserve(Queue(NOW, NOW), 10, 5, jumped)
    first, _ = reserve(there, 10, 5, NOW)
    assert NOW <= first <= NOW + timedelta(seconds=1)
