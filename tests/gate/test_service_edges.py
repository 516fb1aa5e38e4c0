"""The edges of the service: limits, the clock, the access log, metrics, health, settings, languages, its
description.
"""

import json
import logging
import re
import threading
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gate import events
from gate.accesslog import AccessLog, BrokenLogError, Call, LogDownError, verify
from gate.clock import MonotoneClock
from gate.limits import Limiter
from gate.model import ConfigurationError
from gate.origins import origin
from gate.settings import TABLE, Settings, from_environment
from gate.translation import LOCALES, language, languages
from gate.web import openapi
from gate.web.problems import KINDS
from gate.web.routes import ROUTES
from tests.gate import support
from tests.gate.support import ADULT, CHILD, NOON, URL, Running, attestation_in
from tests.support.processes import wait_until

ROOT = Path(__file__).parent.parent.parent


# --- limits


def test_one_person_who_keeps_trying_does_not_lock_out_the_network(tmp_path: Path) -> None:
    gate = support.start(support.sqlite_url(tmp_path), tmp_path, screening_limit=5, address_limit=50)
    eager, one = gate.browser(), gate.screening()
    codes = [eager.answer(one, "x", "y", "z").status_code for _ in range(10)]
    assert codes == [422] * 5 + [429] * 5
    assert attestation_in(gate.browser().answer(gate.screening(), *ADULT))
    gate.store.close()


def test_a_network_has_its_limit_and_is_told_how_long_to_wait(tmp_path: Path) -> None:
    gate = support.start(support.sqlite_url(tmp_path), tmp_path, address_limit=3)
    one, browser = gate.screening(), gate.browser()
    answers = [browser.open(one) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[3].headers["Retry-After"]) > 0
    gate.store.close()


def test_one_person_who_keeps_reloading_does_not_lock_out_the_network(tmp_path: Path) -> None:
    gate = support.start(support.sqlite_url(tmp_path), tmp_path, screening_limit=2, address_limit=10)
    eager, one = gate.browser(), gate.screening()
    assert [eager.open(one).status_code for _ in range(20)] == [200] * 6 + [429] * 14
    assert gate.browser().open(gate.screening()).status_code == 200
    gate.store.close()


def test_a_proxy_that_is_not_named_is_pointed_out_once(gate: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "gate"):
        for _ in range(3):
            gate.browser(**{"X-Forwarded-For": "198.51.100.9"}).open(gate.screening())
    (found,) = [record for record in caplog.records if record.message == "forwarded_not_believed"]
    assert "GATE_TRUSTED_PROXIES" in found.facts["hint"]
    assert "198.51" not in caplog.text + str(found.facts)


def test_a_site_has_its_limit(tmp_path: Path) -> None:
    gate = support.start(support.sqlite_url(tmp_path), tmp_path, site_limit=2)
    support.add_site(gate.store, "other", "gate_live_other")
    answers = [gate.call("/v1/screenings", {}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[2].json["code"] == "too_many"
    assert gate.call("/v1/screenings", {}, secret="gate_live_other").status_code == 201
    gate.store.close()


def test_guessing_secrets_is_limited_by_network(tmp_path: Path) -> None:
    gate = support.start(support.sqlite_url(tmp_path), tmp_path, address_limit=2)
    codes = [gate.call("/v1/screenings", {}, secret=f"guess{i}").status_code for i in range(3)]
    assert codes == [401, 401, 429]
    gate.store.close()


@given(st.integers(1, 600), st.lists(st.floats(0, 10), max_size=50))
def test_a_limiter_never_lets_more_pass_than_its_rate(per_minute: int, pauses: list[float]) -> None:
    limiter, now, passed = Limiter(per_minute), 0.0, 0
    for pause in pauses:
        now += pause
        passed += limiter.wait("k", now) == 0
    assert passed <= per_minute + now * per_minute / 60 + 1


def test_a_limiter_forgets_the_oldest_key_first() -> None:
    limiter = Limiter(1)
    assert limiter.wait("first", 0) == 0
    for i in range(50_000):
        limiter.wait(i, 0)
    assert limiter.wait("first", 0) == 0
    assert limiter.wait(49_999, 0) > 0


# --- the clock


def test_time_never_runs_backwards_and_follows_jumps_forward() -> None:
    wall, elapsed = iter([100.0, 101.0, 50.0, 51.0, 500.0, 400.0]), iter([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
    clock = MonotoneClock(lambda: next(wall), lambda: next(elapsed))
    assert [clock().timestamp() for _ in range(5)] == [101, 102, 103, 500, 501]


@given(st.lists(st.tuples(st.floats(0, 1e9), st.floats(0, 1e3)), min_size=2))
def test_whatever_the_wall_clock_does_an_expiry_stays_passed(steps: list[tuple[float, float]]) -> None:
    walls = iter([step[0] for step in steps])
    total, elapsed = 0.0, []
    for step in steps:
        total += step[1]
        elapsed.append(total)
    ticks = iter(elapsed)
    clock = MonotoneClock(lambda: next(walls), lambda: next(ticks))
    seen = [clock() for _ in steps[1:]]
    assert seen == sorted(seen)
    assert all(moment.tzinfo is UTC for moment in seen)


# --- the access log

CALL = Call(at=NOON, endpoint="POST /v1/screenings", site="a", key="abc", status=201)


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    path = tmp_path / "log" / "access.jsonl"
    log = AccessLog(path, b"secret")
    for _ in range(5):
        log.append(CALL)
    return path


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def test_an_untouched_log_verifies(chain: Path) -> None:
    found = verify(lines(chain), b"secret")
    assert (found.lines, len(found.head)) == (5, 64)


TOUCHED = {
    "a changed status": lambda text: [
        line.replace('"status":201', '"status":200') if i == 2 else line for i, line in enumerate(text)
    ],
    "a changed site": lambda text: [
        line.replace('"site":"a"', '"site":"b"') if i == 4 else line for i, line in enumerate(text)
    ],
    "a removed line": lambda text: text[:2] + text[3:],
    "the first line removed": lambda text: text[1:],
    "two lines swapped": lambda text: [text[1], text[0], *text[2:]],
    "a repeated line": lambda text: [*text, text[-1]],
    "a line from nowhere": lambda text: [*text, '{"n":6}'],
    "not JSON": lambda text: [*text, "x"],
    "a list": lambda text: [*text, "[]"],
    "an added member": lambda text: [*text[:4], text[4].replace('"n":5', '"n":5,"x":1')],
}


@pytest.mark.parametrize("name", TOUCHED)
def test_a_touched_log_does_not_verify(chain: Path, name: str) -> None:
    with pytest.raises(BrokenLogError):
        verify(TOUCHED[name](lines(chain)), b"secret")


def test_a_log_written_anew_with_another_secret_does_not_verify(chain: Path) -> None:
    with pytest.raises(BrokenLogError):
        verify(lines(chain), b"other")


def test_a_cut_off_end_is_noticed_with_a_seal_from_before(chain: Path) -> None:
    head = verify(lines(chain), b"secret").head
    assert verify(lines(chain)[:3], b"secret").lines == 3
    with pytest.raises(BrokenLogError):
        verify(lines(chain)[:3], b"secret", head)
    assert verify(lines(chain), b"secret", head).lines == 5


def test_an_earlier_seal_stays_good_when_the_log_grows(chain: Path) -> None:
    head = verify(lines(chain), b"secret").head
    AccessLog(chain, b"secret").append(CALL)
    assert verify(lines(chain), b"secret", head).lines == 6


def write(path: str, count: int) -> None:
    log = AccessLog(Path(path), b"secret")
    for _ in range(count):
        log.append(CALL)


def test_many_threads_and_processes_write_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "access.jsonl"
    processes = [get_context("spawn").Process(target=write, args=(str(path), 50)) for _ in range(3)]
    log = AccessLog(path, b"secret")
    threads = [threading.Thread(target=lambda: [log.append(CALL) for _ in range(50)]) for _ in range(3)]
    for worker in (*processes, *threads):
        worker.start()
    for worker in (*processes, *threads):
        worker.join(120)
    assert verify(lines(path), b"secret").lines == 300


def test_a_log_that_was_moved_away_begins_anew(chain: Path) -> None:
    seconds = iter([10.0, 10.5, 11.5])
    log = AccessLog(chain, b"secret", lambda: next(seconds))
    log.append(CALL)
    log.append(CALL)
    moved = chain.with_suffix(".1")
    chain.rename(moved)
    log.append(CALL)
    assert (verify(lines(moved), b"secret").lines, verify(lines(chain), b"secret").lines) == (7, 1)


def test_a_damaged_end_stops_the_log(chain: Path) -> None:
    with chain.open("a") as file:
        file.write("half a li")
    with pytest.raises(LogDownError):
        AccessLog(chain, b"secret").append(CALL)


def test_without_its_log_the_gate_redeems_nothing_aloud(gate: Running) -> None:
    token = gate.attestation()
    path = Path(gate.settings.access_log)
    path.unlink()
    path.mkdir()
    wait_until(lambda: gate.call("/v1/screenings", {}).status_code == 503, "the log to be looked for")
    assert gate.app.test_client().get("/healthz", base_url=URL).status_code == 503
    answer = gate.redeem(token, key="k")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    path.rmdir()
    assert gate.redeem(token, key="k").status_code == 200


def test_every_call_is_logged_and_no_visitor(gate: Running) -> None:
    token = gate.attestation()
    gate.redeem(token)
    gate.redeem(token)
    gate.call("/v1/screenings", {}, secret="wrong")
    entries = [json.loads(line) for line in lines(Path(gate.settings.access_log))]
    assert [(e["endpoint"], e["site"], e["status"]) for e in entries] == [
        ("POST /v1/screenings", "my-app", 201),
        ("POST /v1/attestations/redeem", "my-app", 200),
        ("POST /v1/attestations/redeem", "my-app", 409),
        ("POST /v1/screenings", None, 401),
    ]
    assert {e["key"] for e in entries[:3]} != {None}
    assert gate.secret not in Path(gate.settings.access_log).read_text()


# --- metrics and logs


def test_answers_are_counted_in_full_tens_for_all_sites_together(tmp_path: Path) -> None:
    gate = support.start(support.sqlite_url(tmp_path), tmp_path, metrics_token="m")

    def counts() -> list[str]:
        text = gate.app.test_client().get("/metrics", headers={"Authorization": "Bearer m"}, base_url=URL).text
        return re.findall(r"^gate_answers_total.*", text, re.MULTILINE)

    for _ in range(9):
        gate.browser().answer(gate.screening(), *CHILD)
    assert counts() == ['gate_answers_total{outcome="under"} 0.0']
    gate.browser().answer(gate.screening(), *CHILD)
    assert counts() == ['gate_answers_total{outcome="under"} 10.0']
    gate.store.close()


@pytest.mark.parametrize("sent", [None, "", "wrong", "m ", "é"])
def test_metrics_need_their_token(tmp_path: Path, sent: str | None) -> None:
    gate = support.start(support.sqlite_url(tmp_path), tmp_path, metrics_token="m")
    headers = {} if sent is None else {"Authorization": f"Bearer {sent}"}
    assert gate.app.test_client().get("/metrics", headers=headers, base_url=URL).status_code == 404
    gate.store.close()


def test_without_a_token_there_are_no_metrics(gate: Running) -> None:
    headers = {"Authorization": "Bearer "}
    assert gate.app.test_client().get("/metrics", headers=headers, base_url=URL).status_code == 404


def test_an_unforeseen_error_is_a_plain_500_and_its_text_is_not_logged(
    gate: Running, caplog: pytest.LogCaptureFixture
) -> None:
    def explode(*_: object) -> None:
        raise RuntimeError("born on 1987-06-15")

    one, browser = gate.screening(), gate.browser()
    browser.open(one)
    gate.app.extensions["gate"].gate.store.screenings.find = explode
    with caplog.at_level(logging.ERROR, "gate"):
        answers = [browser.answer(one, *ADULT), browser.open(one)]
    assert [(answer.status_code, answer.json["code"]) for answer in answers] == [(500, "internal")] * 2
    assert "1987" not in caplog.text
    assert "1987" not in "".join(answer.text for answer in answers)
    assert {record.facts["kind"] for record in caplog.records} == {"RuntimeError"}


def test_events_are_json_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    events.set_up()
    events.event("started", site="a", number=1)
    entry = json.loads(capsys.readouterr().err)
    assert (entry["event"], entry["site"], entry["number"], entry["level"]) == ("started", "a", 1, "info")
    events.LOGGER.handlers.clear()
    events.LOGGER.propagate = True


# --- settings

WRONG = {
    "GATE_TRESHOLD": "14",
    "GATE_THRESHOLD": "fourteen",
    "GATE_PORT": "70000",
    "GATE_URL": "http://gate.example.com",
    "GATE_READING": "night",
    "GATE_TRUSTED_PROXIES": "everybody",
    "GATE_SANDBOX": "perhaps",
    "GATE_LOCK_SECONDS": "-1",
    "GATE_WORKERS": "１",
}


@pytest.mark.parametrize("variable", WRONG)
def test_a_wrong_setting_is_refused_by_name(variable: str) -> None:
    with pytest.raises(ConfigurationError, match=variable):
        from_environment({variable: WRONG[variable]})


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/path",
        "https://u@a.example",
        "ftp://a.example",
        "https://",
        "a.example",
        "https://a.example?x",
    ],
)
def test_an_address_of_the_gate_is_an_origin(url: str) -> None:
    with pytest.raises(ConfigurationError):
        from_environment({"GATE_URL": url})


def test_the_defaults_are_the_strict_ones() -> None:
    assert from_environment({"PATH": "/bin"}) == Settings()
    assert (Settings().threshold, Settings().reading.value, Settings().zone) == (14, "instant", "Asia/Tokyo")
    assert Settings().trusted_proxies == ()
    assert not Settings().sandbox


def test_every_field_of_the_settings_can_be_set() -> None:
    assert {setting.name for setting in TABLE} == set(Settings.__dataclass_fields__)


@pytest.mark.parametrize("setting", TABLE, ids=lambda setting: setting.variable)
def test_every_setting_is_documented(setting: object) -> None:
    text = (ROOT / "docs" / "guides" / "gate-operations.md").read_text(encoding="utf-8")
    assert f"`{setting.variable}`" in text  # type: ignore[attr-defined]


ORIGINS = {
    "https://app.example.com": "https://app.example.com",
    "https://app.example.com/": "https://app.example.com",
    "https://APP.Example.com": "https://app.example.com",
    "https://app.example.com:443": "https://app.example.com",
    "https://app.example.com:8443": "https://app.example.com:8443",
    "http://localhost:8000": "http://localhost:8000",
    "http://app.localhost": "http://app.localhost",
    "http://127.0.0.1:8000": "http://127.0.0.1:8000",
}


@pytest.mark.parametrize("text", ORIGINS)
def test_an_origin_is_written_as_browsers_write_it(text: str) -> None:
    assert origin(text) == ORIGINS[text]


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "https://*.example.com",
        "https://app.example.com/x",
        "https://app.example.com?",
        "https://app.example.com#",
        "null",
        "",
        "http://app.example.com",
        "https://u:p@app.example.com",
        "https://app.example.com;",
        "https://例え.jp",
        "https://a b",
        "data:,",
    ],
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError):
        origin(text)


# --- languages


def test_every_text_is_translated_and_no_translation_is_left_over() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "gate").rglob("*") if path.suffix in (".py", ".html")
    )
    for one in languages().values():
        for text in one.texts:
            assert json.dumps(text, ensure_ascii=False) in sources, text
    said = set(re.findall(r'\b_\("((?:[^"\\]|\\.)+)"', sources)) | set(re.findall(r'\bsay\(\s*"([^"]+)"', sources))
    said |= set(re.findall(r'\btold = "([^"]+)"', sources))
    said |= set(re.findall(r'(?:heading|sentence)="([^"]+)"', sources))
    said |= set(re.findall(r'"(?:heading|sentence|link_text)": "([^"]+)"', sources))
    for one in languages().values():
        assert [text for text in said if one.code != "en" and text not in one.texts] == []
    assert len(said) > 40


def test_a_translation_keeps_the_holes_of_its_text() -> None:
    for one in languages().values():
        for text, translated in one.texts.items():
            assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", translated))


def test_a_language_is_added_by_adding_its_catalogue() -> None:
    assert {path.name for path in LOCALES.iterdir() if path.is_dir()} | {"en"} == set(languages())


PREFERENCES = {
    "ja": "ja",
    "ja-JP,ja;q=0.9,en;q=0.8": "ja",
    "en-GB,ja;q=0.5": "en",
    "fr,de;q=0.9": "en",
    "fr,ja;q=0.1": "ja",
    "JA": "ja",
    "ja-Jpan-JP": "ja",
    "en;q=0.1,ja;q=0.9": "ja",
    "ja;q=0,en": "en",
    "": "en",
    "*": "en",
    "ja;q=x,en": "en",
    ";;;,,,": "en",
    "ja" * 5000: "en",
}


@pytest.mark.parametrize("tag", ["ja", "ja-JP", "JA", "ja-Jpan"])
def test_a_page_and_a_screening_take_the_tag_of_a_language_with_its_region(gate: Running, tag: str) -> None:
    made = gate.call("/v1/screenings", {"locale": tag})
    assert made.json["url"].endswith("?lang=ja")
    page = gate.browser(**{"Accept-Language": "en"}).open(made.json["id"], f"lang={tag}")
    assert '<html lang="ja">' in page.text


@pytest.mark.parametrize("tag", ["ja-&embed=1", "ja-", "ja--JP", "ja-0*", "ja_JP", "-ja", "ja-JP "])
def test_what_is_no_tag_is_no_language(gate: Running, tag: str) -> None:
    assert gate.call("/v1/screenings", {"locale": tag}).json["code"] == "invalid"


@pytest.mark.parametrize("accept", PREFERENCES, ids=lambda text: text[:20] or "nothing")
def test_the_best_language_is_chosen(accept: str) -> None:
    assert language(None, accept).code == PREFERENCES[accept]


# --- the description


def test_every_route_is_described_and_nothing_else() -> None:
    described = {
        (m.upper(), path) for path, item in openapi.document()["paths"].items() for m in item if m in ("get", "post")
    }
    routed = {(r.method, r.path.replace("<screening>", "{id}")) for r in ROUTES if not r.path.startswith("/assets/")}
    assert described == routed


def test_every_answer_of_the_api_fits_its_description(gate: Running) -> None:
    schemas = openapi.document()["components"]["schemas"]
    resources = {"components": {"schemas": schemas}}

    def fits(name: str, value: object) -> bool:
        Draft202012Validator({"$ref": f"#/components/schemas/{name}", **resources}).validate(value)
        return True

    made = gate.call("/v1/screenings", {})
    token = gate.attestation()
    assert fits("Screening", made.json)
    assert fits("Claims", gate.redeem(token).json)
    assert fits("Problem", gate.redeem(token).json)
    assert fits("Jwks", gate.app.test_client().get("/.well-known/jwks.json", base_url=URL).json)


def test_the_readable_page_names_every_operation_and_problem_and_loads_nothing_from_elsewhere(gate: Running) -> None:
    page = gate.app.test_client().get("/docs", base_url=URL).text
    for path in openapi.document()["paths"]:
        assert path.replace("<", "&lt;") in page
    assert all(f'id="problem-{code}"' in page for code in KINDS)
    assert re.findall(r'(?:src|href)="(https?:)?//', page) == []
    assert "<code>&lt;age-gate&gt;</code>" in page
    assert "`" not in page


def test_assets_may_be_cached_for_ever_and_only_under_their_hash(gate: Running) -> None:
    page = gate.browser().open(gate.screening()).text
    (address,) = re.findall(r'href="(/assets/[^"]+\.css)"', page)
    client = gate.app.test_client()
    assert "immutable" in client.get(address, base_url=URL).headers["Cache-Control"]
    assert client.get("/assets/000000000000/gate.css", base_url=URL).status_code == 404
    assert client.get("/assets/x/..%2f..%2fapp.py", base_url=URL).status_code == 404


def test_the_sandbox_answers_its_test_births_as_it_says_and_marks_what_it_gives(tmp_path: Path) -> None:
    gate = support.start(support.sqlite_url(tmp_path), tmp_path, sandbox=True)
    gate.clock.at = datetime(2060, 1, 1, tzinfo=UTC)
    secret = "gate_test_secret_not_for_production"
    made = gate.call("/v1/screenings", {"return_url": "http://localhost:8000/x"}, secret=secret).json
    page = gate.browser().answer(made["id"], "2001", "1", "1")
    assert "test environment" in page.text
    claims = gate.redeem(attestation_in(page) or "", secret=secret).json
    assert (claims["aud"], claims["sandbox"]) == ("sandbox", True)
    made = gate.call("/v1/screenings", {"return_url": "http://localhost:8000/x"}, secret=secret).json
    assert support.refused(gate.browser().answer(made["id"], "2011", "11", "11"))
    gate.store.close()


def test_a_gate_that_is_no_sandbox_does_not_take_a_sandboxes_secret(gate: Running) -> None:
    support.add_site(gate.store, "trial", "gate_test_trial", sandbox=True)
    answer = gate.call("/v1/screenings", {}, secret="gate_test_trial")
    assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")
