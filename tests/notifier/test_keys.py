"""Sealing, keyed hashes, rotation, and the settings that carry secrets."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from notifier.adapters.keyfile import read_keys
from notifier.adapters.keys import KeyMissing, KeyRing, KeyVault, NoKeys, SealBroken, new_key, parse_keys
from notifier.model.errors import UsageProblem
from notifier.model.ids import RecipientId
from notifier.model.recipient import Contact
from tests.notifier.world import World

PEPPER = bytes(range(32))
CONTACT = Contact(email="taro@example.com", name="太郎", postal=("100-0001", "東京都"), fax="03-1234-5678")


def vault(*texts: str) -> KeyVault:
    return KeyVault(KeyRing(parse_keys(",".join(texts))), PEPPER)


def test_a_contact_comes_back_as_it_was_sealed() -> None:
    one = vault(f"a:{new_key()}")
    assert one.open("a", one.seal(CONTACT)) == CONTACT
    assert one.seal(CONTACT) != one.seal(CONTACT)


def test_another_key_or_altered_bytes_do_not_open_it() -> None:
    one, other = vault(f"a:{new_key()}"), vault(f"a:{new_key()}")
    sealed = one.seal(CONTACT)
    with pytest.raises(SealBroken):
        other.open("a", sealed)
    with pytest.raises(SealBroken):
        one.open("a", sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(KeyMissing, match="b is not in NOTIFIER_KEYS"):
        one.open("b", sealed)


def test_what_is_sealed_for_one_purpose_does_not_open_for_another() -> None:
    one = vault(f"a:{new_key()}")
    with pytest.raises(SealBroken):
        one.open_bytes("a", one.seal_bytes(b"secret", "webhook"), "contact")


def test_keyed_hashes_do_not_change_with_the_key_but_with_the_pepper() -> None:
    one, other = vault(f"a:{new_key()}"), vault(f"b:{new_key()}")
    assert one.lookup("Taro@Example.com") == other.lookup("taro@example.com")
    assert one.subject(RecipientId("u")) == other.subject(RecipientId("u"))
    elsewhere = KeyVault(KeyRing(parse_keys(f"a:{new_key()}")), bytes(32))
    assert elsewhere.subject(RecipientId("u")) != one.subject(RecipientId("u"))


def test_a_token_is_short_plain_and_bound_to_its_purpose() -> None:
    one = vault(f"a:{new_key()}")
    assert re.fullmatch("[0-9a-f]{20}", one.token("return-path", "1"))
    assert one.token("return-path", "1") != one.token("message-id", "1")


@pytest.mark.parametrize("text", ["", "  "])
def test_without_a_key_nothing_is_stored(text: str) -> None:
    with pytest.raises(NoKeys, match="notifier keys new"):
        parse_keys(text)


@pytest.mark.parametrize("text", ["secret", "a:c2hvcnQ=", "a b:" + "A" * 43 + "=", ":" + "A" * 43 + "="])
def test_a_bad_key_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(UsageProblem) as refused:
        parse_keys(text)
    assert text.partition(":")[2] == "" or text.partition(":")[2] not in str(refused.value)


def test_the_same_id_twice_is_refused() -> None:
    with pytest.raises(UsageProblem, match="twice"):
        parse_keys(f"a:{new_key()},a:{new_key()}")


def test_rotation_seals_everything_again_and_the_old_key_can_go(world: World) -> None:
    world.people(5)
    old = world.environment["NOTIFIER_KEYS"]
    fresh = f"k2:{new_key()}"
    world.command("keys", "rotate", NOTIFIER_KEYS=f"{fresh},{old}")
    world.set(NOTIFIER_KEYS=fresh)
    person = world.notifier.recipients.get(RecipientId("u0001"))
    assert person is not None
    assert person.contact.email == "user0001@example.com"
    assert world.notifier.recipients.find_by_address("user0001@example.com") == ["u0001"]


def test_a_log_signed_with_an_earlier_key_is_verified_while_that_key_is_listed(world: World) -> None:
    world.send(3)
    old, fresh = world.environment["NOTIFIER_KEYS"], f"k2:{new_key()}"
    world.set(NOTIFIER_KEYS=f"{fresh},{old}")
    world.command("keys", "rotate")
    assert world.verify().flaws == ()
    world.set(NOTIFIER_KEYS=fresh)
    assert "not in NOTIFIER_KEYS" in world.verify().flaws[0].what


def test_two_first_uses_at_once_make_one_key(tmp_path: Path) -> None:
    url, made = f"sqlite:///{tmp_path}/var/n.db", []
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: read_keys("", "", url, made.append), range(8)))
    assert (len(found), made) == (1, [tmp_path / "var/n.keys"])
    assert len(parse_keys(found.pop())) == 1
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["n.keys"]


def test_a_database_that_is_there_is_never_given_another_key(tmp_path: Path) -> None:
    (tmp_path / "n.db").touch()
    with pytest.raises(NoKeys):
        read_keys("", "", f"sqlite:///{tmp_path}/n.db", lambda path: None)
    assert [path.name for path in tmp_path.iterdir()] == ["n.db"]


@pytest.mark.parametrize("url", ["postgresql+psycopg://host/n", "sqlite://"])
def test_only_a_sqlite_file_gets_a_key_of_its_own(url: str) -> None:
    with pytest.raises(NoKeys):
        read_keys("", "", url, lambda path: None)


def test_a_mounted_secret_may_be_readable_but_not_writable_by_others(tmp_path: Path) -> None:
    file, text = tmp_path / "keys", f"a:{new_key()}"
    file.write_text(text + "\n")
    file.chmod(0o464)
    with pytest.raises(UsageProblem, match="chmod 600"):
        read_keys("", str(file), "postgresql+psycopg://host/n", lambda path: None)
    file.chmod(0o444)
    assert read_keys("", str(file), "postgresql+psycopg://host/n", lambda path: None) == text


def test_the_file_beside_the_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/n.db"
    read_keys("", "", url, lambda path: None)
    (tmp_path / "n.keys").chmod(0o640)
    with pytest.raises(UsageProblem, match="chmod 600"):
        read_keys("", "", url, lambda path: None)


def test_a_key_file_that_is_missing_or_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for name in ("missing", "binary"):
        with pytest.raises(UsageProblem, match=name):
            read_keys("", str(tmp_path / name), "sqlite:///n.db", lambda path: None)
