"""The cache of keys: how seldom it fetches, and what it does while the gate is away."""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from gate.attestation import SigningKey, new_key, to_jwks
from gate.client import GateDownError, KeyCache

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Gate:
    """Serves keys, counts how often it is asked, and can be away."""

    def __init__(self) -> None:
        self.keys: list[SigningKey] = [new_key(NOW)]
        self.asked = 0
        self.away = False
        self.at = 1000.0
        self.cache = KeyCache("https://gate.example.com", fetch=self.fetch, elapsed=lambda: self.at)

    def fetch(self) -> Mapping[str, Any]:
        self.asked += 1
        if self.away:
            raise GateDownError
        return to_jwks(self.keys)

    def knows(self, kid: str) -> bool:
        return kid in self.cache.keys_for(kid)


@pytest.fixture
def gate() -> Gate:
    return Gate()


def test_nothing_is_fetched_before_it_is_needed(gate: Gate) -> None:
    assert gate.asked == 0


def test_a_known_key_is_fetched_once(gate: Gate) -> None:
    for _ in range(100):
        assert gate.knows(gate.keys[0].kid)
    assert gate.asked == 1


def test_a_thousand_unknown_kids_cause_one_fetch_a_minute(gate: Gate) -> None:
    gate.knows(gate.keys[0].kid)
    for second in range(240):
        gate.at = 1000.0 + second
        for n in range(5):
            assert not gate.knows(f"unknown-{second}-{n}")
    assert gate.asked == 1 + 3


def test_a_new_key_is_found_when_it_is_first_met(gate: Gate) -> None:
    gate.knows(gate.keys[0].kid)
    gate.at += 61
    gate.keys.append(new_key(NOW))
    assert gate.knows(gate.keys[1].kid)
    assert gate.asked == 2


def test_a_withdrawn_key_is_forgotten_within_minutes(gate: Gate) -> None:
    old = gate.keys[0].kid
    assert gate.knows(old)
    gate.keys = [new_key(NOW)]
    gate.at += 301
    assert not gate.knows(old)


def test_many_threads_with_unknown_kids_cause_one_fetch(gate: Gate) -> None:
    gate.knows(gate.keys[0].kid)
    gate.at += 61
    start = threading.Barrier(8)

    def ask(n: int) -> bool:
        start.wait(timeout=60)
        return gate.knows(f"unknown-{n}")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [False] * 8
    assert gate.asked == 2


def test_while_the_gate_is_away_known_keys_are_believed_for_an_hour(gate: Gate) -> None:
    kid = gate.keys[0].kid
    assert gate.knows(kid)
    gate.away = True
    gate.at += 3600
    assert gate.knows(kid)
    gate.at += 1
    with pytest.raises(GateDownError):
        gate.knows(kid)


def test_while_the_gate_is_away_it_is_asked_every_few_seconds_at_most(gate: Gate) -> None:
    gate.away = True
    for n in range(100):
        gate.at = 1000.0 + n / 10
        with pytest.raises(GateDownError):
            gate.knows("any")
    assert gate.asked == 2


def test_what_is_not_a_jwk_set_is_not_believed() -> None:
    cache = KeyCache("https://gate.example.com", fetch=lambda: {"keys": [None, 3, {"kid": 5}]})
    assert cache.keys_for("x") == {}
