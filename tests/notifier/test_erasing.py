"""Erased to hashes: nothing names the person any more, and everything still verifies and adds up."""

import json
from dataclasses import replace

import pytest

from notifier.model.delivery import DeliveryState
from notifier.model.ids import RecipientId
from notifier.service.erasing import NobodyErased, erase_left, erase_people
from tests.notifier.clients import NEW, NOTICE, Client, client, publish
from tests.notifier.test_escalation import person
from tests.notifier.world import World

WHO = "u0001"


def dump(world: World) -> str:
    """Everything that the database holds, as text."""
    tables = ["recipients", "audience", "deliveries", "inbox", "consents", "log", "outbox", "bounces", "notices"]
    with world.notifier.database.read() as connection:
        rows = [connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in tables]
    return repr(rows)


def used(world: World) -> Client:
    """Someone who was told, read the notice and consented."""
    publish(world)
    world.run()
    app = client(world)
    app.post(f"/v1/inbox/{NOTICE}/read")
    app.post("/v1/consents", {"policy": "privacy", "version": NEW, "decision": "accepted"})
    return app


def test_nothing_names_the_person_any_more_and_everything_still_verifies(world: World) -> None:
    app = used(world)
    before = world.notifier.notices.progress(NOTICE, world.clock()).people
    assert WHO in dump(world)
    assert erase_people(app.context.notifier.after.erasing(), world.clock, [WHO], "request 42") == 1
    assert WHO not in dump(world)
    assert world.notifier.notices.progress(NOTICE, world.clock()).people == before
    assert world.verify().flaws == ()
    assert app.get("/v1/inbox").json["items"] == []
    head = world.notifier.log.head()
    assert head is not None
    assert json.loads(head.body)["why"] == "request 42"


def test_the_proof_is_still_found_by_the_id_and_holds(sqlite_world: World) -> None:
    used(sqlite_world)
    path = str(sqlite_world.folder / "p.json")
    sqlite_world.invoke("recipients", "erase", WHO, "--reason", "request 42")
    assert "told" in sqlite_world.invoke("proof", WHO, "--version", NEW, "--output", path)
    checked = sqlite_world.invoke("proof-check", path, "--address", "user0001@example.com")
    assert "holds: the address is the one it was sent to" in checked


def test_what_still_waits_is_left_out_and_the_sum_holds(world: World) -> None:
    world.people(3)
    world.plan()
    world.start()
    erase_people(world.notifier.after.erasing(), world.clock, [WHO], "request")
    world.run()
    people = world.progress().people
    assert (people.told, people.excluded, people.size) == (2, 1, 3)
    (row,) = world.notifier.after.evidence.deliveries(world.notifier.notices.all()[0].id, RecipientId(WHO))
    assert row.state is DeliveryState.EXCLUDED
    assert world.verify().flaws == ()


def test_who_left_before_a_day_is_erased_and_nobody_else(world: World) -> None:
    world.import_all(person(1), person(2), person(3))
    deleted = [replace(one, recipient=replace(one.recipient, status="deleted")) for one in (person(1), person(2))]
    world.import_all(deleted[0])
    world.clock.turn(days=30)
    world.import_all(deleted[1])
    erasing = world.notifier.after.erasing()
    assert erase_left(erasing, world.clock, world.clock(), "retention") == 1
    assert [world.notifier.recipients.get(RecipientId(f"u000{n}")) is None for n in (1, 2, 3)] == [True, False, False]
    assert erase_left(erasing, world.clock, world.clock(), "retention") == 0


def test_an_erased_id_that_is_imported_again_is_a_new_person(sqlite_world: World) -> None:
    sqlite_world.import_all(person(1))
    erase_people(sqlite_world.notifier.after.erasing(), sqlite_world.clock, ["u0001"], "request")
    sqlite_world.import_all(person(1))
    assert sqlite_world.notifier.recipients.get(RecipientId("u0001")) is not None


def test_nobody_known_is_said_and_a_reason_is_asked_for(sqlite_world: World) -> None:
    sqlite_world.people(1)
    with pytest.raises(NobodyErased):
        erase_people(sqlite_world.notifier.after.erasing(), sqlite_world.clock, ["nobody"], "request")
    for arguments in (["u0000"], ["--reason", "x"], ["--left-before", "soon", "--reason", "x"]):
        sqlite_world.invoke("recipients", "erase", *arguments, code=2)
