"""The real server: streams that tell what changed, slow readers, floods, and the API that goes on meanwhile."""

import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.notifier.clients import NEW, NOTICE, ORIGIN, Service, publish, serving, site, tell, token
from tests.notifier.manifests import version
from tests.notifier.world import World
from tests.support.processes import wait_until

PATIENCE = 60
"""Seconds that a loaded machine may take."""


class Reader:
    """A client of a stream over a plain socket, so that it can be as slow as it likes."""

    def __init__(self, service: Service, user: str = "u0001", **headers: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", service.port), timeout=PATIENCE)
        lines = {"Host": "localhost", "Authorization": f"Bearer {headers.pop('token', None) or token(user)}", **headers}
        sent = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.socket.sendall(f"GET /v1/inbox/stream HTTP/1.1\r\n{sent}\r\n".encode())
        self.received = b""

    def until(self, what: bytes, seconds: float = PATIENCE) -> bytes:
        deadline = time.monotonic() + seconds
        while what not in self.received:
            self.socket.settimeout(max(0.1, deadline - time.monotonic()))
            part = self.socket.recv(65536)
            assert part, self.received
            self.received += part
        return self.received

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line[6:]) for line in self.received.split(b"\n") if line.startswith(b"data: ")]

    def last_id(self) -> str:
        return [line[4:].decode() for line in self.received.split(b"\n") if line.startswith(b"id: ")][-1]

    def ended(self, seconds: float = PATIENCE) -> bool:
        self.socket.settimeout(seconds)
        while part := self.socket.recv(65536):
            self.received += part
            if self.received.endswith(b"0\r\n\r\n"):
                return True
        return True

    def close(self) -> None:
        self.socket.close()


@pytest.fixture
def service(world: World) -> Iterator[Service]:
    publish(world)
    with serving(world, NOTIFIER_STREAMS="30", NOTIFIER_HEARTBEAT="1s", NOTIFIER_USER_LIMIT="10000") as running:
        yield running


@pytest.fixture
def small(sqlite_world: World) -> Iterator[Service]:
    publish(sqlite_world, people=40)
    with serving(sqlite_world, NOTIFIER_STREAMS="30", NOTIFIER_HEARTBEAT="1s", NOTIFIER_USER_LIMIT="10000") as running:
        yield running


def test_a_stream_tells_what_the_user_did_elsewhere_and_what_was_published(service: Service) -> None:
    reader = Reader(service)
    head = reader.until(b"hello")
    assert b"200 OK" in head
    assert b"text/event-stream" in head
    service.call("POST", f"/v1/inbox/{NOTICE}/read")
    reader.until(b'{"total":1,"unread":0,"unseen":0}')
    later = (version("2021-04-22", consent=True), version(NEW, consent=True), version("2100-01-15"))
    service.world.clock.turn(minutes=1)
    tell(service.world, site(*later), "2100-01-15")
    reader.until(b'{"total":2,"unread":1,"unseen":1}')
    reader.close()


def test_a_stream_is_not_told_of_another_user(small: Service) -> None:
    reader = Reader(small, "u0002")
    reader.until(b"hello")
    small.call("POST", f"/v1/inbox/{NOTICE}/read", "u0001")
    reader.until(b"still here\n\n")
    reader.received = b""
    reader.until(b"still here\n\n")
    assert reader.events() == []
    reader.close()


def test_who_comes_back_is_told_at_once_what_changed_meanwhile_and_only_then(small: Service) -> None:
    reader = Reader(small)
    reader.until(b"hello")
    small.call("POST", f"/v1/inbox/{NOTICE}/seen")
    reader.until(b"unseen")
    reader.until(b"\n\n")
    last = reader.last_id()
    reader.close()
    same = Reader(small, **{"Last-Event-ID": last})
    same.until(b"still here")
    assert same.events() == []
    same.close()
    small.call("POST", f"/v1/inbox/{NOTICE}/archive")
    changed = Reader(small, **{"Last-Event-ID": last})
    changed.until(b'{"total":0,"unread":0,"unseen":0}')
    changed.close()


def test_a_stream_ends_with_its_token(small: Service) -> None:
    reader = Reader(small, token=token("u0001", 3))
    reader.until(b"hello")
    assert reader.ended()
    reader.close()


def test_beyond_the_limit_streams_are_refused_and_everything_else_goes_on(small: Service) -> None:
    readers = [Reader(small, f"u{number:04}") for number in range(30)]
    for reader in readers:
        reader.until(b"hello")
    refused = Reader(small, "u0039")
    assert b"503" in refused.until(b"too_many_streams")
    assert small.inbox("u0039")["total"] == 1
    readers.pop().close()
    wait_until(lambda: b"hello" in _attempt(small), "a free place", PATIENCE)
    for reader in readers:
        reader.close()


def _attempt(service: Service) -> bytes:
    reader = Reader(service, "u0038")
    try:
        while b"hello" not in reader.received and b"too_many_streams" not in reader.received:
            part = reader.socket.recv(65536)
            if not part:
                break
            reader.received += part
        return reader.received
    finally:
        reader.close()


def test_one_user_has_ten_streams_at_most(small: Service) -> None:
    readers = [Reader(small) for _ in range(10)]
    for reader in readers:
        reader.until(b"hello")
    assert b"503" in Reader(small).until(b"too_many_streams")
    other = Reader(small, "u0002")
    other.until(b"hello")
    for reader in [*readers, other]:
        reader.close()


def test_readers_that_read_nothing_hold_nobody_up(small: Service) -> None:
    """Thirty readers that never read: the API answers as ever, and a quick reader is told at once."""
    slow = [Reader(small, f"u{number:04}") for number in range(2, 30)]
    quick = Reader(small, "u0001")
    quick.until(b"hello")
    for number in range(2, 30):
        assert small.call("POST", f"/v1/inbox/{NOTICE}/seen", f"u{number:04}").status == 200
    assert small.call("POST", f"/v1/inbox/{NOTICE}/read", "u0001").status == 200
    quick.until(b'"unread":0')
    for reader in [*slow, quick]:
        reader.close()


def test_a_stream_wants_a_good_token_and_a_listed_origin(small: Service) -> None:
    assert b"401" in Reader(small, token="x").until(b"unauthorized")
    assert b"401" in Reader(small, token=token("u0001", aud="billing")).until(b"unauthorized")
    assert b"403" in Reader(small, Origin="https://evil.example.com").until(b"origin_not_listed")
    listed = Reader(small, Origin=ORIGIN)
    assert f"access-control-allow-origin: {ORIGIN}".encode() in listed.until(b"hello").lower()
    listed.close()
    assert small.call("POST", "/v1/inbox/stream").status == 405
    preflight = small.call("OPTIONS", "/v1/inbox/stream", None, headers={"Origin": ORIGIN})
    assert (preflight.status, preflight.headers["access-control-allow-origin"]) == (204, ORIGIN)


def test_the_short_way_and_flask_give_the_same_answer(service: Service) -> None:
    direct = service.call("GET", "/v1/inbox?lang=en")
    assert direct.status == 200
    assert json.loads(direct.data)["items"][0]["title"] == "Revision of the Privacy Policy"
    again = service.call("GET", "/v1/inbox?lang=en", headers={"If-None-Match": direct.headers["etag"]})
    assert (again.status, again.data) == (304, b"")
    bad = service.call("GET", "/v1/inbox?limit=x")
    assert (bad.status, json.loads(bad.data)["code"]) == (422, "invalid")
    assert service.call("HEAD", "/v1/inbox").status == 200


def test_ids_with_any_letters_are_one_path_segment(small: Service) -> None:
    key = {"Authorization": "Bearer a-key-of-the-apps-server-0123456789"}
    answer = small.call("GET", "/v1/recipients/%E5%B1%B1%E7%94%B0%20a/consents", None, headers=key)
    assert json.loads(answer.data)["recipient"] == "山田 a"


def test_a_body_that_is_too_large_is_refused_without_being_held(small: Service) -> None:
    answer = small.call("POST", "/v1/consents", body=b"x" * 1_000_000, headers={"Content-Type": "application/json"})
    assert (answer.status, json.loads(answer.data)["code"]) == (413, "too_large")
    assert small.inbox()["total"] == 1


def test_health_and_what_is_not_there(small: Service) -> None:
    assert json.loads(small.call("GET", "/healthz", None).data) == {"status": "ok"}
    missing = small.call("GET", "/v2/inbox", None)
    assert (missing.status, missing.headers["content-type"]) == (404, "application/problem+json")
    wrong = small.call("DELETE", "/v1/inbox")
    assert (wrong.status, json.loads(wrong.data)["code"]) == (405, "method_not_allowed")
    assert "default-src 'none'" in missing.headers["content-security-policy"]


@pytest.mark.postgres
def test_while_the_database_is_away_health_says_so_and_streams_stay(
    postgres_world: World, postgres_cluster: Any
) -> None:
    publish(postgres_world)
    with serving(postgres_world, NOTIFIER_HEARTBEAT="1s") as service:
        reader = Reader(service)
        reader.until(b"hello")
        postgres_world.close()
        postgres_cluster.stop()
        try:
            answer = service.call("GET", "/healthz", None)
            assert (answer.status, json.loads(answer.data)["code"]) == (503, "unavailable")
            assert int(answer.headers["retry-after"]) > 0
        finally:
            postgres_cluster.start()
        wait_until(lambda: service.call("GET", "/healthz", None).status == 200, "the database", PATIENCE)
        assert service.call("POST", f"/v1/inbox/{NOTICE}/read").status == 200
        reader.until(b'"unread":0')
        reader.close()


def test_settings_that_cannot_be_read_stop_it_before_it_listens(sqlite_world: World) -> None:
    for name, value in (
        ("NOTIFIER_TOKEN_KEYS", "x"),
        ("NOTIFIER_ORIGINS", "app.example.com"),
        ("NOTIFIER_STREAMS", "0"),
    ):
        answer = sqlite_world.command("serve", "--port", "1", check=False, **{name: value})
        assert (answer.returncode, name in answer.stderr) == (2, True)
        assert "Traceback" not in answer.stderr
