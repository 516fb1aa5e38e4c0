"""The inbox over HTTP, over both stores: counts, marks that stay, read-all that reads only what was shown."""

import threading
from datetime import timedelta

import pytest

from notifier.model.channel import Channel
from notifier.model.ids import RecipientId
from notifier.model.inbox import Mark
from notifier.model.notice import NoticeState
from notifier.service.sending import start_notices
from tests.notifier.clients import NEW, NOTICE, ORIGIN, Client, client, publish, site, tell
from tests.notifier.manifests import version
from tests.notifier.world import World

LATER = "2100-01-15"


@pytest.fixture
def inbox(world: World) -> Client:
    publish(world)
    return client(world)


def counts(found: dict[str, int]) -> tuple[int, int, int]:
    return found["total"], found["unread"], found["unseen"]


def publish_second(world: World) -> None:
    world.clock.turn(minutes=1)
    versions = (version("2021-04-22", consent=True), version(NEW, consent=True), version(LATER))
    tell(world, site(*versions), LATER)


def test_a_notice_is_there_once_it_is_published_and_not_before(world: World) -> None:
    world.people(1)
    world.plan_from(world.site(site()), version=NEW)
    made = client(world)
    assert made.get("/v1/inbox", "u0000").json["items"] == []
    start_notices(world.notifier.notices, world.clock)
    (item,) = made.get("/v1/inbox?lang=ja", "u0000").json["items"]
    assert (item["title"], item["effective"]) == (
        "個人情報取扱方針の改定のお知らせ",
        "2099年12月15日 0時（日本時間）から施行",
    )
    assert item["changes_url"].endswith(f"/ja/privacy/{NEW}/changes/")
    assert item["consent"] == {"required": True, "asked": True, "decision": None, "decided_at": None}


def test_the_words_are_in_the_language_that_is_asked_for_or_the_persons(inbox: Client) -> None:
    assert inbox.get("/v1/inbox", "u0000").json["items"][0]["title"] == "Revision of the Privacy Policy"
    assert inbox.get("/v1/inbox", "u0001").json["items"][0]["title"] == "個人情報取扱方針の改定のお知らせ"
    assert inbox.get("/v1/inbox?lang=en", "u0001").json["items"][0]["effective"].startswith("In force from 15 December")


def test_one_notice_for_many_is_one_row_until_somebody_does_something(inbox: Client) -> None:
    for user in ("u0000", "u0001", "u0002"):
        assert counts(inbox.get("/v1/inbox", user).json) == (1, 1, 1)
    database = inbox.world.notifier.database
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM inbox").scalar_one() == 0
    inbox.post(f"/v1/inbox/{NOTICE}/seen", user="u0001")
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM inbox").scalar_one() == 1


@pytest.mark.parametrize(("action", "expected"), [("seen", (1, 1, 0)), ("read", (1, 0, 0)), ("archive", (0, 0, 0))])
def test_a_mark_includes_those_before_it(inbox: Client, action: str, expected: tuple[int, int, int]) -> None:
    assert counts(inbox.post(f"/v1/inbox/{NOTICE}/{action}").json) == expected
    assert counts(inbox.get("/v1/inbox").json) == expected
    assert counts(inbox.get("/v1/inbox", "u0002").json) == (1, 1, 1)


def test_the_first_time_stays_and_each_mark_is_logged_once(inbox: Client) -> None:
    inbox.post(f"/v1/inbox/{NOTICE}/read")
    first = inbox.get("/v1/inbox").json["items"][0]["read_at"]
    inbox.world.clock.turn(hours=1)
    inbox.post(f"/v1/inbox/{NOTICE}/read")
    inbox.post(f"/v1/inbox/{NOTICE}/seen")
    assert inbox.get("/v1/inbox").json["items"][0]["read_at"] == first
    bodies = [entry.body for batch in inbox.world.notifier.log.entries(100) for entry in batch]
    assert [sum(f'"event":"{mark}"' in body for body in bodies) for mark in Mark] == [1, 1, 0]
    assert not any("u0001" in body for body in bodies)


def test_archived_notices_are_listed_when_asked_for(inbox: Client) -> None:
    inbox.post(f"/v1/inbox/{NOTICE}/archive")
    assert inbox.get("/v1/inbox").json["items"] == []
    assert [one["id"] for one in inbox.get("/v1/inbox?archived=true").json["items"]] == [NOTICE]


def test_pages_follow_one_another(world: World) -> None:
    publish(world)
    publish_second(world)
    made = client(world)
    first = made.get("/v1/inbox?limit=1").json
    assert [one["version"] for one in first["items"]] == [LATER]
    second = made.get(f"/v1/inbox?limit=1&after={first['next']}").json
    assert ([one["version"] for one in second["items"]], second["next"]) == ([NEW], None)


def test_read_all_reads_only_what_the_page_had(world: World) -> None:
    publish(world)
    made = client(world)
    until = made.get("/v1/inbox").json["until"]
    publish_second(world)
    assert counts(made.post("/v1/inbox/read-all", {"until": until}).json) == (2, 1, 1)
    (unread,) = [one for one in made.get("/v1/inbox").json["items"] if one["read_at"] is None]
    assert unread["version"] == LATER
    assert counts(made.post("/v1/inbox/read-all").json) == (2, 0, 0)


def test_reading_one_races_reading_all_and_both_are_recorded_once(world: World) -> None:
    """Every order of the two gives the same: all read, each with one time and one entry of the log."""
    publish(world)
    publish_second(world)
    made = client(world)
    service, user = made.context.inbox, RecipientId("u0001")
    problems: list[Exception] = []
    barrier = threading.Barrier(6)

    def run(number: int) -> None:
        try:
            barrier.wait(30)
            if number % 2:
                service.read_all(user, None)
            else:
                service.mark(user, NOTICE, Mark.READ)
        except Exception as problem:  # noqa: BLE001 - handed to the test
            problems.append(problem)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert problems == []
    assert counts(made.get("/v1/inbox").json) == (2, 0, 0)
    bodies = [entry.body for batch in world.notifier.log.entries(100) for entry in batch]
    assert sum('"event":"read"' in body for body in bodies) == 2
    assert world.verify().flaws == ()


def test_nothing_changed_is_304_and_any_change_is_not(inbox: Client) -> None:
    def fetch(tag: str = "") -> tuple[int, str]:
        answer = inbox.get("/v1/inbox", headers={"If-None-Match": tag})
        return answer.status_code, answer.headers["ETag"]

    status, tag = fetch()
    assert status == 200
    assert fetch(tag) == (304, tag)
    assert fetch(f'"other", W/{tag}') == (304, tag)
    inbox.post(f"/v1/inbox/{NOTICE}/seen", user="u0002")
    assert fetch(tag) == (304, tag)
    inbox.post(f"/v1/inbox/{NOTICE}/seen")
    status, seen = fetch(tag)
    assert (status, seen != tag) == (200, True)
    inbox.post("/v1/consents", {"policy": "privacy", "version": NEW, "decision": "accepted"})
    assert fetch(seen)[0] == 200
    assert inbox.get("/v1/inbox?lang=en", headers={"If-None-Match": fetch()[1]}).status_code == 200


def test_when_a_version_comes_into_force_its_card_says_so(inbox: Client) -> None:
    before = inbox.get("/v1/inbox?lang=en")
    inbox.world.clock.turn(days=75 * 365)
    after = inbox.get("/v1/inbox?lang=en", headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.json["items"][0]["effective"]) == (
        200, "In force since 15 December 2099, 00:00 (Japan time)",
    )  # fmt: skip


def test_a_stopped_notice_is_gone_for_who_has_not_seen_it_and_marked_for_who_has(inbox: Client) -> None:
    inbox.post(f"/v1/inbox/{NOTICE}/seen", user="u0001")
    notices = inbox.world.notifier.notices
    assert notices.set_state(NOTICE, NoticeState.STOPPED, inbox.world.clock(), by=(NoticeState.RUNNING,))
    seen, unseen = inbox.get("/v1/inbox", "u0001").json, inbox.get("/v1/inbox", "u0002").json
    assert (counts(seen), counts(unseen)) == ((1, 0, 0), (0, 0, 0))
    assert (seen["items"][0]["withdrawn"], seen["items"][0]["consent"]["asked"]) == (True, False)
    assert inbox.post(f"/v1/inbox/{NOTICE}/read", user="u0002").status_code == 404


def test_who_is_not_in_the_audience_or_was_not_to_be_told_in_the_app_has_an_empty_inbox(world: World) -> None:
    world.people(2, channels=(Channel.MAIL,))
    tell(world, site(), NEW)
    made = client(world)
    assert counts(made.get("/v1/inbox", "u0001").json) == (0, 0, 0)
    assert made.get("/v1/inbox", "nobody").json["until"] is None
    assert made.post(f"/v1/inbox/{NOTICE}/read", user="nobody").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/v1/inbox?after=x", "/v1/inbox?limit=0", "/v1/inbox?limit=101", "/v1/inbox?lang=de", "/v1/inbox?archived=1"],
)
def test_a_bad_argument_is_named(inbox: Client, path: str) -> None:
    answer = inbox.get(path)
    assert (answer.status_code, answer.mimetype, answer.json["code"]) == (422, "application/problem+json", "invalid")


def test_a_listed_origin_may_read_the_answer_and_another_may_not_even_ask(inbox: Client) -> None:
    good = inbox.get("/v1/inbox", headers={"Origin": ORIGIN})
    assert good.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "ETag" in good.headers["Access-Control-Expose-Headers"]
    for origin in ("https://evil.example.com", "null", f"{ORIGIN}.evil.example.com", "http://app.example.com"):
        bad = inbox.get("/v1/inbox", headers={"Origin": origin})
        assert (bad.status_code, bad.json["code"]) == (403, "origin_not_listed")
        assert "Access-Control-Allow-Origin" not in bad.headers


def test_a_preflight_names_only_listed_origins(inbox: Client) -> None:
    for path in ("/v1/inbox", f"/v1/inbox/{NOTICE}/read", "/v1/inbox/read-all", "/v1/consents"):
        good = inbox.call("OPTIONS", path, None, headers={"Origin": ORIGIN})
        assert (good.status_code, good.headers["Access-Control-Allow-Origin"]) == (204, ORIGIN)
        assert "Authorization" in good.headers["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Credentials" not in good.headers
        bad = inbox.call("OPTIONS", path, None, headers={"Origin": "https://evil.example.com"})
        assert "Access-Control-Allow-Origin" not in bad.headers


def test_a_user_who_asks_too_often_is_told_when_to_come_back(world: World) -> None:
    made = client(world)
    world.set(NOTIFIER_USER_LIMIT="3")
    made = client(world)
    answers = [made.get("/v1/inbox", "u0001") for _ in range(5)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert made.get("/v1/inbox", "u0002").status_code == 200


def test_the_clock_of_a_mark_is_the_servers(inbox: Client) -> None:
    inbox.world.clock.turn(hours=2)
    inbox.post(f"/v1/inbox/{NOTICE}/read")
    expected = (inbox.world.clock() - timedelta(0)).isoformat(timespec="seconds")
    assert inbox.get("/v1/inbox").json["items"][0]["read_at"] == expected
