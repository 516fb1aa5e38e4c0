"""The contract of the store, run over SQLite and PostgreSQL: claims, fences, the journal, doubts, rates."""

from datetime import timedelta

import pytest

from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState, ForbiddenTransition, Reason
from notifier.model.ids import ChunkId, Fence, Language, RecipientId
from notifier.model.notice import NoticeState
from notifier.model.recipient import Contact, Recipient, RecipientStatus
from notifier.ports.deliveries import Claim, Finish, Postponed, Renew, Start, Task
from notifier.ports.recipients import Imported
from notifier.retry.breaking import LIMIT, is_open
from notifier.service.planning import PlanRequest
from tests.notifier.manifests import manifest, version
from tests.notifier.world import NOTICE, World

MAIL = frozenset({Channel.MAIL})


def running(world: World, people: int = 3, **request: object) -> None:
    world.people(people)
    world.plan(**request)
    world.start()


def claim(world: World, owner: str = "a") -> Claim:
    return world.claim(owner)


def start_of(world: World, of: Claim, task: Task) -> Start:
    return Start(
        chunk=of.chunk,
        fence=of.fence,
        delivery=task.delivery,
        attempt=task.attempts + 1,
        at=world.clock(),
        language=task.language,
        server="mail.example.com:25",
        address_hash="a" * 64,
        message_hash="b" * 64,
        message_id=f"<{task.delivery}@example.com>",
    )


def finish_of(
    world: World, of: Claim, task: Task, state: DeliveryState = DeliveryState.ACCEPTED, **more: object
) -> Finish:
    facts = {"attempt": task.attempts + 1, "tries": task.tries, "code": 250, "reply": "ok", **more}
    return Finish(
        chunk=of.chunk,
        fence=of.fence,
        delivery=task.delivery,
        at=world.clock(),
        state=state,
        **facts,  # type: ignore[arg-type]
    )


ODD = """250 "ok" 'so' \\ back\\slash {curly} %s 利用者 \U0001f600\ttab"""
"""What a server may say, and what JSON, SQL and a driver might stumble over."""


@pytest.mark.parametrize("people", [1, 13, 300])
def test_a_group_of_any_size_is_written_whole_and_word_for_word(world: World, people: int) -> None:
    running(world, people)
    of = claim(world)
    deliveries, now = world.notifier.deliveries, world.clock()
    starts = [start_of(world, of, task) for task in of.tasks]
    assert deliveries.journal(starts, now) == deliveries.journal(starts, now)
    finishes = [
        finish_of(
            world, of, task, DeliveryState.FAILED, code=550, reply=ODD, queue_id=None, reason=Reason.ADDRESS_REFUSED
        )
        if index % 2
        else finish_of(world, of, task, reply=f"{index} {ODD}", queue_id=f"Q{index}")
        for index, task in enumerate(of.tasks)
    ]
    deliveries.journal(finishes, now)
    rows = {row.id: row for page in world.notifier.log.rows(1000) for row in (check.delivery for check in page)}
    for finish in finishes:
        row = rows[finish.delivery]
        assert (row.state, row.code, row.reply, row.queue_id, row.reason) == (
            finish.state, finish.code, finish.reply, finish.queue_id, finish.reason,
        )  # fmt: skip
        assert (row.attempts, row.message_id, row.settled_at) == (1, f"<{row.id}@example.com>", now)
    assert not world.verify().flaws


def test_an_import_twice_is_the_same_as_once(world: World) -> None:
    recipients = world.notifier.recipients
    rows = [
        Imported(
            line=i,
            recipient=Recipient(
                id=RecipientId(f"u{i}"),
                language=Language("ja"),
                channels=(Channel.MAIL,),
                contact=Contact(email=f"u{i}@example.com"),
            ),
        )
        for i in range(3)
    ]
    first = recipients.put(recipients.begin_import("a", world.clock()), rows, world.clock())
    second = recipients.put(recipients.begin_import("b", world.clock()), rows, world.clock())
    assert (first.added, first.unchanged) == (3, 0)
    assert (second.added, second.changed, second.unchanged) == (0, 0, 3)
    assert recipients.count() == 3


def test_a_changed_person_is_updated_and_an_id_that_stands_twice_is_reported(world: World) -> None:
    recipients = world.notifier.recipients

    def person(line: int, email: str) -> Imported:
        made = Recipient(
            id=RecipientId("u"), language=Language("en"), channels=(Channel.MAIL,), contact=Contact(email=email)
        )
        return Imported(line=line, recipient=made)

    number = recipients.begin_import("a", world.clock())
    tally = recipients.put(number, [person(2, "old@example.com"), person(5, "other@example.com")], world.clock())
    assert (tally.added, tally.duplicates) == (1, ((5, 2),))
    assert recipients.put(number, [person(9, "third@example.com")], world.clock()).duplicates == ((9, 2),)
    later = recipients.put(recipients.begin_import("b", world.clock()), [person(2, "new@example.com")], world.clock())
    assert later.changed == 1
    found = recipients.get(RecipientId("u"))
    assert found is not None
    assert found.contact.email == "new@example.com"
    assert recipients.find_by_address("NEW@example.com") == ["u"]
    assert recipients.find_by_address("old@example.com") == []


def test_a_complete_import_marks_those_it_does_not_name_as_deleted(world: World) -> None:
    world.people(3)
    recipients = world.notifier.recipients
    number = recipients.begin_import("all", world.clock())
    one = recipients.get(RecipientId("u0001"))
    assert one is not None
    recipients.put(number, [Imported(line=2, recipient=one)], world.clock())
    assert recipients.finish_import(number, world.clock(), bad=0, complete=True) == 2
    gone = recipients.get(RecipientId("u0000"))
    assert gone is not None
    assert gone.status is RecipientStatus.DELETED
    assert recipients.count() == 1


def test_no_address_stands_in_clear_in_the_database(world: World) -> None:
    world.send(3)
    with world.notifier.database.read() as connection:
        everything = []
        for table in ("recipients", "audience", "deliveries", "log", "renderings", "imports"):
            everything += [str(tuple(row)) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]
    assert everything
    text = "\n".join(everything)
    assert "user0001" not in text
    assert "利用者1" not in text


def test_candidates_come_once_each_in_order(world: World) -> None:
    ids = world.people(7)
    found = [one.id for batch in world.notifier.recipients.candidates(3) for one in batch]
    assert found == sorted(ids)


def test_a_suppressed_address_is_seen_by_planning(world: World) -> None:
    world.people(2)
    world.notifier.recipients.suppress(["user0001@example.com"], "hard_bounce", world.clock())
    found = {one.id: one.suppressed for batch in world.notifier.recipients.candidates(10) for one in batch}
    assert found == {"u0000": False, "u0001": True}


def test_a_claimed_chunk_is_not_claimed_again_until_its_lease_ends(world: World) -> None:
    running(world)
    first = claim(world)
    assert len(first.tasks) == 3
    assert world.notifier.deliveries.claim("b", world.clock(), channels=MAIL) is None
    world.clock.turn(seconds=61)
    second = claim(world, "b")
    assert (second.chunk, second.fence) == (first.chunk, first.fence + 1)


def test_a_chunk_is_claimed_only_for_its_channel_and_only_while_the_notice_runs(world: World) -> None:
    running(world)
    deliveries = world.notifier.deliveries
    assert deliveries.claim("a", world.clock(), channels={Channel.LETTER}) is None
    world.notifier.notices.set_state(NOTICE, NoticeState.PAUSED, world.clock(), by=[NoticeState.RUNNING])
    assert deliveries.claim("a", world.clock(), channels=MAIL) is None
    assert deliveries.running({NOTICE}) == frozenset()


def test_the_nearest_deadline_goes_first(world: World) -> None:
    world.people(2)
    content = manifest(version("2026-12-15"), version("2027-03-01"))
    planner = world.notifier.planner()
    planner.plan(world.site(content), PlanRequest(policy="privacy", version="2027-03-01"))
    planner.plan(world.site(content), PlanRequest(policy="privacy", version="2026-12-15"))
    world.start()
    assert claim(world).notice == "privacy-2026-12-15"
    assert claim(world).notice == "privacy-2027-03-01"


def test_start_and_finish_are_in_the_row_and_in_the_log(world: World) -> None:
    running(world)
    mine = claim(world)
    task = mine.tasks[0]
    journal = world.notifier.deliveries.journal
    assert journal([start_of(world, mine, task)], world.clock()).refused == frozenset()
    assert world.states() == {"pending": 2, "in_flight": 1}
    journal([finish_of(world, mine, task, queue_id="ABC")], world.clock())
    assert world.states() == {"pending": 2, "accepted": 1}
    bodies = [entry.body for entry in world.notifier.log.of_delivery(task.delivery)]
    assert '"event":"attempt"' in bodies[0]
    assert '"queue_id":"ABC"' in bodies[1]
    assert world.verify().flaws == ()


def test_writing_the_same_records_again_changes_nothing(world: World) -> None:
    """A commit whose answer was lost is simply written again."""
    running(world)
    mine = claim(world)
    journal = world.notifier.deliveries.journal
    start, finish = start_of(world, mine, mine.tasks[0]), finish_of(world, mine, mine.tasks[0])
    for _ in range(2):
        assert journal([start], world.clock()).refused == frozenset()
    for _ in range(2):
        journal([finish], world.clock())
    assert world.states() == {"pending": 2, "accepted": 1}
    assert len(world.notifier.log.of_delivery(mine.tasks[0].delivery)) == 2


def test_who_lost_the_lease_cannot_start_anything(world: World) -> None:
    running(world)
    slow = claim(world, "slow")
    world.clock.turn(seconds=61)
    claim(world, "fast")
    written = world.notifier.deliveries.journal([start_of(world, slow, slow.tasks[0])], world.clock())
    assert written.lost == {slow.chunk}
    assert written.refused == {slow.tasks[0].delivery}
    assert world.states() == {"pending": 3}


def test_what_was_in_flight_when_the_lease_ended_is_ambiguous_and_a_late_answer_settles_it(world: World) -> None:
    running(world)
    slow = claim(world, "slow")
    world.notifier.deliveries.journal([start_of(world, slow, slow.tasks[0])], world.clock())
    world.clock.turn(seconds=61)
    fast = claim(world, "fast")
    assert fast.orphans == 1
    assert world.states() == {"pending": 2, "ambiguous": 1}
    written = world.notifier.deliveries.journal([finish_of(world, slow, slow.tasks[0])], world.clock())
    assert written.lost == {slow.chunk}
    assert world.states() == {"pending": 2, "accepted": 1}
    assert world.verify().flaws == ()


def test_a_late_answer_to_an_attempt_that_was_repeated_meanwhile_is_only_logged(world: World) -> None:
    running(world)
    world.set(NOTIFIER_RESEND_AFTER="0s")
    slow = claim(world, "slow")
    task = slow.tasks[0]
    world.notifier.deliveries.journal([start_of(world, slow, task)], world.clock())
    world.clock.turn(seconds=61)
    claim(world, "fast")
    world.clock.turn(seconds=61)
    again = claim(world, "again")
    repeated = next(one for one in again.tasks if one.delivery == task.delivery)
    assert repeated.attempts == 1
    world.notifier.deliveries.journal([start_of(world, again, repeated)], world.clock())
    world.notifier.deliveries.journal([finish_of(world, slow, task, DeliveryState.FAILED, code=550)], world.clock())
    assert world.states() == {"pending": 2, "in_flight": 1}
    assert '"event":"unused result"' in world.notifier.log.of_delivery(task.delivery)[-1].body


def test_a_forbidden_transition_is_refused_and_nothing_of_its_group_is_written(world: World) -> None:
    running(world)
    mine = claim(world)
    bad = finish_of(world, mine, mine.tasks[0], DeliveryState.ACCEPTED, attempt=0)
    with pytest.raises(ForbiddenTransition):
        world.notifier.deliveries.journal([start_of(world, mine, mine.tasks[1]), bad], world.clock())
    assert world.states() == {"pending": 3}


def test_a_released_chunk_is_due_when_its_first_row_is(world: World) -> None:
    running(world)
    mine = claim(world)
    deliveries = world.notifier.deliveries
    later = world.clock() + timedelta(minutes=45)
    for task in mine.tasks:
        deliveries.journal([start_of(world, mine, task)], world.clock())
        finish = finish_of(world, mine, task, DeliveryState.PENDING, tries=1, not_before=later, code=451)
        deliveries.journal([finish], world.clock())
    assert deliveries.release(mine.chunk, mine.fence, world.clock()) == later
    assert deliveries.next_due(MAIL) == later
    assert deliveries.claim("b", world.clock(), channels=MAIL) is None
    world.clock.turn(minutes=46)
    assert deliveries.due_chunks(world.clock(), MAIL) == [mine.chunk]
    assert [task.tries for task in claim(world, "b").tasks] == [1, 1, 1]


def test_a_chunk_that_somebody_else_holds_is_not_released(world: World) -> None:
    running(world)
    slow = claim(world, "slow")
    world.clock.turn(seconds=61)
    claim(world, "fast")
    world.notifier.deliveries.release(slow.chunk, slow.fence, world.clock())
    assert world.notifier.deliveries.claim("third", world.clock(), channels=MAIL) is None


def test_postponed_rows_wait_without_an_attempt(world: World) -> None:
    running(world)
    mine = claim(world)
    until = world.clock() + timedelta(hours=8)
    deliveries = world.notifier.deliveries
    deliveries.defer(
        mine.chunk, mine.fence, [Postponed(task.delivery, until, None) for task in mine.tasks], world.clock()
    )
    assert deliveries.release(mine.chunk, mine.fence, world.clock()) == until
    world.clock.turn(hours=9)
    assert [task.attempts for task in claim(world).tasks] == [0, 0, 0]


def test_renewing_keeps_the_lease_and_a_stale_fence_cannot_renew(world: World) -> None:
    running(world)
    mine = claim(world)
    world.clock.turn(seconds=50)
    journal = world.notifier.deliveries.journal
    assert journal([Renew(chunk=mine.chunk, fence=mine.fence)], world.clock()).lost == frozenset()
    world.clock.turn(seconds=50)
    assert world.notifier.deliveries.claim("b", world.clock(), channels=MAIL) is None
    stale = Renew(chunk=mine.chunk, fence=Fence(mine.fence - 1))
    assert journal([stale], world.clock()).lost == {mine.chunk}


def test_a_clock_turned_back_by_a_day_does_not_keep_a_chunk_leased(world: World) -> None:
    running(world)
    claim(world)
    world.clock.turn(days=-1)
    with world.notifier.database.write() as connection:
        connection.exec_driver_sql("UPDATE chunks SET due_at = 0")
    assert claim(world, "b").fence == 2


def test_a_notice_that_was_started_before_the_clock_was_turned_back_is_due_all_the_same(world: World) -> None:
    world.people(2)
    world.plan()
    world.start()
    world.clock.turn(days=-1)
    assert world.progress().next_due == world.clock()
    assert claim(world) is not None


def test_a_doubt_is_listed_and_settled_by_a_word(world: World) -> None:
    running(world, ambiguous="hold")
    mine = claim(world)
    deliveries = world.notifier.deliveries
    for task in mine.tasks:
        deliveries.journal([start_of(world, mine, task)], world.clock())
    world.clock.turn(seconds=61)
    held = claim(world, "b")
    assert held.tasks == ()
    doubts = deliveries.doubts(NOTICE)
    assert [one.message_id for one in doubts] == [f"<{task.delivery}@example.com>" for task in mine.tasks]
    assert {one.resend_at for one in doubts} == {None}
    assert deliveries.release(held.chunk, held.fence, world.clock()) is None
    assert deliveries.finish_notices(world.clock()) == [NOTICE]
    first, second, third = (one.delivery for one in doubts)
    assert deliveries.resolve(first, DeliveryState.ACCEPTED, "log", world.clock())
    assert not deliveries.resolve(first, DeliveryState.FAILED, "again", world.clock())
    assert deliveries.resolve(second, DeliveryState.BOUNCED, "bounce", world.clock())
    assert deliveries.resolve(third, DeliveryState.PENDING, "resend", world.clock())
    notice = world.notifier.notices.get(NOTICE)
    assert notice is not None
    assert notice.state is NoticeState.RUNNING
    assert [task.delivery for task in claim(world, "c").tasks] == [third]
    assert world.verify().flaws == ()


def test_an_unknown_chunk_or_delivery_is_harmless(world: World) -> None:
    running(world)
    mine = claim(world)
    journal = world.notifier.deliveries.journal
    assert journal([Renew(chunk=ChunkId(999), fence=Fence(1))], world.clock()).lost == {999}
    with world.notifier.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM deliveries")
    assert journal([start_of(world, mine, mine.tasks[0])], world.clock()).refused == {mine.tasks[0].delivery}


def test_the_people_always_add_up_to_the_audience(world: World) -> None:
    world.people(6)
    world.notifier.recipients.suppress(["user0004@example.com"], "hard_bounce", world.clock())
    world.import_all(
        Imported(
            line=1, recipient=Recipient(id=RecipientId("x-inbox"), language=Language("ja"), channels=(Channel.IN_APP,))
        ),
        Imported(
            line=2, recipient=Recipient(id=RecipientId("x-none"), language=Language("ja"), channels=(Channel.MAIL,))
        ),
    )
    world.plan()
    world.start()
    mine = claim(world)
    tasks = mine.tasks
    journal = world.notifier.deliveries.journal
    journal([start_of(world, mine, task) for task in tasks[:4]], world.clock())
    journal([finish_of(world, mine, tasks[0])], world.clock())
    journal([finish_of(world, mine, tasks[1], DeliveryState.FAILED, reason=Reason.ADDRESS_REFUSED)], world.clock())
    journal([finish_of(world, mine, tasks[2], DeliveryState.AMBIGUOUS)], world.clock())
    people = world.progress().people
    # u0004 has only the inbox left, as x-inbox; x-none has no way at all.
    assert (people.told, people.waiting, people.ambiguous, people.failed, people.excluded) == (3, 2, 1, 1, 1)
    assert people.size == 8


def test_slots_are_shared_and_kept(world: World) -> None:
    rates = world.notifier.rates
    first = rates.reserve("server:x", 10, 5, world.clock())
    other = world.wired().rates.reserve("server:x", 10, 5, world.clock())
    assert first == world.clock()
    assert other == world.clock() + timedelta(seconds=0.5)


def test_a_breaker_is_shared_and_forgotten_after_a_success(world: World) -> None:
    rates, other = world.notifier.rates, world.wired().rates
    for _ in range(LIMIT):
        rates.trouble("server:x", "421", world.clock())
    assert is_open(other.breaker("server:x"), world.clock())
    assert other.breaker("server:x").reason == "421"
    other.success("server:x")
    assert not is_open(rates.breaker("server:x"), world.clock())
