"""Who gets what, and when: assignments, quiet hours, lead time; and the plan over real stores."""

import json
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.adapters.manifests import WrongHash
from notifier.messages.rendering import TemplateBroken
from notifier.model.channel import DIRECT, Channel
from notifier.model.delivery import Reason
from notifier.model.errors import UsageProblem
from notifier.model.ids import Language, RecipientId
from notifier.model.notice import NoticeState
from notifier.model.recipient import Contact, Recipient, RecipientStatus
from notifier.planning.assignment import Rules, assign
from notifier.planning.leadtime import AlreadyEffective, NotInTime, duration, forecast
from notifier.planning.quiet import QuietHours, allowed_from, parse_quiet_hours
from notifier.ports.recipients import Candidate, Imported
from notifier.service.planning import AlreadyPlanned, EmptyAudience, PlanRequest
from tests.notifier.manifests import manifest, version
from tests.notifier.world import NOTICE, World

RULES = Rules(channels=frozenset({Channel.MAIL, Channel.IN_APP}), languages=(Language("ja"), Language("en")))
NIGHT = QuietHours(time(21), time(8))
FAR = datetime(2030, 1, 1, tzinfo=UTC)

candidates = st.builds(
    Candidate,
    id=st.just(RecipientId("u")),
    language=st.sampled_from([Language("ja"), Language("en"), Language("fr")]),
    channels=st.lists(st.sampled_from(list(Channel)), unique=True).map(tuple),
    reachable=st.frozensets(st.sampled_from(list(Channel))),
    status=st.sampled_from(list(RecipientStatus)),
    time_zone=st.just("Asia/Tokyo"),
    domain_key=st.none(),
    suppressed=st.booleans(),
)
all_rules = st.builds(
    Rules,
    channels=st.frozensets(st.sampled_from(list(Channel)), min_size=1),
    languages=st.just((Language("ja"), Language("en"))),
)


@given(candidates, all_rules)
def test_everybody_gets_a_channel_or_a_reason_and_never_both(candidate: Candidate, rules: Rules) -> None:
    member = assign(candidate, rules)
    assert bool(member.channels) != bool(member.reason)
    assert set(member.channels) <= set(candidate.channels) & rules.channels & candidate.reachable
    assert len(set(member.channels) & DIRECT) <= 1
    assert member.language in rules.languages


@given(candidates)
def test_who_left_is_not_told_whatever_else(candidate: Candidate) -> None:
    if candidate.status is RecipientStatus.DELETED:
        assert assign(candidate, RULES).reason is Reason.DELETED


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        ("2026-11-02T20:59", "2026-11-02T20:59"),
        ("2026-11-02T21:00", "2026-11-03T08:00"),
        ("2026-11-03T03:00", "2026-11-03T08:00"),
        ("2026-11-03T08:00", "2026-11-03T08:00"),
    ],
)
def test_quiet_hours_over_midnight(now: str, allowed: str) -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    start = datetime.fromisoformat(now).replace(tzinfo=tokyo)
    assert allowed_from(start, "Asia/Tokyo", NIGHT, FAR) == datetime.fromisoformat(allowed).replace(tzinfo=tokyo)


def test_quiet_hours_are_those_of_the_recipient() -> None:
    noon_in_tokyo = datetime(2026, 11, 2, 3, tzinfo=UTC)
    assert allowed_from(noon_in_tokyo, "Asia/Tokyo", NIGHT, FAR) == noon_in_tokyo
    in_london = allowed_from(noon_in_tokyo, "Europe/London", NIGHT, FAR)
    assert in_london == datetime(2026, 11, 2, 8, tzinfo=ZoneInfo("Europe/London"))


def test_quiet_hours_never_push_a_mail_past_the_deadline() -> None:
    now = datetime(2026, 11, 2, 14, tzinfo=UTC)
    assert allowed_from(now, "Asia/Tokyo", NIGHT, now + timedelta(hours=2)) == now


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1), max_value=datetime(2029, 1, 1)))  # noqa: DTZ001
def test_what_is_allowed_is_outside_the_quiet_hours_and_at_most_half_a_day_away(now: datetime) -> None:
    allowed = allowed_from(now, "Asia/Tokyo", NIGHT, FAR)
    assert timedelta() <= allowed - now <= timedelta(hours=11)
    local = allowed.astimezone(ZoneInfo("Asia/Tokyo")).time()
    assert time(8) <= local < time(21)


def test_quiet_hours_are_written_as_two_times() -> None:
    assert parse_quiet_hours("21:00-08:00") == NIGHT
    assert parse_quiet_hours("") is None
    with pytest.raises(UsageProblem, match="21:00-08:00"):
        parse_quiet_hours("night")


def test_the_forecast_is_the_slowest_of_server_and_domains() -> None:
    assert duration(1000, 10, {}) == timedelta(seconds=100)
    assert duration(1000, 10, {"docomo.ne.jp": (500, 1.0)}) == timedelta(seconds=500)
    outlook = forecast(FAR, timedelta(hours=1), FAR + timedelta(days=15), 14)
    assert outlook.in_time
    assert not forecast(FAR, timedelta(days=2), FAR + timedelta(days=15), 14).in_time


def test_a_plan_says_who_gets_what_and_sends_nothing(world: World) -> None:
    world.people(6)
    left = Recipient(
        id=RecipientId("left"),
        language=Language("ja"),
        channels=(Channel.MAIL,),
        status=RecipientStatus.DELETED,
        contact=Contact(email="l@example.com"),
    )
    none = Recipient(id=RecipientId("none"), language=Language("ja"), channels=(Channel.MAIL,))
    world.import_all(Imported(line=9, recipient=left), Imported(line=8, recipient=none))
    report = world.plan()
    assert report.counts == {
        (Channel.MAIL, "ja"): 4,
        (Channel.MAIL, "en"): 2,
        (Channel.IN_APP, "ja"): 4,
        (Channel.IN_APP, "en"): 2,
    }
    assert report.excluded == {Reason.DELETED: 1, Reason.NO_ADDRESS: 1}
    assert report.people == 8
    assert [one.language for one in report.samples] == ["ja", "en"]
    assert report.notice.state is NoticeState.PLANNED
    assert world.states() == {"pending": 6}
    assert not (world.folder / "eml").exists()
    assert world.verify().flaws == ()


def test_planning_again_before_sending_takes_a_new_snapshot(world: World) -> None:
    world.people(2)
    world.plan()
    world.people(5)
    assert world.plan().people == 5
    assert world.progress().people.size == 5
    assert world.verify().flaws == ()


def test_publish_pressed_twice_gives_one_notice(world: World) -> None:
    world.send(3)
    with pytest.raises(AlreadyPlanned, match="finished already"):
        world.plan()
    assert len(world.eml()) == 3
    assert len(world.notifier.notices.all()) == 1


def test_a_notice_that_cannot_be_in_time_is_refused_unless_overridden(world: World) -> None:
    world.people(3)
    world.clock.turn(days=35)
    with pytest.raises(NotInTime, match="14 days before"):
        world.plan()
    assert world.notifier.notices.all() == []
    report = world.plan(override="court order of 2026-12-01")
    assert report.notice.override == "court order of 2026-12-01"
    assert not report.forecast.in_time


def test_a_rate_that_is_too_slow_is_refused(world: World) -> None:
    world.people(20)
    world.set(NOTIFIER_RATE="1/h", NOTIFIER_DOMAIN_RATES="")
    world.clock.turn(days=28)
    with pytest.raises(NotInTime):
        world.plan()
    world.set(NOTIFIER_RATE="", NOTIFIER_DOMAIN_RATES="example.com=1/h")
    with pytest.raises(NotInTime):
        world.plan()
    world.set(NOTIFIER_RATE="100/s", NOTIFIER_DOMAIN_RATES="")
    assert world.plan().forecast.in_time


def test_a_version_in_force_is_refused_unless_overridden(world: World) -> None:
    world.people(1)
    world.clock.turn(days=60)
    with pytest.raises(AlreadyEffective, match="since 2026-12-15"):
        world.plan()
    assert "改定しました" in world.plan(override="late").samples[0].text


def test_nobody_to_tell_is_said(world: World) -> None:
    with pytest.raises(EmptyAudience, match="notifier recipients import"):
        world.plan()
    assert world.notifier.notices.all() == []


def test_a_wrong_hash_refuses_the_plan_and_leaves_nothing(world: World) -> None:
    world.people(1)
    content = manifest()
    content["policies"][0]["versions"][0]["texts"]["ja"]["sha256"] = "0" * 64
    with pytest.raises(WrongHash):
        world.notifier.planner().plan(world.site(content), PlanRequest(policy="privacy", version="2026-12-15"))
    assert world.notifier.notices.all() == []


def test_a_broken_template_refuses_the_plan(sqlite_world: World) -> None:
    folder = sqlite_world.folder / "templates/ja"
    folder.mkdir(parents=True)
    (folder / "notice.txt").write_text("{{ content.nothing_like_that }}")
    sqlite_world.people(1)
    sqlite_world.set(NOTIFIER_TEMPLATES=str(folder.parent))
    with pytest.raises(TemplateBroken, match=r"ja/notice\.txt"):
        sqlite_world.plan()
    assert sqlite_world.notifier.notices.all() == []


def test_two_versions_are_two_notices(world: World) -> None:
    world.people(2)
    planner = world.notifier.planner()
    for one in ("2026-12-15", "2027-03-01"):
        content = manifest(version("2026-12-15"), version("2027-03-01"))
        planner.plan(world.site(content), PlanRequest(policy="privacy", version=one))
    world.start()
    world.run()
    assert len(world.eml()) == 4
    assert {one.state for one in world.notifier.notices.all()} == {NoticeState.FINISHED}


def test_the_notice_keeps_what_the_manifest_said(world: World) -> None:
    world.people(1)
    world.plan()
    kept = world.notifier.notices.get(NOTICE)
    assert kept is not None
    assert kept.content == json.loads(json.dumps(manifest()["policies"][0]))
