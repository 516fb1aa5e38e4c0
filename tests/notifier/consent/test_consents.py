"""Consents, over both stores: a deliberate act, recorded with what was shown, that nobody can replay."""

import hashlib
import json
import threading
from typing import Any

import pytest

from notifier.adapters.manifests import SiteManifest
from tests.notifier.clients import APP_KEY, NEW, OLD, Client, client, publish, site
from tests.notifier.manifests import TEXTS, version, write_site
from tests.notifier.world import World

MINOR, NEWEST = "2026-11-01", "2026-11-20"


@pytest.fixture
def app(world: World) -> Client:
    publish(world)
    return client(world)


def body(version: str = NEW, decision: str = "accepted", **more: Any) -> dict[str, Any]:
    return {"policy": "privacy", "version": version, "decision": decision, **more}


def decide(
    app: Client, version: str = NEW, decision: str = "accepted", user: str = "u0001", **more: Any
) -> tuple[int, Any]:
    answer = app.post("/v1/consents", body(version, decision, **more), user=user)
    return answer.status_code, answer.json["code"] if answer.status_code != 201 else answer.json


def asked(
    app: Client, item: str | None = None, version: str = NEW, user: str = "u0001", lang: str = "ja"
) -> dict[str, Any]:
    """The question about a version, or about an optional item."""
    (policy,) = app.get(f"/v1/consents?lang={lang}", user).json["policies"]
    return next(
        one
        for one in (policy["items"] if item else policy["versions"])
        if (one["item"] or one["version"]) == (item or version)
    )


def standing(app: Client, user: str = "u0001") -> dict[str, Any]:
    (found,) = app.app(f"/v1/recipients/{user}/consents").json["policies"]
    return dict(found)


def rows(app: Client) -> int:
    with app.world.notifier.database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM consents").scalar_one())


def test_the_record_holds_what_was_shown_and_which_text(app: Client) -> None:
    question = asked(app, lang="en")
    status, record = decide(app, request=question["request"]["id"])
    assert status == 201
    assert (record["decision"], record["language"]) == ("accepted", "en")
    assert record["text_sha256"] == hashlib.sha256(TEXTS["en"].encode()).hexdigest()
    processing = record["record"]["pii_processing"]
    shown = json.loads(processing["shown"])
    for name in ("title", "summary", "on_yes", "on_no", "accept", "refuse"):
        assert shown[name] == question["request"][name]
    assert record["shown_sha256"] == hashlib.sha256(processing["shown"].encode()).hexdigest()
    assert processing["shown_by"] == "notifier"
    assert set(record["record"]) == {"record_metadata", "pii_processing", "party_identification", "event_schema"}
    assert record["record"]["event_schema"]["event_state"] == "accepted"
    assert "u0001" not in json.dumps(record)


def test_the_language_is_the_users_own_where_the_app_names_none(app: Client) -> None:
    (policy,) = app.get("/v1/consents", "u0000").json["policies"]
    assert {one["request"]["language"] for one in policy["versions"]} == {"en"}
    assert decide(app, user="u0000")[1]["language"] == "en"
    assert decide(app, user="u0001")[1]["language"] == "ja"
    assert decide(app, user="stranger")[1]["language"] == "ja"


def test_what_the_app_showed_is_recorded_as_the_apps_words(app: Client) -> None:
    _, record = decide(app, shown="規約に同意しますか。", language="ja")
    processing = record["record"]["pii_processing"]
    assert (processing["shown"], processing["shown_by"]) == ("規約に同意しますか。", "app")


def test_asking_records_nothing_however_often_and_however_it_is_written(app: Client) -> None:
    for path in ("/v1/consents", f"/v1/consents?policy=privacy&version={NEW}&decision=accepted", "/v1/inbox"):
        assert app.get(path).status_code == 200
        assert app.call("HEAD", path).status_code == 200
    app.call("GET", "/v1/consents", json=body())
    assert rows(app) == 0
    assert standing(app)["consented"] is False


def test_reading_a_notice_is_no_consent(app: Client) -> None:
    app.post("/v1/inbox/read-all")
    assert rows(app) == 0


def test_the_app_asks_whether_this_user_has_consented_to_what_is_in_force(app: Client) -> None:
    assert standing(app) | {"items": []} == {
        "policy": "privacy", "in_force": OLD, "needed": True, "consented": False, "decision": None,
        "decided_at": None, "items": [],
    }  # fmt: skip
    decide(app, OLD)
    assert (standing(app)["consented"], standing(app, "u0002")["consented"]) == (True, False)
    decide(app, OLD, "withdrawn")
    assert (standing(app)["consented"], standing(app)["decision"]) == (False, "withdrawn")


def test_consent_to_a_scheduled_version_counts_from_the_day_it_comes_into_force(app: Client) -> None:
    decide(app, NEW)
    assert standing(app)["consented"] is False
    app.world.clock.turn(days=75 * 365)
    assert (standing(app)["in_force"], standing(app)["consented"]) == (NEW, True)


def test_a_later_version_that_does_not_ask_rests_on_the_consent_before_it(world: World) -> None:
    publish(world)
    app = client(world)
    decide(app, OLD)
    versions = (version(OLD, consent=True), version(MINOR), version(NEW, consent=True))
    tell_policies(app, versions)
    assert (standing(app)["in_force"], standing(app)["consented"]) == (MINOR, True)
    assert decide(app, MINOR, "withdrawn")[0] == 201
    assert standing(app)["consented"] is False


def test_a_version_that_nobody_has_to_consent_to_needs_nothing(world: World) -> None:
    world.people(1)
    app = client(world)
    tell_policies(app, (version(OLD),))
    assert (standing(app)["needed"], standing(app)["consented"]) == (False, True)


def tell_policies(app: Client, versions: tuple[dict[str, Any], ...], as_of: str = "2026-11-02T00:00:00+09:00") -> None:
    path = write_site(app.world.folder / "site", site(*versions, as_of=as_of))
    app.world.notifier.policies.remember(SiteManifest(str(path)).read())


def test_a_stale_version_is_refused_and_the_one_in_force_is_named(world: World) -> None:
    publish(world)
    app = client(world)
    old_request = asked(app, version=OLD)["request"]["id"]
    tell_policies(app, (version(OLD, consent=True), version(NEWEST, consent=True), version(NEW, consent=True)))
    app.world.clock.turn(days=30)
    for more in ({}, {"request": old_request}):
        answer = app.post("/v1/consents", body(OLD, **more))
        assert answer.status_code in (409, 422)
    assert app.post("/v1/consents", body(OLD)).json["code"] == "stale_version"
    assert NEWEST in app.post("/v1/consents", body(OLD)).json["detail"]
    assert rows(app) == 0


def test_consent_to_a_version_that_was_replaced_can_still_be_withdrawn(world: World) -> None:
    publish(world)
    app = client(world)
    decide(app, OLD)
    tell_policies(app, (version(OLD, consent=True), version(NEWEST, consent=True), version(NEW, consent=True)))
    app.world.clock.turn(days=30)
    assert decide(app, OLD, "withdrawn")[0] == 201


def test_the_same_answer_twice_is_one_record(app: Client) -> None:
    request = asked(app)["request"]["id"]
    first, second = decide(app, request=request), decide(app, request=request)
    assert first == second
    assert decide(app) == first
    assert rows(app) == 1


def test_an_answer_replayed_after_the_person_decided_otherwise_is_refused(app: Client) -> None:
    request = asked(app)["request"]["id"]
    decide(app, request=request)
    assert decide(app, decision="withdrawn", request=asked(app)["request"]["id"])[0] == 201
    assert decide(app, request=request) == (201, decide(app, request=request)[1])
    assert standing(app)["decision"] is None
    found = app.get("/v1/consents").json["policies"][0]["versions"]
    assert [one["decision"] for one in found if one["version"] == NEW] == ["withdrawn"]
    assert decide(app) == (409, "request_needed")
    assert decide(app, request=asked(app)["request"]["id"])[0] == 201
    assert rows(app) == 3


def test_a_request_is_good_for_one_answer_and_for_one_person(app: Client) -> None:
    request = asked(app)["request"]["id"]
    decide(app, request=request)
    assert decide(app, decision="refused", request=request) == (409, "already_answered")
    other = asked(app, user="u0002")["request"]["id"]
    assert decide(app, request=other, user="u0000") == (422, "bad_request_id")
    assert decide(app, OLD, request=other, user="u0002") == (422, "bad_request_id")
    assert decide(app, item="user-analysis", request=other, user="u0002") == (422, "bad_request_id")
    assert decide(app, request=other[:-1] + ("b" if other[-1] == "a" else "a"), user="u0002") == (422, "bad_request_id")
    assert decide(app, request="nonsense", user="u0002") == (422, "bad_request_id")


def test_a_request_is_good_for_a_day(app: Client) -> None:
    request = asked(app)["request"]["id"]
    app.world.clock.turn(hours=25)
    assert decide(app, request=request) == (422, "bad_request_id")


def test_a_request_whose_words_have_changed_is_refused(app: Client) -> None:
    request = asked(app)["request"]["id"]
    changed = version(NEW, consent=True)
    changed["note"] = {"ja": "別の要旨", "en": "Another note"}
    tell_policies(app, (version(OLD, consent=True), changed))
    assert decide(app, request=request) == (422, "bad_request_id")


def test_what_was_never_given_cannot_be_withdrawn(app: Client) -> None:
    assert decide(app, decision="withdrawn") == (409, "nothing_to_withdraw")
    decide(app, decision="refused")
    assert decide(app, decision="withdrawn") == (409, "nothing_to_withdraw")


def test_who_refused_may_agree_later(app: Client) -> None:
    decide(app, OLD, "refused")
    assert standing(app)["decision"] == "refused"
    assert decide(app, OLD)[0] == 201
    assert standing(app)["consented"] is True


def test_optional_items_are_decided_one_by_one_and_cost_nothing(app: Client) -> None:
    decide(app, OLD)
    question = asked(app, "user-analysis")
    assert question["request"]["details"] == ["登録の理由", "関心のある分野"]
    assert "これまでどおり" in question["request"]["on_no"]
    decide(app, OLD, item="user-analysis", request=question["request"]["id"])
    decide(app, OLD, "refused", item="personalised-advertising")
    items = {one["id"]: one["consented"] for one in standing(app)["items"]}
    assert items == {"user-analysis": True, "personalised-advertising": False}
    decide(app, OLD, "withdrawn", item="user-analysis")
    assert [one["consented"] for one in standing(app)["items"]] == [False, False]
    assert standing(app)["consented"] is True


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"policy": "terms"}, "unknown_policy"),
        ({"version": "2000-01-01"}, "unknown_version"),
        ({"item": "shoe-size"}, "unknown_item"),
        ({"decision": "maybe"}, "invalid"),
        ({"language": "de"}, "invalid"),
        ({"version": 7}, "invalid"),
        ({"recipient": "u0002"}, "invalid"),
    ],
)
def test_a_bad_member_is_refused_and_nothing_is_recorded(app: Client, changed: dict[str, Any], code: str) -> None:
    answer = app.post("/v1/consents", body() | changed)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert rows(app) == 0


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"policy":"privacy","policy":"x"}', "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'{"policy":"\\ud800"}', "application/json", 400),
        (b"policy=privacy&version=1&decision=accepted", "application/x-www-form-urlencoded", 415),
        (b"", "", 415),
        (b'{"policy":"' + b"x" * 70000 + b'"}', "application/json", 413),
    ],
)
def test_a_body_that_is_not_the_json_asked_for_is_refused(app: Client, content: bytes, kind: str, status: int) -> None:
    answer = app.call("POST", "/v1/consents", data=content, content_type=kind)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert rows(app) == 0


def test_pressed_on_two_devices_at_once_is_one_record(app: Client) -> None:
    results: list[tuple[int, Any]] = []
    barrier = threading.Barrier(4)

    def run() -> None:
        barrier.wait(30)
        answer = app.flask.application.test_client().post(
            "/v1/consents", json=body(), headers={"Authorization": f"Bearer {app.token('u0001')}"}
        )
        results.append((answer.status_code, answer.json))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [status for status, _ in results] == [201] * 4
    assert len({json.dumps(record, sort_keys=True) for _, record in results}) == 1
    assert rows(app) == 1


def test_an_older_build_of_the_site_brings_no_old_version_back(app: Client) -> None:
    tell_policies(app, (version("2020-01-01", consent=True),), as_of="2020-01-01T00:00:00+09:00")
    assert standing(app)["in_force"] == OLD


def test_records_and_marks_are_covered_by_verify(app: Client) -> None:
    decide(app, OLD)
    decide(app, NEW, request=asked(app)["request"]["id"])
    app.post("/v1/inbox/read-all")
    found = app.world.verify()
    assert (found.flaws, found.records) == ((), 4)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("UPDATE consents SET decision = 'refused' WHERE id = 1", "consent 1"),
        ("UPDATE consents SET shown = 'something else' WHERE id = 1", "consent 1"),
        ("UPDATE consents SET receipt = '{}' WHERE id = 1", "consent 1"),
        ("UPDATE consents SET recipient_id = 'u0002' WHERE id = 1", "consent 1"),
        ("DELETE FROM consents WHERE id = 1", "log"),
        ("UPDATE inbox SET read_at = read_at + 1", "inbox"),
        ("UPDATE inbox SET read_at = NULL, read_seq = NULL", "log"),
        ("DELETE FROM inbox", "log"),
    ],
)
def test_an_altered_or_removed_record_is_named(app: Client, change: str, where: str) -> None:
    decide(app, OLD)
    app.post("/v1/inbox/read-all")
    with app.world.notifier.database.write() as connection:
        connection.exec_driver_sql(change)
    assert any(flaw.where.startswith(where) for flaw in app.world.verify().flaws)


def test_the_records_are_exported_line_by_line(app: Client) -> None:
    decide(app, OLD)
    decide(app, OLD, "refused", user="u0002")
    lines = app.world.command("consents", "export").stdout.splitlines()
    assert [json.loads(line)["event_schema"]["event_state"] for line in lines] == ["accepted", "refused"]
    one = app.world.command("consents", "export", "--recipient", "u0002", "--policy", "privacy")
    assert len(one.stdout.splitlines()) == 1
    counted = json.loads(app.world.command("consents", "status", "--format", "json").stdout)
    assert [(row["decision"], row["users"]) for row in counted] == [("accepted", 1), ("refused", 1)]
    assert APP_KEY not in one.stderr


def test_what_happens_on_no_is_said_in_the_apps_words_where_it_gives_them(app: Client) -> None:
    app.world.set(NOTIFIER_ON_REFUSAL_JA="同意しないと：投稿することができなくなります。")
    assert asked(client(app.world))["request"]["on_no"] == "同意しないと：投稿することができなくなります。"
    assert "Sample Inc." in asked(client(app.world), lang="en")["request"]["on_no"]
