"""The laws of the domain."""

import dataclasses
import pickle
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.model.audience import Audience, Fate, fate
from notifier.model.channel import Channel
from notifier.model.delivery import (
    FINAL,
    TRANSITIONS,
    Delivery,
    DeliveryState,
    ForbiddenTransition,
    predecessors,
    require_transition,
)
from notifier.model.errors import NaiveDatetime, NotifierError
from notifier.model.ids import DeliveryId, Language, NoticeId, RecipientId
from notifier.model.log import GENESIS, canonical, chain, entry_hash
from notifier.model.recipient import Contact, Recipient
from notifier.ports.deliveries import StoreUnavailable

states = st.sampled_from(list(DeliveryState))


def delivery(state: DeliveryState = DeliveryState.PENDING) -> Delivery:
    return Delivery(
        id=DeliveryId(1),
        notice=NoticeId("n"),
        recipient=RecipientId("r"),
        channel=Channel.MAIL,
        language=Language("ja"),
        state=state,
    )


@given(states, states)
def test_a_delivery_moves_only_along_the_table(old: DeliveryState, new: DeliveryState) -> None:
    if new in TRANSITIONS[old]:
        assert delivery(old).moved(new).state is new
    else:
        with pytest.raises(ForbiddenTransition, match=f"{old} cannot become {new}"):
            delivery(old).moved(new)


@given(states, states)
def test_predecessors_are_the_transitions_read_backwards(old: DeliveryState, new: DeliveryState) -> None:
    assert (old in predecessors(new)) == (new in TRANSITIONS[old])


def test_what_was_accepted_can_only_bounce_and_what_bounced_stays_so() -> None:
    assert TRANSITIONS[DeliveryState.ACCEPTED] == {DeliveryState.BOUNCED}
    assert not TRANSITIONS[DeliveryState.BOUNCED]


def test_nothing_goes_from_pending_to_accepted_without_having_been_in_flight() -> None:
    with pytest.raises(ForbiddenTransition):
        require_transition(DeliveryId(1), DeliveryState.PENDING, DeliveryState.ACCEPTED)


@given(st.booleans(), st.lists(states))
def test_every_person_has_exactly_one_fate(in_app: bool, deliveries: list[DeliveryState]) -> None:
    found = fate(in_app, deliveries)
    if DeliveryState.ACCEPTED in deliveries:
        assert found is Fate.TOLD
    if {DeliveryState.PENDING, DeliveryState.IN_FLIGHT} & set(deliveries) and found is not Fate.TOLD:
        assert found is Fate.WAITING
    if found is Fate.FAILED:
        assert set(deliveries) <= FINAL


def test_a_person_with_only_the_inbox_is_told_there_and_one_without_any_way_is_excluded() -> None:
    assert fate(True, []) is Fate.TOLD
    assert fate(False, []) is Fate.EXCLUDED


def test_the_audience_is_the_sum_of_its_fates() -> None:
    assert Audience(told=5, waiting=4, ambiguous=3, failed=2, excluded=1).size == 15


@given(st.lists(st.text(), min_size=1, max_size=8))
def test_the_chain_changes_from_the_entry_that_was_altered_on(bodies: list[str]) -> None:
    entries = chain(GENESIS, 0, bodies)
    assert [one.seq for one in entries] == list(range(1, len(bodies) + 1))
    altered = chain(GENESIS, 0, [bodies[0] + "!", *bodies[1:]])
    assert all(one.hash != other.hash for one, other in zip(entries, altered, strict=True))
    for before, after in pairwise(entries):
        assert entry_hash(before.hash, after.seq, after.body) == after.hash


def test_a_chain_can_be_continued_where_it_ended() -> None:
    whole = chain(GENESIS, 0, ["a", "b", "c"])
    head = whole[1]
    assert chain(head.hash, head.seq, ["c"]) == whole[2:]


def test_canonical_json_does_not_depend_on_the_order_of_fields() -> None:
    assert canonical({"b": 1, "a": "改"}) == '{"a":"改","b":1}' == canonical({"a": "改", "b": 1})


def test_a_datetime_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveDatetime, match="signed_up_at"):
        Recipient(
            id=RecipientId("r"),
            language=Language("ja"),
            channels=(),
            signed_up_at=datetime(2026, 1, 1),  # noqa: DTZ001
        )
    aware = datetime(2026, 1, 1, tzinfo=UTC)
    assert dataclasses.replace(delivery(), not_before=aware).not_before == aware


def test_a_contact_does_not_show_itself() -> None:
    contact = Contact(email="taro@example.com", name="太郎", postal=("100-0001",), fax="03")
    assert repr(contact) == "Contact()"


def test_a_contact_reaches_only_over_what_it_has() -> None:
    assert [channel for channel in Channel if Contact(email="a@example.com").reaches(channel)] == [
        Channel.MAIL,
        Channel.IN_APP,
    ]


def test_an_error_says_what_its_docstring_says() -> None:
    class Sample(NotifierError):
        """{what} is
        wrong"""

    assert str(Sample(what="x")) == "x is wrong"
    assert Sample(what="x").facts == {"what": "x"}


def test_an_error_that_comes_from_another_process_is_the_same_error() -> None:
    problem = pickle.loads(pickle.dumps(StoreUnavailable(reason="the disk {is} full")))
    assert type(problem) is StoreUnavailable
    assert str(problem) == "the database does not answer: the disk {is} full"
    assert problem.facts == {"reason": "the disk {is} full"}
