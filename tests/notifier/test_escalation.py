"""Who was not reached is told over the next channel, until one direct notice is proven or nobody is left to try."""

import threading

import pytest

from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState, Reason
from notifier.model.ids import Language, RecipientId
from notifier.model.notice import NoticeState
from notifier.model.recipient import Contact, Recipient, RecipientStatus
from notifier.planning.escalation import next_channel
from notifier.ports.recipients import Candidate, Imported
from tests.notifier.returned_mail import DSN
from tests.notifier.test_bounces import mail, read
from tests.notifier.world import NOTICE, World

ALL = frozenset({Channel.MAIL, Channel.IN_APP, Channel.LETTER, Channel.FAX})
MAIL_THEN_LETTER = (Channel.MAIL, Channel.LETTER)


def person(number: int, channels: tuple[Channel, ...] = MAIL_THEN_LETTER, **contact: object) -> Imported:
    known = {
        "email": f"user{number:04}@example.com",
        "postal": ("100-0001", "東京都千代田区千代田1-1"),
        "name": "見本花子",
    }
    return Imported(
        line=number + 1,
        recipient=Recipient(
            id=RecipientId(f"u{number:04}"),
            language=Language("ja"),
            channels=channels,
            contact=Contact(**{**known, **contact}),  # type: ignore[arg-type]
        ),
    )


def sent(world: World, *people: Imported, channels: frozenset[Channel] = ALL) -> None:
    world.import_all(*people)
    world.plan(channels=channels)
    world.start()
    world.run()


def rows(world: World, recipient: str) -> list[tuple[Channel, DeliveryState]]:
    found = world.notifier.after.evidence.deliveries(NOTICE, RecipientId(recipient))
    return [(one.channel, one.state) for one in found]


def escalate(world: World, *further: Channel) -> tuple[dict[Channel, int], int, int]:
    (one,) = world.notifier.after.escalator(frozenset(further)).run(world.notifier.notices.all())
    return dict(one.on), one.proven, one.unreachable


def test_a_mail_that_bounced_is_followed_by_a_letter(world: World) -> None:
    sent(world, person(1), person(2))
    assert escalate(world) == ({}, 2, 0)
    read(world, mail(world, DSN, delivery=1))
    assert escalate(world) == ({Channel.LETTER: 1}, 1, 0)
    assert rows(world, "u0001") == [(Channel.MAIL, DeliveryState.BOUNCED), (Channel.LETTER, DeliveryState.PENDING)]
    people = world.progress().people
    assert (people.told, people.waiting, people.size) == (1, 1, 2)
    notice = world.notifier.notices.get(NOTICE)
    assert notice is not None
    assert notice.state is NoticeState.RUNNING
    assert world.verify().flaws == ()
    assert escalate(world) == ({}, 1, 0)


def test_the_words_of_the_next_channel_are_made_when_they_are_needed(world: World) -> None:
    sent(world, person(1), channels=frozenset({Channel.MAIL}))
    read(world, mail(world, DSN, delivery=1))
    assert escalate(world) == ({}, 0, 1)
    assert escalate(world, Channel.LETTER) == ({Channel.LETTER: 1}, 0, 0)
    words = {(one.channel, one.language) for one in world.notifier.notices.renderings(NOTICE)}
    assert words == {(channel, language) for channel in MAIL_THEN_LETTER for language in ("ja", "en")}
    assert world.verify().flaws == ()


def test_the_list_of_the_unreachable_is_complete(world: World) -> None:
    sent(world, person(1, (Channel.MAIL,)), person(2, (Channel.LETTER,), postal=()), person(3))
    read(world, mail(world, DSN, delivery=1))
    assert escalate(world) == ({}, 1, 2)
    found = list(world.notifier.after.escalator().unreachable(world.notifier.notices.all()[0]))
    assert [(one.recipient, one.reason) for one in found] == [("u0001", None), ("u0002", Reason.NO_ADDRESS)]
    assert found[0].tried == ((Channel.MAIL, DeliveryState.BOUNCED, Reason.HARD_BOUNCE),)


def test_who_left_meanwhile_is_not_written_to(world: World) -> None:
    sent(world, person(1), person(2))
    read(world, mail(world, DSN, delivery=1))
    number = world.notifier.recipients.begin_import("test", world.clock())
    world.notifier.recipients.put(number, [person(2)], world.clock())
    world.notifier.recipients.finish_import(number, world.clock(), bad=0, complete=True)
    assert escalate(world) == ({}, 1, 1)


def test_two_that_escalate_at_once_take_each_step_once(world: World) -> None:
    sent(world, *(person(number) for number in range(1, 6)))
    for number in range(1, 6):
        read(world, mail(world, DSN, delivery=number, number=number))
    problems: list[BaseException] = []

    def run() -> None:
        try:
            escalate(world)
        except BaseException as problem:  # noqa: BLE001 - handed to the test
            problems.append(problem)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert world.progress().deliveries[Channel.LETTER, DeliveryState.PENDING] == 5
    assert world.verify().flaws == ()


@pytest.mark.parametrize(
    ("changes", "tried", "expected"),
    [
        ({}, {Channel.MAIL}, Channel.LETTER),
        ({}, {Channel.MAIL, Channel.LETTER}, Channel.FAX),
        ({}, ALL, None),
        ({"reachable": frozenset({Channel.MAIL, Channel.FAX})}, {Channel.MAIL}, Channel.FAX),
        ({"suppressed": True}, set(), Channel.LETTER),
        ({"status": RecipientStatus.DELETED}, {Channel.MAIL}, None),
        ({"status": RecipientStatus.SUSPENDED}, {Channel.MAIL}, Channel.LETTER),
        ({"channels": (Channel.IN_APP,)}, set(), None),
    ],
)
def test_the_next_channel_is_the_persons_own_next(
    changes: dict[str, object], tried: set[Channel], expected: Channel | None
) -> None:
    known: dict[str, object] = {
        "id": "u1",
        "language": "ja",
        "channels": (Channel.MAIL, Channel.IN_APP, Channel.LETTER, Channel.FAX),
        "reachable": ALL,
        "status": RecipientStatus.ACTIVE,
        "time_zone": "Asia/Tokyo",
        "domain_key": None,
        "suppressed": False,
    }
    candidate = Candidate(**{**known, **changes})  # type: ignore[arg-type]
    assert next_channel(candidate, tried, ALL) is expected


def test_escalation_as_a_command(sqlite_world: World) -> None:
    sent(sqlite_world, person(1), person(2, (Channel.MAIL,)))
    read(sqlite_world, mail(sqlite_world, DSN, delivery=1), mail(sqlite_world, DSN, delivery=2, number=2))
    out = sqlite_world.command("escalate", str(NOTICE), "--unreachable").stdout
    assert out.splitlines() == [
        "u0002  mail hard_bounce",
        "privacy-2026-12-15: goes on by letter 1",
        "privacy-2026-12-15: 0 told directly, 1 cannot be reached over any channel",
        "Next: notifier letters export, notifier fax export",
    ]
