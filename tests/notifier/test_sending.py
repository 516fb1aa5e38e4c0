"""Sending, over both stores, into a real mail server and into a folder: once, in order, recorded."""

import asyncio
import re
from datetime import timedelta

import pytest

from notifier.adapters.engines.in_process import InProcess
from notifier.model.channel import Channel
from notifier.model.delivery import Reason
from notifier.model.ids import DeliveryId, Language, RecipientId
from notifier.model.notice import NoticeState
from notifier.model.recipient import Contact, Recipient, RecipientStatus
from notifier.ports.engine import Until
from notifier.ports.recipients import Imported
from notifier.service.sending import NoSuchNotice, Run, start_notices
from notifier.service.status import CannotPause, CannotResume, overview, pause, resume
from tests.notifier.world import NOTICE, START, World, parsed
from tests.support.smtp import Sink


def recipients_of(sink: Sink) -> list[str]:
    """Envelope recipients that the mail server saw, sorted."""
    found = [re.search(rb"^X-Rcpt-Args: <([^>]*)>", mail, re.MULTILINE) for mail in sink.messages()]
    return sorted(one[1].decode() for one in found if one)


@pytest.mark.smtp
def test_everybody_gets_one_mail_in_their_language(world: World, sink: Sink) -> None:
    world.use(sink)
    world.send(25)
    assert recipients_of(sink) == [f"user{i:04}@example.com" for i in range(25)]
    for content in sink.messages():
        message = parsed(content)
        number = int(str(message["To"])[-17:-13].strip("r@") or 0)
        assert message["Content-Language"] == ("en" if number % 3 == 0 else "ja")
        assert re.search(rb"^X-Mail-Args: <bounces\+\d+\.[0-9a-f]{20}@example\.com>", content, re.MULTILINE)
    people = world.progress().people
    assert (people.told, people.size) == (25, 25)
    found = world.notifier.notices.get(NOTICE)
    assert found is not None
    assert found.state is NoticeState.FINISHED
    assert world.verify().flaws == ()


@pytest.mark.smtp
def test_the_ledger_keeps_the_servers_answer_but_no_address(world: World, sink: Sink) -> None:
    world.use(sink)
    world.send(1)
    entries = [one.body for one in world.notifier.log.of_delivery(DeliveryId(1))]
    assert '"code":250' in entries[-1]
    assert f'"server":"127.0.0.1:{sink.port}"' in entries[0]
    assert "user0000" not in "".join(entries)
    sent = sink.messages()[0]
    assert parsed(sent)["Message-ID"] in entries[0]


def test_without_a_mail_server_it_writes_files(world: World) -> None:
    world.send(3)
    assert sorted(str(one["To"]) for one in world.eml()) == [f"利用者{i} <user{i:04}@example.com>" for i in range(3)]


def test_sending_again_sends_nothing(world: World) -> None:
    world.send(3)
    assert not start_notices(world.notifier.notices, world.clock)
    assert world.run().tally.claimed == 0
    with pytest.raises(NoSuchNotice, match="there are: privacy-2026-12-15"):
        start_notices(world.notifier.notices, world.clock, "other")


def test_a_notice_for_the_inbox_only_has_no_row_a_person(world: World) -> None:
    world.people(50, channels=(Channel.IN_APP,))
    world.plan()
    world.start()
    world.run()
    progress = world.progress()
    assert progress.deliveries == {}
    assert (progress.in_app, progress.people.told, progress.people.size) == (50, 50, 50)
    assert world.notifier.notices.all()[0].state is NoticeState.FINISHED


def test_who_was_deleted_meanwhile_is_excluded_and_who_changed_language_gets_the_new_one(world: World) -> None:
    world.people(3)
    world.plan()
    world.start()

    def changed(number: int, language: str, status: RecipientStatus) -> Imported:
        contact = Contact(email=f"new{number}@example.com")
        made = Recipient(
            id=RecipientId(f"u{number:04}"), language=Language(language), channels=(Channel.MAIL,), status=status,
            contact=contact,
        )  # fmt: skip
        return Imported(line=number + 2, recipient=made)

    world.import_all(changed(1, "ja", RecipientStatus.DELETED), changed(2, "en", RecipientStatus.ACTIVE))
    world.run()
    progress = world.progress()
    assert progress.reasons == {Reason.DELETED: 1}
    assert (progress.people.told, progress.people.excluded, progress.people.size) == (2, 1, 3)
    by_address = {str(one["To"]): one["Content-Language"] for one in world.eml()}
    assert by_address["new2@example.com"] == "en"
    assert world.verify().flaws == ()


def test_a_person_whose_row_is_gone_is_excluded(world: World) -> None:
    world.people(2)
    world.plan()
    world.start()
    with world.notifier.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM recipients WHERE id = 'u0000'")
    world.run()
    assert world.progress().reasons == {Reason.DELETED: 1}
    assert world.states() == {"accepted": 1, "excluded": 1}


def test_a_message_that_cannot_be_made_fails_alone(world: World) -> None:
    world.people(3)
    bad = Recipient(
        id=RecipientId("u0001"),
        language=Language("ja"),
        channels=(Channel.MAIL,),
        contact=Contact(email="x@example.com", name="太郎\r\nBcc: all@example.com"),
    )
    world.import_all(Imported(line=3, recipient=bad))
    world.plan()
    world.start()
    world.run()
    assert world.states() == {"accepted": 2, "failed": 1}
    assert world.progress().reasons == {Reason.MESSAGE_NOT_MADE: 1}
    assert all("Bcc" not in one for one in world.eml())


def test_a_paused_notice_is_not_sent_and_goes_on_where_it_was(world: World) -> None:
    world.people(3)
    world.plan()
    with pytest.raises(CannotPause, match="planned"):
        pause(world.notifier.notices, world.clock, NOTICE)
    world.start()
    assert pause(world.notifier.notices, world.clock, NOTICE).state is NoticeState.PAUSED
    assert world.run().tally.claimed == 0
    assert resume(world.notifier.notices, world.clock, NOTICE).state is NoticeState.RUNNING
    with pytest.raises(CannotResume):
        resume(world.notifier.notices, world.clock, NOTICE)
    world.run()
    assert world.states() == {"accepted": 3}


def test_quiet_hours_keep_a_mail_until_the_morning_of_the_recipient(world: World) -> None:
    world.set(NOTIFIER_QUIET_HOURS="21:00-08:00")
    world.people(2, time_zone="Asia/Tokyo")
    world.plan()
    world.start()
    world.clock.now = START + timedelta(hours=10)  # 22:00 in Tokyo
    world.run()
    assert world.states() == {"pending": 2}
    assert world.progress().next_due == START + timedelta(hours=20)
    world.clock.turn(hours=10)
    world.run()
    assert world.states() == {"accepted": 2}


def test_a_domains_rate_spreads_its_mails_and_leaves_the_others_alone(world: World) -> None:
    world.set(NOTIFIER_DOMAIN_RATES="example.com=1/min")
    world.people(3)
    other = Recipient(
        id=RecipientId("x"), language=Language("ja"), channels=(Channel.MAIL,), contact=Contact(email="x@example.org")
    )
    world.import_all(Imported(line=9, recipient=other))
    world.plan()
    world.start()
    world.run()
    assert world.states() == {"accepted": 2, "pending": 2}
    for _ in range(2):
        world.clock.turn(minutes=1)
        world.run()
    assert world.states() == {"accepted": 4}


def test_status_expects_the_end_at_the_speed_of_the_last_minute(world: World) -> None:
    world.set(NOTIFIER_DOMAIN_RATES="example.com=1/min")
    world.people(3)
    world.plan()
    world.start()
    world.run()
    (status,) = overview(world.notifier.notices, world.clock)
    assert status.progress.accepted_recently == 1
    assert status.expected_end == world.clock() + timedelta(minutes=2)


def test_two_dispatchers_on_one_store_share_the_work(world: World) -> None:
    world.people(1200)
    world.plan()
    world.start()
    others = [world.wired().dispatcher(lambda reason: None) for _ in range(2)]

    async def both() -> None:
        await asyncio.gather(*(Run(one, InProcess(1), lambda dispatcher: None).run(until=Until.IDLE) for one in others))

    asyncio.run(both())
    assert sum(sum(one.tally.settled.values()) for one in others) == 1200
    assert len(world.eml()) == 1200
    assert world.states() == {"accepted": 1200}
    assert world.verify().flaws == ()
