"""Webhooks: real messages to a real receiver that fails, recovers, hangs or has gone; none lost, none forged."""

import http.server
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook as Checker
from standardwebhooks.webhooks import WebhookVerificationError

from notifier.adapters.keys import new_key
from notifier.model.webhook import RETRY_AFTER, BadWebhookUrl, UnknownWebhook, Webhook, WebhookEvent, next_try
from notifier.service.webhooks import add_webhook, rotate_webhook
from tests.notifier.clients import NEW, NOTICE, OLD, Client, client, publish, site, tell
from tests.notifier.world import START, World


@dataclass
class Receiver:
    """Answers with the statuses of `plan`, then 204; keeps what it got."""

    port: int = 0
    plan: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            made.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status = made.plan.pop(0) if made.plan else 204
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def listen(world: World, url: str, *events: WebhookEvent) -> Webhook:
    return add_webhook(world.notifier.webhooks, url, events or list(WebhookEvent), world.clock(), _random)


def _random(size: int) -> bytes:
    _random.count += 1  # type: ignore[attr-defined]
    return bytes([_random.count % 256]) * size  # type: ignore[attr-defined]


_random.count = 0  # type: ignore[attr-defined]


def run(world: World) -> int:
    return world.notifier.telling().run_once()


def states(world: World) -> dict[str, int]:
    return {str(state): number for (_, state), number in world.notifier.webhooks.counts().items()}


def decide(app: Client, version: str, decision: str) -> None:
    answer = app.post("/v1/consents", {"policy": "privacy", "version": version, "decision": decision})
    assert answer.status_code == 201


def test_the_app_is_told_what_was_published_and_decided(world: World, receiver: Receiver) -> None:
    world.people(2)
    listen(world, receiver.url)
    tell(world, site(), NEW)
    app = client(world)
    decide(app, OLD, "accepted")
    decide(app, OLD, "withdrawn")
    decide(app, NEW, "refused")
    run(world)
    assert receiver.types() == ["notice.published", "consent.given", "consent.withdrawn", "consent.refused"]
    published, given = (json.loads(body)["data"] for _, body in receiver.got[:2])
    assert (published["notice"], published["audience"], published["consent_required"]) == (NOTICE, 2, True)
    assert (given["recipient"], given["version"], given["decision"]) == ("u0001", OLD, "accepted")
    assert states(world) == {"delivered": 4}


def test_a_message_is_signed_so_that_the_standards_library_takes_it_and_no_other_secret_does(
    world: World, receiver: Receiver
) -> None:
    world.clock.now = real = _now()
    made = listen(world, receiver.url)
    publish(world, 1)
    assert world.clock() == real
    run(world)
    ((headers, body),) = receiver.got
    assert Checker(made.secrets[0]).verify(body, headers)["type"] == "notice.published"
    with pytest.raises(WebhookVerificationError):
        Checker("whsec_" + "A" * 43 + "=").verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Checker(made.secrets[0]).verify(body.replace("privacy", "terms"), headers)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def test_a_receiver_that_fails_and_recovers_gets_everything_once_with_the_same_id(
    world: World, receiver: Receiver
) -> None:
    listen(world, receiver.url)
    publish(world, 1)
    receiver.plan = [500, 429, 302]
    for wait in (timedelta(0), timedelta(seconds=6), timedelta(seconds=331)):
        world.clock.now += wait
        assert run(world) == 1
        assert run(world) == 0
    assert states(world) == {"pending": 1}
    world.clock.turn(minutes=34)
    run(world)
    assert states(world) == {"delivered": 1}
    ids = {headers["webhook-id"] for headers, _ in receiver.got}
    assert (len(receiver.got), len(ids), len({body for _, body in receiver.got})) == (4, 1, 1)
    world.clock.turn(days=2)
    assert run(world) == 0


def test_nobody_listening_is_tried_again_and_in_the_end_given_up(world: World) -> None:
    listen(world, "http://127.0.0.1:9/hooks")
    publish(world, 1)
    for _ in range(len(RETRY_AFTER) + 1):
        assert run(world) == 1
        world.clock.turn(days=2)
    assert run(world) == 0
    assert states(world) == {"failed": 1}


def test_a_receiver_in_trouble_is_asked_once_and_holds_nobody_else_up(world: World, receiver: Receiver) -> None:
    listen(world, receiver.url)
    listen(world, "http://127.0.0.1:9/hooks")
    publish(world, 1)
    app = client(world)
    for version in (OLD, NEW):
        decide(app, version, "accepted")
    run(world)
    assert len(receiver.got) == 3
    assert states(world) == {"delivered": 3, "pending": 3}


def test_410_ends_the_webhook(world: World, receiver: Receiver) -> None:
    listen(world, receiver.url)
    publish(world, 1)
    receiver.plan = [410]
    run(world)
    (webhook,) = world.notifier.webhooks.all()
    assert webhook.active is False
    decide(client(world), NEW, "accepted")
    world.clock.turn(days=1)
    assert run(world) == 0
    assert states(world) == {"failed": 1}


def test_only_the_events_asked_for_are_told(world: World, receiver: Receiver) -> None:
    listen(world, receiver.url, WebhookEvent.CONSENT_WITHDRAWN)
    publish(world, 1)
    app = client(world)
    decide(app, NEW, "accepted")
    decide(app, NEW, "withdrawn")
    run(world)
    assert receiver.types() == ["consent.withdrawn"]


def test_what_is_not_recorded_is_not_told(world: World, receiver: Receiver) -> None:
    listen(world, receiver.url)
    publish(world, 1)
    app = client(world)
    app.post("/v1/consents", {"policy": "privacy", "version": NEW, "decision": "withdrawn"})
    run(world)
    assert receiver.types() == ["notice.published"]


def test_two_senders_share_the_work_and_tell_nothing_twice(world: World, receiver: Receiver) -> None:
    listen(world, receiver.url)
    publish(world, 1)
    app = client(world)
    for number in range(20):
        app.post("/v1/consents", {"policy": "privacy", "version": NEW, "decision": "accepted"}, user=f"v{number}")
    threads = [threading.Thread(target=run, args=(world,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    while run(world):
        time.sleep(0.01)
    assert len(receiver.got) == 21
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 21


def test_a_sender_that_lost_its_lease_settles_nothing(world: World, receiver: Receiver) -> None:
    listen(world, receiver.url)
    publish(world, 1)
    webhooks = world.notifier.webhooks
    (late,) = webhooks.claim("late", world.clock(), timedelta(minutes=5), 10)
    assert webhooks.claim("other", world.clock(), timedelta(minutes=5), 10) == []
    world.clock.turn(minutes=6)
    (taken,) = webhooks.claim("other", world.clock(), timedelta(minutes=5), 10)
    assert webhooks.postpone(late, world.clock(), None) is False
    assert webhooks.postpone(taken, world.clock(), None) is True


def test_after_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one_alone(
    world: World, receiver: Receiver
) -> None:
    world.clock.now = _now()
    old = listen(world, receiver.url)
    fresh = rotate_webhook(world.notifier.webhooks, old.id, world.clock(), _random)
    publish(world, 1)
    run(world)
    headers, body = receiver.got[0]
    for secret in (old.secrets[0], fresh):
        Checker(secret).verify(body, headers)
    world.clock.turn(hours=25)
    assert world.notifier.webhooks.all()[0].secrets == (fresh,)


def test_a_message_that_was_taken_keeps_nothing_of_a_person_and_is_forgotten_after_a_week(
    world: World, receiver: Receiver
) -> None:
    listen(world, receiver.url)
    publish(world, 1)
    decide(client(world), NEW, "accepted")
    telling = world.notifier.telling()
    telling.run_once()
    with world.notifier.database.read() as connection:
        assert [row[0] for row in connection.exec_driver_sql("SELECT body FROM outbox")] == ["", ""]
    world.clock.turn(days=8)
    assert telling.next_due() is None
    assert states(world) == {}


def test_secrets_are_sealed_and_survive_a_change_of_keys(world: World) -> None:
    made = listen(world, "https://app.example.com/hooks")
    with world.notifier.database.read() as connection:
        sealed = connection.exec_driver_sql("SELECT sealed FROM webhooks").scalar_one()
    assert made.secrets[0].encode() not in bytes(sealed)
    keys = world.environment["NOTIFIER_KEYS"]
    world.set(NOTIFIER_KEYS=f"k2:{new_key()},{keys}")
    assert world.notifier.webhooks.reseal() == 1
    assert world.notifier.webhooks.all()[0].secrets == made.secrets


@pytest.mark.parametrize(
    "url",
    [
        "http://app.example.com/",
        "ftp://app.example.com",
        "https://user:pw@app.example.com/",
        "https://",
        "x",
        "https://a.example.com/#x",
    ],
)
def test_an_address_that_is_not_safe_is_refused(sqlite_world: World, url: str) -> None:
    with pytest.raises(BadWebhookUrl):
        listen(sqlite_world, url)


def test_the_times_between_attempts_are_those_of_the_standard() -> None:
    waits = [next_try(number, START, 0) for number in range(1, len(RETRY_AFTER) + 1)]
    assert [one - START for one in waits if one] == list(RETRY_AFTER)
    assert next_try(len(RETRY_AFTER) + 1, START, 0) is None
    late = next_try(1, START, 1.0)
    assert late is not None
    assert late - START == timedelta(seconds=5.5)


def test_the_commands(sqlite_world: World, receiver: Receiver) -> None:
    world = sqlite_world
    added = world.command("webhooks", "add", receiver.url, "--event", "consent.given").stdout.splitlines()
    webhook = added[0].split()[0]
    assert added[1].startswith("whsec_")
    world.command("webhooks", "test", webhook)
    assert json.loads(receiver.got[0][1])["data"] == {"test": True}
    (listed,) = json.loads(world.command("webhooks", "list", "--format", "json").stdout)
    assert (listed["delivered"], listed["events"]) == (1, ["consent.given"])
    assert "whsec" not in world.command("webhooks", "list").stdout
    assert world.command("webhooks", "rotate", webhook).stdout.startswith("whsec_")
    receiver.plan = [500]
    assert world.command("webhooks", "test", webhook, check=False).returncode == 1
    assert "0 attempts" in world.command("webhooks", "deliver").stdout
    world.command("webhooks", "remove", webhook)
    missing = world.command("webhooks", "remove", webhook, check=False)
    assert (missing.returncode, "there is no webhook" in missing.stderr) == (1, True)
    with pytest.raises(UnknownWebhook):
        rotate_webhook(world.notifier.webhooks, webhook, world.clock(), _random)
