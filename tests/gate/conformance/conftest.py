"""A real gate whose attestations live for half a minute, and a real app with four channels."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gate.conformance import Bench, Plan, read_plan
from tests.gate.conformance.app import App
from tests.gate.live import Live, live_gate, wsgi_server

PLAN = Path(__file__).with_name("plan.yml")


@dataclass
class World:
    """The gate, the app under test with its address, and the configuration file."""

    live: Live
    app: App
    url: str
    config: Path

    def plan(self) -> Plan:
        return read_plan(self.config)

    def bench(self) -> Bench:
        return Bench(self.plan(), self.url)


@pytest.fixture(scope="session")
def session_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("conformance")
    with live_gate(folder, attestation_seconds="30") as live:
        live.add_site("my-app")
        live.add_site("other-app", "https://other.example.com")
        config = folder / "plan.yml"
        config.write_text(PLAN.read_text(encoding="utf-8").replace("GATE", live.url), encoding="utf-8")
        app = App(live.client())
        with wsgi_server(app.wsgi) as port:
            yield World(live, app, f"http://127.0.0.1:{port}", config)


@pytest.fixture
def world(session_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The same for each test, with an app that has no fault."""
    monkeypatch.setenv("CONFORMANCE_SECRET", session_world.live.secrets["my-app"])
    monkeypatch.setenv("CONFORMANCE_OTHER_SECRET", session_world.live.secrets["other-app"])
    session_world.app.faults.clear()
    return session_world
