"""A proof: made over both stores, checked without either; nothing in it can be altered."""

import base64
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from notifier.model.channel import Channel
from notifier.model.ids import RecipientId
from notifier.model.recipient import Contact, Recipient
from notifier.ports.recipients import Imported
from notifier.proofcheck.chain import signed
from notifier.proofcheck.checking import Outside, Report, check_bytes, check_file
from notifier.proofcheck.form import to_sign, written
from notifier.service.proving import NeverKnown, NothingToProve, SeveralPeople
from notifier.service.remaking import remaker
from tests.notifier.manifests import TEXTS
from tests.notifier.world import NOTICE, World

VERSION = "2026-12-15"


def prove(world: World, recipient: str = "u0001") -> bytes:
    prover = world.notifier.after.prover()
    return written(prover.prove(prover.find(recipient), "privacy", VERSION))


def codes(report: Report, ok: bool | None) -> list[str]:
    return [one.code for one in report.findings if one.ok is ok]


def test_a_proof_shows_what_a_person_was_told_and_holds(world: World) -> None:
    world.send(5)
    report = check_bytes(prove(world))
    assert (codes(report, False), codes(report, None), report.holds) == ([], ["keys"], True)
    (notice,) = report.document["notices"]
    (delivery,) = notice["deliveries"]
    assert (delivery["state"], delivery["channel"], delivery["code"]) == ("accepted", "mail", 250)
    assert notice["member"]["channels"] == ["mail", "in_app"]
    events = [entry.said["event"] for entry in report.entries]
    assert events == ["members", "deliveries", "planned", "running", "attempt", "result", "finished"]


def test_a_proof_names_no_address_and_nobody_else(world: World) -> None:
    world.send(5)
    content = prove(world).decode()
    assert not re.search(r"user\d+@example\.com|利用者", content)
    others = {world.notifier.vault.subject(RecipientId(f"u000{i}")) for i in (0, 2, 3, 4)}
    assert not any(one in content for one in others)


def test_the_address_the_text_and_the_keys_can_be_checked_by_who_knows_them(world: World) -> None:
    world.send(2)
    content = prove(world)
    keys = {name: raw.hex() for name, raw in world.notifier.vault.public_keys().items()}
    right = Outside(keys=keys, address="user0001@example.com", text=TEXTS["ja"].encode())
    assert (check_bytes(content, right).holds, codes(check_bytes(content, right), None)) == (True, [])
    wrong = Outside(keys=keys, address="user0002@example.com", text=b"another text")
    assert codes(check_bytes(content, wrong), False) == ["address", "text"]
    stranger = Outside(keys=dict.fromkeys(keys, "00" * 32))
    assert not check_bytes(content, stranger).holds


def test_the_message_itself_can_be_put_in(world: World) -> None:
    world.send(2)
    notifier = world.notifier
    remake = remaker(notifier.notices, notifier.recipients, notifier.vault, notifier.composer())
    world.clock.turn(days=30)
    document = notifier.after.prover().prove(RecipientId("u0001"), "privacy", VERSION, remake)
    report = check_bytes(written(document))
    assert report.holds
    message = base64.b64decode(report.document["notices"][0]["deliveries"][0]["message"])
    assert message in [path.read_bytes() for path in (world.folder / "eml").glob("*.eml")]


def test_who_was_left_out_is_proven_with_the_reason(world: World) -> None:
    nobody = Recipient(id=RecipientId("nobody"), language="ja", channels=(Channel.MAIL,), contact=Contact())  # type: ignore[arg-type]
    world.import_all(Imported(line=2, recipient=nobody))
    world.send(1)
    report = check_bytes(prove(world, "nobody"))
    assert report.holds
    assert report.document["notices"][0]["member"]["reason"] == "no_address"
    assert report.document["notices"][0]["deliveries"] == []


def test_who_joined_later_was_not_in_the_audience_and_the_proof_says_so(world: World) -> None:
    world.send(1)
    world.people(3)
    report = check_bytes(prove(world, "u0002"))
    assert report.holds
    assert report.document["notices"][0]["member"] is None


def test_what_cannot_be_proven_is_said(world: World) -> None:
    with pytest.raises(NothingToProve):
        prove(world)
    world.send(1)
    with pytest.raises(NeverKnown):
        prove(world, "stranger")
    with pytest.raises(NeverKnown):
        prove(world, "stranger@example.com")


def test_a_person_is_found_by_address_unless_two_share_it(world: World) -> None:
    world.send(2)
    assert world.notifier.after.prover().find("user0001@example.com") == "u0001"
    twin = Recipient(
        id=RecipientId("twin"),
        language="ja",  # type: ignore[arg-type]
        channels=(Channel.MAIL,),
        contact=Contact(email="user0001@example.com"),
    )
    world.import_all(Imported(line=2, recipient=twin))
    with pytest.raises(SeveralPeople, match="twin, u0001"):
        world.notifier.after.prover().find("user0001@example.com")


def test_a_row_altered_by_an_administrator_does_not_pass_as_proof(world: World) -> None:
    world.send(2)
    with world.notifier.database.write() as connection:
        connection.execute(sql("UPDATE deliveries SET reply = '250 another' WHERE recipient_id = 'u0001'"))
    report = check_bytes(prove(world))
    assert codes(report, False) == ["history"]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A proof to break."""
    folder = tmp_path_factory.mktemp("sample")
    world = World(f"sqlite:///{folder}/notifier.db", folder)
    world.send(4)
    content = prove(world)
    world.close()
    assert check_bytes(content).holds
    return content


@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_altered_byte_is_found(sample: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(sample) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != sample[place]))
    assert not check_bytes(sample[:place] + bytes([byte]) + sample[place + 1 :]).holds


@given(data=st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cut_or_added_byte_is_found(sample: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(sample)))
    added = data.draw(st.binary(min_size=0, max_size=3))
    removed = data.draw(st.integers(0 if added else 1, 3))
    altered = sample[:place] + added + sample[place + removed :]
    assert altered == sample or not check_bytes(altered).holds


@given(content=st.binary(max_size=200) | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(
    lambda value: json.dumps({"format": "policypress-proof/1", "log": value, "keys": value}, indent=1).encode()
))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_anything_else_is_refused_without_an_error(content: bytes) -> None:
    assert not check_bytes(content).holds


def test_a_proof_signed_anew_by_a_forger_shows_another_key(sample: bytes, tmp_path: Path) -> None:
    forger = World(f"sqlite:///{tmp_path}/other.db", tmp_path)
    vault = forger.notifier.vault
    document = json.loads(sample)
    document["notices"][0]["deliveries"][0]["reply"] = "250 altered"
    document["keys"] = {"k1": vault.public_keys()["k1"].hex()}
    document["signature"] = {"key_id": "k1", "value": vault.sign(to_sign(document)).hex()}
    assert signed(document["keys"], "k1", document["signature"]["value"], to_sign(document))
    assert not check_bytes(written(document)).holds  # the log's pieces are not signed by that key
    forger.close()


def test_completeness_is_proven_for_everybody(world: World, tmp_path: Path) -> None:
    nobody = Recipient(id=RecipientId("nobody"), language="ja", channels=(Channel.MAIL,), contact=Contact())  # type: ignore[arg-type]
    world.import_all(Imported(line=2, recipient=nobody))
    world.send(7)
    path = tmp_path / "completeness.jsonl"
    notice = world.notifier.notices.get(NOTICE)
    assert notice is not None
    path.write_bytes(b"".join(world.notifier.after.completion().lines(notice)))
    report = check_file(path)
    assert [(one.code, one.ok) for one in report.findings] == [
        *(("chain", True), ("keys", None), ("signature", True)),
        *(("people", True), ("deliveries", True), ("counts", True)),
    ]
    assert json.loads(report.findings[-1].where) == {
        "told": 7, "waiting": 0, "ambiguous": 0, "failed": 0, "excluded": 1
    }  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A proof of completeness to break."""
    folder = tmp_path_factory.mktemp("whole")
    world = World(f"sqlite:///{folder}/notifier.db", folder)
    world.send(5)
    notice = world.notifier.notices.get(NOTICE)
    assert notice is not None
    content = b"".join(world.notifier.after.completion().lines(notice))
    world.close()
    return content


@given(data=st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_altered_byte_of_a_proof_of_completeness_is_found(
    whole: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != whole[place]))
    path = tmp_path / "altered.jsonl"
    path.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
    assert not check_file(path).holds


def test_a_person_left_out_of_a_proof_of_completeness_is_missed(whole: bytes, tmp_path: Path) -> None:
    lines = whole.splitlines(keepends=True)
    path = tmp_path / "short.jsonl"
    for gone in range(1, len(lines)):
        path.write_bytes(b"".join(lines[:gone] + lines[gone + 1 :]))
        assert not check_file(path).holds
    path.write_bytes(whole + b"{}\n")
    assert not check_file(path).holds
