"""The configuration: what it may say, and the line, the field and the remedy where it is wrong."""

from pathlib import Path

import pytest

from gate.conformance import read_plan
from gate.conformance.model import PlanError

START = """gate:
  url: https://gate.example.com
  site: my-app
  secret: $SECRET
channels:
  web:
"""
GOOD = START + "    sign_up: {request: POST /signup, form: {attestation: '{attestation}'}}\n"


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("SECRET", "gate_live_x")

    def write_and_read(text: str):  # type: ignore[no-untyped-def]
        path = tmp_path / "plan.yml"
        path.write_text(text, encoding="utf-8")
        return read_plan(path)

    return write_and_read


def test_the_least_that_is_needed(read) -> None:  # type: ignore[no-untyped-def]
    plan = read(GOOD)
    assert (plan.gate, plan.site.site, plan.site.secret) == ("https://gate.example.com", "my-app", "gate_live_x")
    assert plan.born == ("1990", "1", "1")
    (channel,) = plan.channels
    assert channel.control
    assert channel.accepted.statuses is None
    assert "gate_live_x" not in repr(plan)


def test_a_date_may_be_given(read) -> None:  # type: ignore[no-untyped-def]
    assert read(GOOD.replace("  secret", "  born: 2001-01-01\n  secret")).born == ("2001", "1", "1")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "is empty"),
        ("a: [", 1, "is not YAML"),
        ("- x", 1, "mapping"),
        ("channels: {}", 1, "gate is missing"),
        (GOOD + "extra: 1\n", 8, "extra: is not known here; known are: gate, channels"),
        (GOOD.replace("$SECRET", "$MISSING"), 4, "the variable MISSING is not set"),
        (GOOD.replace("https://gate", "http://gate"), 2, "https://"),
        (GOOD.replace("https://gate.example.com", "x"), 2, "gate.url"),
        (GOOD.replace("  secret: $SECRET\n", ""), 2, "gate: secret is missing"),
        (GOOD.replace("  secret", "  born: soon\n  secret"), 4, "1990-01-01"),
        (GOOD.replace("  site", "  url: https://x.example\n  site"), 3, "stands twice"),
        (GOOD.replace("POST /signup", "SEND /signup"), 7, "write a method"),
        (GOOD.replace("POST /signup", "POST signup"), 7, "a path"),
        (GOOD.replace("{attestation}", "x"), 7, "no request carries {attestation}"),
        (GOOD.replace("'{attestation}'", "'{attestation}', b: '{later}'"), 7, "nothing before this gives {later}"),
        (GOOD.replace("form:", "json: {}, form:"), 7, "send either form or json"),
        (GOOD + "    start: {request: GET /, take: {a: '(('}}\n", 8, "regular expression"),
        (GOOD + "    start: {request: GET /, take: {a: 'x'}}\n", 8, "brackets"),
        (GOOD + "    start: {request: 'GET /{attestation}'}\n", 8, "nothing before this gives {attestation}"),
        (GOOD + "    accepted: {status: yes}\n", 8, "statuses"),
        (GOOD + "    accepted: {status: [99]}\n", 8, "statuses"),
        (GOOD + "    control: maybe\n", 8, "true or false"),
        (GOOD + "    form: {}\n", 8, "channels.web.form: is not known here"),
        (START.replace("  web:\n", "") + "  {}\n", 6, "at least one channel"),
        (GOOD.replace("site: my-app", "site: [1]"), 3, "write a text"),
    ],
)
def test_what_is_wrong_is_named_by_line_field_and_remedy(read, text: str, line: int, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(PlanError) as caught:
        read(text)
    assert f"plan.yml:{line}: " in str(caught.value)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_not_utf_8_is_named_too(tmp_path: Path) -> None:
    path = tmp_path / "plan.yml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(PlanError, match="UTF-8"):
        read_plan(path)
