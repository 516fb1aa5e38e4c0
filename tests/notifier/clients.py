"""What a test of the notifier over HTTP needs: a site to tell about, tokens, a client in process, a real server."""

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt
import urllib3
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from notifier.adapters.manifests import SiteManifest
from notifier.model.ids import NoticeId
from notifier.service.sending import start_notices
from notifier.web.app import create_app
from notifier.web.context import Context, make_context
from tests.notifier.manifests import SITE, manifest, version, write_site
from tests.notifier.world import World
from tests.support.processes import free_port, server

SECRET = b"0123456789abcdef0123456789abcdef"
TOKEN_KEYS = "app:HS256:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
APP_KEY = "a-key-of-the-apps-server-0123456789"
ORIGIN = "https://app.example.com"
OLD, NEW = "2021-04-22", "2099-12-15"
NOTICE = NoticeId(f"privacy-{NEW}")
OPTIONAL: dict[str, Any] = {
    "columns": [
        {"id": "purpose", "title": {"ja": "目的", "en": "Purpose"}},
        {"id": "items", "title": {"ja": "収集する項目", "en": "Items collected"}},
    ],
    "rows": [
        {
            "id": "user-analysis",
            "cells": {
                "purpose": {"ja": "利用者分析", "en": "User analysis"},
                "items": {"ja": ["登録の理由", "関心のある分野"], "en": ["reason for signing up", "interests"]},
            },
        },
        {
            "id": "personalised-advertising",
            "cells": {
                "purpose": {"ja": "利用者に合わせた広告", "en": "Personalised advertising"},
                "items": {"ja": ["参加したイベント"], "en": ["events attended"]},
            },
        },
    ],
}


def site(*versions: dict[str, Any], as_of: str = "2026-11-01T00:00:00+09:00") -> dict[str, Any]:
    """A manifest with an old version in force and a new one far ahead, both of which ask; and two optional items."""
    made = manifest(*(versions or (version(OLD, consent=True), version(NEW, consent=True))))
    policy = made["policies"][0]
    policy["data"]["optional"] = OPTIONAL
    policy["announcements"] = [announcement(one) for one in policy["versions"]]
    made["as_of"] = as_of
    return made


def announcement(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"privacy-{one['id']}",
        "version": one["id"],
        "date": one["announced"],
        "title": {"ja": "個人情報取扱方針の改定のお知らせ", "en": "Revision of the Privacy Policy"},
        "body": one["note"],
        "urls": {language: f"{SITE}/{language}/privacy/{one['id']}/changes/" for language in ("ja", "en")},
    }


def settings() -> dict[str, str]:
    return {
        "NOTIFIER_TOKEN_KEYS": TOKEN_KEYS,
        "NOTIFIER_APP_KEYS": f"server:{APP_KEY}",
        "NOTIFIER_ORIGINS": ORIGIN,
    }


def token(user: str, seconds: float = 600, now: float | None = None, **claims: Any) -> str:
    """A token as the app signs it; a claim of None is left out."""
    made = {"sub": user, "aud": "notifier", "exp": (time.time() if now is None else now) + seconds, **claims}
    return jwt.encode({name: one for name, one in made.items() if one is not None}, SECRET, algorithm="HS256")


def publish(world: World, people: int = 3, content: dict[str, Any] | None = None, version: str = NEW) -> None:
    """People, a site, a notice of its new version, started and not sent to anyone by mail yet."""
    world.people(people)
    tell(world, content or site(), version)


def tell(world: World, content: dict[str, Any], version: str) -> None:
    source = SiteManifest(str(write_site(world.folder / "site", content)))
    world.notifier.policies.remember(source.read())
    world.plan_from(source, version=version)
    start_notices(world.notifier.notices, world.clock)


@dataclass
class Client:
    """The application in this process, with the world's clock."""

    world: World
    context: Context
    flask: FlaskClient

    def token(self, user: str, seconds: float = 600, **claims: Any) -> str:
        return token(user, seconds, self.world.clock().timestamp(), **claims)

    def call(self, method: str, path: str, user: str | None = "u0001", **options: Any) -> TestResponse:
        """One call as `user`, without a token where that is None."""
        headers = dict(options.pop("headers", {}))
        if user is not None:
            headers.setdefault("Authorization", f"Bearer {self.token(user)}")
        return self.flask.open(path, method=method, headers=headers, **options)

    def get(self, path: str, user: str | None = "u0001", **options: Any) -> TestResponse:
        return self.call("GET", path, user, **options)

    def post(
        self, path: str, body: dict[str, Any] | None = None, user: str | None = "u0001", **options: Any
    ) -> TestResponse:
        return self.call("POST", path, user, json={} if body is None else body, **options)

    def app(self, path: str, key: str = APP_KEY) -> TestResponse:
        return self.get(path, None, headers={"Authorization": f"Bearer {key}"})


def client(world: World, **changes: str) -> Client:
    world.set(**settings() | changes)
    context = make_context(world.notifier)
    return Client(world, context, create_app(context).test_client())


@dataclass
class Service:
    """`notifier serve` in a process of its own."""

    world: World
    port: int
    process: Any

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call(self, method: str, path: str, user: str | None = "u0001", **options: Any) -> urllib3.BaseHTTPResponse:
        headers = dict(options.pop("headers", {}))
        if user is not None:
            headers.setdefault("Authorization", f"Bearer {token(user)}")
        return urllib3.request(method, self.url + path, headers=headers, retries=False, timeout=30, **options)

    def inbox(self, user: str = "u0001") -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.call("GET", "/v1/inbox", user).data)
        return found


@contextlib.contextmanager
def serving(world: World, **changes: str) -> Iterator[Service]:
    """The real command, listening."""
    port = free_port()
    world.set(**settings() | changes)
    world.notifier.vault  # noqa: B018 - the database is there before the process looks for it
    environment = {**os.environ, "LANG": "C.UTF-8", **world.environment}
    command = [sys.executable, "-m", "notifier.cli", "serve", "--port", str(port)]
    with server(command, port, world.folder / "serve.log", env=environment, cwd=world.folder) as process:
        yield Service(world, port, process)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
