"""Stopping a notice, taking it back, putting it right: with exactly those who got it, and as often as one likes."""

import asyncio
import threading
import time

import pytest

from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState, Reason
from notifier.model.ids import Language, NoticeId
from notifier.model.notice import NoticeKind, NoticeState
from notifier.ports.engine import Until
from notifier.proofcheck.checking import check_bytes
from notifier.service.planning import AlreadyPlanned
from notifier.service.sending import Run
from notifier.service.stopping import CannotStop, NobodyGotIt, StopFirst
from tests.notifier.manifests import manifest, version
from tests.notifier.test_proof import prove
from tests.notifier.world import NOTICE, World

REASONS = {Language("ja"): "施行日の記載に誤りがありました。", Language("en"): "The date was wrong."}
MAIL = (Channel.MAIL,)


def half_sent(world: World, channels: tuple[Channel, ...] = MAIL) -> None:
    """Six people of whom three were told before the notice was paused."""
    world.people(6, channels=channels)
    world.plan()
    world.start()
    claim = world.claim("one")
    world.start_attempts(claim, 3)
    world.finish_attempts(claim, 3)
    world.notifier.deliveries.release(claim.chunk, claim.fence, world.clock())


def stop(world: World) -> tuple[int, int]:
    done = world.notifier.after.stopper().stop(str(NOTICE), "wrong date")
    return done.left_out, done.on_the_wire


def members(world: World, notice: str) -> list[str]:
    batches = world.notifier.after.evidence.members(NoticeId(notice), 100)
    return [one.recipient for batch in batches for one in batch]


def test_stopping_leaves_out_what_was_not_sent_and_keeps_the_sum(world: World) -> None:
    half_sent(world)
    assert stop(world) == (3, 0)
    progress = world.progress()
    assert (progress.people.told, progress.people.excluded, progress.people.waiting, progress.people.size) == (
        3,
        3,
        0,
        6,
    )
    assert progress.reasons == {Reason.STOPPED: 3}
    assert stop(world) == (0, 0)
    assert world.run().tally.claimed == 0
    assert world.verify().flaws == ()
    entries = [one.body for batch in world.notifier.log.entries(100) for one in batch if '"stopped"' in one.body]
    assert len(entries) == 1
    assert '"why":"wrong date"' in entries[0]


def test_stopping_takes_effect_while_mail_is_being_sent(world: World) -> None:
    world.people(60, channels=MAIL)
    world.set(NOTIFIER_RATE="20/s")
    world.plan()
    world.start()
    dispatcher = world.notifier.dispatcher(lambda reason: None)

    def send() -> None:
        run = Run(dispatcher, world.notifier.engine(), lambda one: None)
        asyncio.run(asyncio.wait_for(run.run(until=Until.IDLE), 120))

    sender = threading.Thread(target=send)
    sender.start()
    while not dispatcher.tally.settled[DeliveryState.ACCEPTED]:
        time.sleep(0.05)
    left_out, on_the_wire = stop(world)
    sender.join(60)
    assert not sender.is_alive()
    stop(world)
    people = world.progress().people
    assert on_the_wire == 0
    assert left_out > 0
    assert (people.told + people.excluded, people.waiting) == (60, 0)
    assert len(world.eml()) == people.told
    assert world.verify().flaws == ()


def test_only_what_runs_can_be_stopped(world: World) -> None:
    world.send(2)
    with pytest.raises(CannotStop, match="finished"):
        stop(world)


def test_what_a_killed_sender_left_on_the_wire_becomes_ambiguous(world: World) -> None:
    world.people(2, channels=MAIL)
    world.plan()
    world.start()
    claim = world.claim("one")
    world.start_attempts(claim, 1)
    world.clock.turn(minutes=10)
    assert stop(world) == (1, 0)
    people = world.progress().people
    assert (people.ambiguous, people.excluded) == (1, 1)
    assert world.verify().flaws == ()


def test_a_correction_goes_to_exactly_those_who_got_it_and_the_rest_get_the_right_one(world: World) -> None:
    half_sent(world)
    stop(world)
    corrector = world.notifier.after.corrector()
    correction, rest = corrector.correct(str(NOTICE), world.site(), None, REASONS, None)
    assert members(world, correction.notice.id) == ["u0000", "u0001", "u0002"]
    assert members(world, rest.notice.id) == ["u0003", "u0004", "u0005"]
    assert (correction.notice.kind, correction.notice.corrects) == (NoticeKind.CORRECTION, NOTICE)
    world.start()
    world.run()
    subjects = sorted(str(one["Subject"]).strip() for one in world.eml())
    assert [one.startswith(("Correction", "【訂正】")) for one in subjects].count(True) == 3
    assert len(subjects) == 6
    report = check_bytes(prove(world, "u0001"))
    assert report.holds
    assert [one["kind"] for one in report.document["notices"]] == ["notice", "correction", "notice"]
    with pytest.raises(AlreadyPlanned):
        corrector.correct(str(NOTICE), world.site(), None, REASONS, None)
    assert world.verify().flaws == ()


def test_correcting_twice_before_sending_plans_once(sqlite_world: World) -> None:
    sqlite_world.send(3)
    corrector = sqlite_world.notifier.after.corrector()
    for _ in range(2):
        assert len(corrector.correct(str(NOTICE), sqlite_world.site(), None, REASONS, None)) == 1
    assert len(sqlite_world.notifier.notices.all()) == 2


def test_a_correction_may_announce_another_version(sqlite_world: World) -> None:
    sqlite_world.send(3)
    later = sqlite_world.site(manifest(version(), version("2027-01-15")))
    (report,) = sqlite_world.notifier.after.corrector().correct(str(NOTICE), later, "2027-01-15", REASONS, None)
    assert report.notice.version == "2027-01-15"
    assert "2027年1月15日" in report.samples[0].subject
    proof = check_bytes(prove(sqlite_world, "u0001"))
    assert [one["id"] for one in proof.document["notices"]] == [NOTICE, f"{NOTICE}-correction"]


def test_people_with_the_inbox_got_it_when_it_was_started(sqlite_world: World) -> None:
    half_sent(sqlite_world, (Channel.MAIL, Channel.IN_APP))
    stop(sqlite_world)
    (report,) = sqlite_world.notifier.after.corrector().correct(str(NOTICE), sqlite_world.site(), None, REASONS, None)
    assert report.people == 6


def test_a_withdrawal_tells_exactly_those_who_got_it(world: World) -> None:
    half_sent(world)
    stop(world)
    world.clock.turn(days=60)  # even after the day: a withdrawal is never too late
    report = world.notifier.after.corrector().withdraw(str(NOTICE), REASONS)
    assert members(world, report.notice.id) == ["u0000", "u0001", "u0002"]
    assert not report.notice.consent_required
    world.start()
    world.run()
    assert sorted({str(one["Content-Language"]) for one in world.eml()}) == ["en", "ja"]
    assert all("取りやめ" in str(one["Subject"]) or "Withdrawn" in str(one["Subject"]) for one in world.eml())
    assert world.verify().flaws == ()


def test_what_still_runs_cannot_be_corrected_and_what_nobody_got_need_not_be(world: World) -> None:
    world.people(2, channels=MAIL)
    world.plan()
    world.start()
    corrector = world.notifier.after.corrector()
    with pytest.raises(StopFirst):
        corrector.withdraw(str(NOTICE), REASONS)
    stop(world)
    with pytest.raises(NobodyGotIt):
        corrector.withdraw(str(NOTICE), REASONS)
    found = world.notifier.notices.get(NOTICE)
    assert found is not None
    assert found.state is NoticeState.STOPPED


def test_stop_and_correct_as_commands(sqlite_world: World) -> None:
    half_sent(sqlite_world)
    sqlite_world.site()
    assert sqlite_world.command("stop", str(NOTICE), check=False).returncode == 2
    out = sqlite_world.command("stop", str(NOTICE), "--reason", "wrong date").stdout
    assert out.splitlines()[0] == "privacy-2026-12-15 is stopped: 3 left out, 0 still on the wire"
    wrong = sqlite_world.command("correct", str(NOTICE), "site/manifest.json", "--override", "late", check=False)
    assert "--reason-ja and --reason-en are both needed" in wrong.stderr
    reasons = ("--reason-ja", "日付の誤り", "--reason-en", "wrong date", "--override", "late")
    out = sqlite_world.command("correct", str(NOTICE), "site/manifest.json", *reasons).stdout
    assert "=== privacy-2026-12-15-correction" in out
    assert "日付の誤り" in out
    told = sqlite_world.command("stop", str(NOTICE), "--reason", "again", "--tell", *reasons[:4]).stdout
    assert "【取りやめ】" in told
