"""The first minutes on one's own machine: nothing configured, no https, whatever client is at hand."""

import os
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from werkzeug.test import TestResponse

from gate.browser import COOKIE, LOCAL_COOKIE
from gate.cli import main
from gate.cli.serving import prepare
from gate.settings import Settings, from_environment
from tests.gate import support
from tests.gate.processes import GATE, Served
from tests.gate.support import ADULT, CHILD, Running, refused
from tests.support.processes import free_port, server

LOCAL = "http://localhost:8100"


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Running]:
    running = support.start(support.sqlite_url(tmp_path), tmp_path, url=LOCAL)
    yield running
    running.store.close()


def plain() -> dict[str, str]:
    """An environment without any setting of the gate."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GATE_")} | {"LANG": "C.UTF-8"}


def test_with_no_setting_but_a_port_everything_is_made_and_an_adult_passes(tmp_path: Path) -> None:
    port = free_port()
    log = tmp_path / "said"
    with server([*GATE, "serve", "--host", "localhost", "--port", str(port)], port, log, env=plain(), cwd=tmp_path):
        said = log.read_text()
        assert "First start: made the tables and a signing key in sqlite:///var/gate.db" in said
        assert "There is no site yet. Next: gate site add NAME --origin URL" in said
        assert f"http://localhost:{port}/docs" in said
        add = [*GATE, "site", "add", "my-app", "--origin", "https://app.example.com"]
        added = subprocess.run(add, env=plain(), cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
        secret = added.stdout.splitlines()[1].split()[1]
        assert secret.startswith("gate_live_")
        served = Served(port=port, url=f"http://127.0.0.1:{port}", environment=plain(), log=log)
        shown = served.answer(served.screening(secret), *ADULT)
        token = support.attestation_in_text(shown.text)
        claims = served.api("/v1/attestations/redeem", {"attestation": token}, secret).json
        assert (claims["iss"], claims["aud"], claims["age_over"]) == (f"http://localhost:{port}", "my-app", 14)
    assert stat.S_IMODE((tmp_path / "var" / "gate.db").stat().st_mode) == 0o600
    assert secret not in log.read_text()


def test_a_later_start_makes_nothing_and_a_sandbox_says_its_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(database=support.sqlite_url(tmp_path), access_log=str(tmp_path / "log"), sandbox=True)
    said = []
    for _ in range(2):
        prepare(settings)
        said.append(capsys.readouterr().err)
    assert [("First start" in one) for one in said] == [True, False]
    assert "site sandbox, secret gate_test_secret_not_for_production" in said[1]
    assert "There is no site" not in said[1]


@pytest.fixture
def failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run `gate serve` in an empty folder; what it says before it gives up: one line."""
    for name in os.environ:
        if name.startswith("GATE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()

    def fail(**settings: str) -> str:
        monkeypatch.setenv("GATE_PORT", str(free_port()))
        for name, value in settings.items():
            monkeypatch.setenv(f"GATE_{name.upper()}", value)
        done = CliRunner().invoke(main, ["serve"])
        assert done.exit_code in (1, 2)
        assert isinstance(done.exception, SystemExit)
        last = done.stderr.splitlines()[-1]
        assert last.startswith("gate: ")
        return last

    return fail


Failure = Callable[..., str]


def test_a_port_that_is_taken_is_named(failure: Failure) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"Cannot listen on 127.0.0.1, port {port}: Address already in use" in failure(port=port)


def test_a_host_that_cannot_be_is_named(failure: Failure) -> None:
    assert "Cannot listen on 256.1.1.1" in failure(host="256.1.1.1")


def test_a_database_that_cannot_be_made_is_named(failure: Failure) -> None:
    assert "The database file/gate.db cannot be made" in failure(database="sqlite:///file/gate.db")


def test_a_database_that_does_not_answer_is_named_without_its_password(failure: Failure) -> None:
    said = failure(database=f"postgresql+psycopg://gate:hush@127.0.0.1:{free_port()}/gate")
    assert "postgresql+psycopg://gate:***@127.0.0.1" in said
    assert "hush" not in said


def test_an_access_log_that_cannot_be_written_is_named(failure: Failure) -> None:
    assert "The access log file/access.jsonl cannot be written" in failure(access_log="file/access.jsonl")


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, "http://localhost:8100"),
        ({"GATE_PORT": "9000"}, "http://localhost:9000"),
        ({"GATE_PORT": "9000", "GATE_URL": "https://gate.example.com"}, "https://gate.example.com"),
    ],
)
def test_the_address_follows_the_port_where_none_is_given(environment: dict[str, str], url: str) -> None:
    assert from_environment(environment).url == url


def set_cookies(answer: TestResponse) -> dict[str, str]:
    """The cookies that an answer sets, with their attributes."""
    return dict(cookie.split("=", 1) for cookie in answer.headers.getlist("Set-Cookie"))


def test_without_https_a_browser_that_drops_secure_cookies_is_locked_all_the_same(local: Running) -> None:
    first, second = local.screening(), local.screening()
    client = local.app.test_client(use_cookies=False)

    def send(screening: str, cookie: str, born: tuple[str, str, str]) -> TestResponse:
        fields = dict(zip(("year", "month", "day"), born, strict=True))
        fields["form"] = local.browser().gate_token(screening)
        headers = {"Origin": LOCAL, "Cookie": f"{LOCAL_COOKIE}={cookie}"}
        return client.post(f"/s/{screening}?lang=en", data=fields, headers=headers, base_url=LOCAL)

    def kept(answer: TestResponse) -> str:
        cookie = set_cookies(answer)[LOCAL_COOKIE]
        assert cookie.partition("; ")[2] == "Max-Age=86400; Path=/; HttpOnly; SameSite=Lax"
        return cookie.split(";")[0]

    opened = client.get(f"/s/{first}", base_url=LOCAL)
    assert set(set_cookies(opened)) == {COOKIE, LOCAL_COOKIE}
    locked = kept(send(first, kept(opened), CHILD))
    assert send(second, locked, ADULT).status_code == 303
    assert refused(client.get(f"/s/{second}?lang=en", base_url=LOCAL))


def test_of_two_cookies_the_lock_counts(local: Running) -> None:
    free = set_cookies(local.browser().open(local.screening()))[COOKIE].split(";")[0]
    child = local.browser().settle(local.screening(), *CHILD)
    locked = set_cookies(child)[COOKIE].split(";")[0]
    for cookies in (f"{COOKIE}={free}; {LOCAL_COOKIE}={locked}", f"{COOKIE}={locked}; {LOCAL_COOKIE}={free}"):
        shown = local.app.test_client(use_cookies=False).get(
            f"/s/{local.screening()}?lang=en", headers={"Cookie": cookies}, base_url=LOCAL
        )
        assert refused(shown)


def test_with_https_the_plain_cookie_is_neither_set_nor_believed(gate: Running) -> None:
    opened = gate.browser().open(gate.screening())
    assert set(set_cookies(opened)) == {COOKIE}
    value = set_cookies(opened)[COOKIE].split(";")[0]
    screening = gate.screening()
    fields = dict(zip(("year", "month", "day"), ADULT, strict=True)) | {"form": gate.browser().gate_token(screening)}
    headers = {"Origin": gate.settings.url, "Cookie": f"{LOCAL_COOKIE}={value}"}
    answer = gate.app.test_client(use_cookies=False).post(
        f"/s/{screening}", data=fields, headers=headers, base_url=gate.settings.url
    )
    assert answer.status_code == 400


ORIGINS = {
    "http://localhost:8100": True,
    "http://127.0.0.1:8100": True,
    "http://[::1]:8100": True,
    "http://localhost:8000": False,
    "http://127.0.0.1": False,
    "https://localhost:8100": False,
    "http://evil.localhost:8100": False,
    "null": False,
}


@pytest.mark.parametrize("origin", ORIGINS)
def test_ones_own_machine_is_known_by_each_of_its_names(local: Running, origin: str) -> None:
    screening, browser = local.screening(), local.browser()
    browser.open(screening)
    fields = dict(zip(("year", "month", "day"), ADULT, strict=True)) | {"form": browser.gate_token(screening)}
    assert (browser.post(screening, fields, Origin=origin).status_code == 303) == ORIGINS[origin]


def test_with_https_only_the_address_itself_is_the_gates(tmp_path: Path) -> None:
    assert Settings(url="https://gate.example.com").origins == {"https://gate.example.com"}
