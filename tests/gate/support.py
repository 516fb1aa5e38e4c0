"""A gate over a real store with a clock that the test sets, and a browser-like client without a browser."""

import re
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gate.app import create_app
from gate.model import Origin, Site, SiteId
from gate.settings import Settings
from gate.store import Store, open_store

URL = "https://gate.example.com"
APP = Origin("https://app.example.com")
RETURN = f"{APP}/signup/age"
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
"""Noon in Tokyo."""
SECRET = "gate_live_for_tests"
ADULT = ("1990", "4", "5")
CHILD = ("2020", "6", "7")


@dataclass
class SetClock:
    """A clock that stands still until it is told otherwise."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **delta: int) -> None:
        self.at += timedelta(**delta)


@dataclass
class Running:
    """A gate under test."""

    app: Flask
    store: Store
    clock: SetClock
    settings: Settings
    site: Site
    secret: str = SECRET

    def browser(self, **headers: str) -> "Visitor":
        """A browser of its own: its own cookies."""
        return Visitor(self, self.app.test_client(), headers)

    def call(self, path: str, body: object = None, *, secret: str | None = SECRET, **headers: str) -> TestResponse:
        """A call by the app's server."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if secret is not None:
            sent["Authorization"] = f"Bearer {secret}"
        return self.app.test_client(use_cookies=False).post(path, json=body, headers=sent, base_url=URL)

    def screening(self, **wish: Any) -> str:
        """A new screening's id."""
        made = self.call("/v1/screenings", {"return_url": RETURN} | wish)
        assert made.status_code == 201, made.text
        return str(made.json["id"])

    def attestation(self, **wish: Any) -> str:
        """An attestation, by an adult who answers."""
        return attestation_in(self.browser().answer(self.screening(**wish), *ADULT)) or ""

    def redeem(self, token: str, *, secret: str = SECRET, **more: Any) -> TestResponse:
        """Redeem a token; `key` is the Idempotency-Key."""
        key = more.pop("key", None)
        headers = {"Idempotency_Key": key} if key else {}
        return self.call("/v1/attestations/redeem", {"attestation": token} | more, secret=secret, **headers)


@dataclass
class Visitor:
    """One person's browser, as far as HTTP shows it: cookies, Origin, Sec-Fetch-Site."""

    gate: Running
    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)

    def open(self, screening: str, query: str = "lang=en") -> TestResponse:
        """Show the question."""
        return self.client.get(f"/s/{screening}?{query}", headers=self.headers, base_url=self.gate.settings.url)

    def send(self, screening: str, fields: dict[str, str], query: str = "lang=en", **headers: str) -> TestResponse:
        """Send a form as the page's own, and go where the answer leads."""
        sent = self.post(screening, fields, query, **headers)
        if sent.status_code != 303:
            return sent
        return self.client.get(sent.location, headers=self.headers, base_url=self.gate.settings.url)

    def post(self, screening: str, fields: dict[str, str], query: str = "lang=en", **headers: str) -> TestResponse:
        """Send a form as the page's own, and no more."""
        url = self.gate.settings.url
        sent = {"Origin": url, "Sec-Fetch-Site": "same-origin"} | self.headers
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/s/{screening}?{query}", data=fields, headers=sent, base_url=url)

    def answer(self, screening: str, year: str, month: str, day: str, query: str = "lang=en") -> TestResponse:
        """Open the question and answer it."""
        token = form_token(self.open(screening, query).text) or self.gate_token(screening)
        return self.send(screening, {"form": token, "year": year, "month": month, "day": day}, query)

    def settle(self, screening: str, year: str, month: str, day: str, query: str = "lang=en") -> TestResponse:
        """Answer the question, and look at what answers the form itself."""
        self.open(screening, query)
        fields = {"form": self.gate_token(screening), "year": year, "month": month, "day": day}
        return self.post(screening, fields, query)

    def gate_token(self, screening: str) -> str:
        """The form's token of a page that was opened earlier."""
        return str(self.gate.app.extensions["gate"].gate.seal.form_token(screening))


def form_token(text: str) -> str | None:
    """The hidden token in a page's form."""
    found = re.search('name="form" value="([^"]+)"', text)
    return found[1] if found else None


def attestation_in(response: TestResponse) -> str | None:
    """The attestation that a page hands on, if it does."""
    return attestation_in_text(response.text)


def attestation_in_text(text: str) -> str | None:
    """The attestation in the HTML of a page."""
    found = re.search('(?:name="attestation" value|data-attestation)="([^"]+)"', text)
    return found[1] if found else None


def refused(response: TestResponse) -> bool:
    """Whether this is the page of a refusal."""
    return "an account cannot be made right now" in response.text


def start(database: str, folder: Path, /, **settings: Any) -> Running:
    """A gate over the store at the URL `database`."""
    store = open_store(database)
    store.migrate()
    clock = SetClock()
    chosen = replace(
        Settings(url=URL, database=database, access_log=str(folder / "access.jsonl")),
        **({"screening_limit": 10_000, "address_limit": 100_000} | settings),
    )
    site = add_site(store, "my-app", SECRET)
    return Running(create_app(chosen, store, clock), store, clock, chosen, site)


def add_site(store: Store, name: str, secret: str, *origins: str, sandbox: bool = False) -> Site:
    """One more site; by default on app.example.com."""
    site = Site(
        id=SiteId(name),
        number=0,
        title_ja="うたの広場",
        title_en="Song Square",
        origins=tuple(Origin(one) for one in origins) or (APP,),
        help_url="https://app.example.com/help",
        sandbox=sandbox,
    )
    return store.sites.add(site, secret, NOON)


def sqlite_url(folder: Path) -> str:
    """The URL of a new SQLite file."""
    return f"sqlite:///{folder / uuid.uuid4().hex}.db"
