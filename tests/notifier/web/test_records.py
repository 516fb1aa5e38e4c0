"""Records that an app keeps in the log: once each, without words of a person's, covered by verify."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, update
from werkzeug.test import TestResponse

from notifier.adapters.sql.schema import app_records
from notifier.model.app_record import AppRecord
from tests.notifier.clients import APP_KEY, Client, client, settings
from tests.notifier.world import World

REASON = "ab" * 32
OTHER_KEY = "the-key-of-another-server-0123456789"


def post(made: Client, key: str = APP_KEY, **body: object) -> TestResponse:
    wanted = {"kind": "erasure", "number": "2026-0042", "state": "received", **body}
    return made.post("/v1/records", wanted, None, headers={"Authorization": f"Bearer {key}"})


def test_a_record_is_an_entry_of_the_log_with_the_notifiers_time(world: World) -> None:
    made = client(world)
    answer = post(made, reason_sha256=REASON)
    entry = made.context.notifier.log.head()
    assert entry is not None
    assert answer.status_code == 201
    assert answer.json == {
        "kind": "erasure",
        "number": "2026-0042",
        "state": "received",
        "reason_sha256": REASON,
        "recorded_at": world.clock().isoformat(),
        "entry": entry.seq,
        "hash": entry.hash.hex(),
    }
    assert json.loads(entry.body)["state"] == "received"
    assert world.verify().flaws == ()


def test_the_same_state_again_is_not_recorded_twice_and_a_state_can_come_back(world: World) -> None:
    made = client(world)
    states = ["received", "received", "refused", "received"]
    answers = [post(made, state=state).status_code for state in states]
    assert answers == [201, 200, 201, 201]
    assert [one["state"] for one in made.app("/v1/records").json["items"]] == ["received", "refused", "received"]


def test_an_app_that_retries_from_ten_threads_makes_one_record(world: World) -> None:
    records = client(world).context.notifier.app_records
    wanted = AppRecord(
        caller="server", kind="erasure", number="7", state="done", reason_sha256=None, recorded_at=world.clock()
    )
    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(lambda _: records.add(wanted), range(10)))
    assert sorted(new for _, new in found) == [False] * 9 + [True]
    assert {one.seq for one, _ in found} == {found[0][0].seq}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "Erasure of Taro"},
        {"number": "taro@example.com"},
        {"state": "x" * 33},
        {"reason_sha256": "he was rude"},
        {"reason_sha256": "AB" * 32},
        {"recipient": "u1"},
        {"state": None},
    ],
)
def test_there_is_no_place_for_words_about_a_person(sqlite_world: World, wrong: dict[str, object]) -> None:
    made = client(sqlite_world)
    assert (post(made, **wrong).status_code, made.app("/v1/records").json["items"]) == (422, [])


def test_only_a_servers_key_may_record_and_reads_only_its_own(sqlite_world: World) -> None:
    made = client(sqlite_world, NOTIFIER_APP_KEYS=f"{settings()['NOTIFIER_APP_KEYS']},other:{OTHER_KEY}")
    assert post(made, key=made.token("u0001")).status_code == 401
    assert post(made, key=OTHER_KEY).status_code == 201
    assert made.app("/v1/records").json["items"] == []
    assert len(made.app("/v1/records", OTHER_KEY).json["items"]) == 1


def test_they_are_read_page_by_page_by_kind_and_number(sqlite_world: World) -> None:
    made = client(sqlite_world)
    for number in range(5):
        post(made, number=str(number))
        post(made, kind="disclosure", number=str(number))
    first = made.app("/v1/records?kind=erasure&limit=3").json
    rest = made.app(f"/v1/records?kind=erasure&limit=3&after={first['next']}").json
    assert [one["number"] for one in (*first["items"], *rest["items"])] == ["0", "1", "2", "3", "4"]
    assert rest["next"] is None
    assert len(made.app("/v1/records?number=3").json["items"]) == 2
    assert made.app("/v1/records?kind=%00").status_code == 422


def test_verify_names_a_record_that_was_altered_or_removed(world: World) -> None:
    made = client(world)
    post(made)
    post(made, state="refused")
    with made.context.notifier.database.write() as connection:
        connection.execute(update(app_records).where(app_records.c.id == 1).values(state="completed"))
        connection.execute(delete(app_records).where(app_records.c.id == 2))
    flaws = {flaw.where for flaw in world.verify().flaws}
    assert "app record 1" in flaws
    assert any(where.startswith("log ") for where in flaws)


def test_the_command_records_and_lists(sqlite_world: World) -> None:
    add = ("records", "add", "erasure")
    assert "erasure 2026-0042: received is entry" in sqlite_world.invoke(*add, "2026-0042", "received")
    assert "already" in sqlite_world.invoke(*add, "2026-0042", "received")
    assert sqlite_world.invoke(*add, "Taro Yamada", "received", code=1).count("\n") == 1
    listed = json.loads(sqlite_world.invoke("records", "list", "--format", "json"))
    assert [(one["number"], one["state"], one["caller"]) for one in listed] == [("2026-0042", "received", "command")]
