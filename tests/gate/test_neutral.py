"""Neutral by proof: with the threshold at 14 and at 18, everything that anybody can see is the same in every byte."""

import itertools
import re
import secrets
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gate.browser import COOKIE
from gate.web.rendering import ASSETS, asset_address
from tests.gate import support
from tests.gate.support import ADULT, CHILD, RETURN, URL, Running

SLIPS = [
    ("", "", ""),
    ("10", "5", "3"),
    ("x", "y", "z"),
    ("2010", "2", "30"),
    ("平成元", "1", "7"),
    ("2030", "1", "1"),
    ("1800", "1", "1"),
    ("03/04/2010", "", ""),
]


def raw(response: TestResponse) -> bytes:
    """Everything that goes over the wire, the attestation apart."""
    head = "\n".join(f"{name}: {value}" for name, value in response.headers)
    body = re.sub(rb"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", b"ATTESTATION", response.data)
    return f"{response.status}\n{head}\n\n".encode() + body


def seen_by_people(gate: Running) -> dict[str, bytes]:
    seen = {}
    for language, embed in itertools.product(("ja", "en"), ("", "&embed")):
        query = f"lang={language}{embed}"
        seen[f"question {query}"] = raw(gate.browser().open(gate.screening(), query))
        for slip in SLIPS:
            seen[f"slip {slip} {query}"] = raw(gate.browser().answer(gate.screening(), *slip, query=query))
        child, refused = gate.browser(), gate.screening()
        seen[f"refused {query}"] = raw(child.answer(refused, *CHILD, query=query))
        seen[f"back {query}"] = raw(child.open(refused, query))
        seen[f"second {query}"] = raw(child.open(gate.screening(), query))
        seen[f"passed {query}"] = raw(gate.browser().answer(gate.screening(), *ADULT, query=query))
        seen[f"unknown {query}"] = raw(gate.browser().open("nothing", query))
        one = gate.screening()
        seen[f"forged {query}"] = raw(gate.browser().send(one, {"year": "1990"}, query))
        fields = {"form": gate.browser().gate_token(one), "year": "1990", "month": "4", "day": "5"}
        seen[f"no cookie {query}"] = raw(gate.browser().send(one, fields, query))
    late = gate.screening()
    gate.clock.forward(hours=2)
    seen["expired"] = raw(gate.browser().open(late))
    return seen


def seen_by_apps(gate: Running) -> dict[str, bytes]:
    token = gate.attestation()
    seen = {
        "made": raw(gate.call("/v1/screenings", {"return_url": RETURN, "locale": "ja", "jurisdiction": "JP"})),
        "no secret": raw(gate.call("/v1/screenings", {}, secret=None)),
        "unknown member": raw(gate.call("/v1/screenings", {"threshold": "1"})),
        "foreign origin": raw(gate.call("/v1/screenings", {"origin": "https://evil.example"})),
        "unknown jurisdiction": raw(gate.call("/v1/screenings", {"jurisdiction": "XX"})),
        "bad token": raw(gate.redeem(token[:-2])),
        "other screening": raw(gate.redeem(token, screening="x")),
    }
    gate.redeem(token)
    seen["redeemed twice"] = raw(gate.redeem(token))
    assets = [asset_address(name) for name in ASSETS]
    client = gate.app.test_client(use_cookies=False)
    for path in [*assets, "/embed.js", "/openapi.json", "/docs", "/healthz", "/healthz/live", "/nothing", "/"]:
        seen[path] = raw(client.get(path, base_url=URL))
    return seen


@pytest.fixture
def repeatable(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Randomness that starts over, so that two runs differ only in what the threshold makes different."""

    def start() -> None:
        numbers = itertools.count()

        def token_bytes(count: int | None = None) -> bytes:
            return next(numbers).to_bytes(count or 32, "big")

        monkeypatch.setattr(secrets, "token_bytes", token_bytes)

    return start


def everything(threshold: int, folder: Path, **settings: Any) -> dict[str, bytes]:
    folder.mkdir()
    gate = support.start(support.sqlite_url(folder), folder, threshold=threshold, **settings)
    return seen_by_people(gate) | seen_by_apps(gate)


def test_no_page_script_document_error_or_refusal_depends_on_the_threshold(tmp_path: Path, repeatable: Any) -> None:
    repeatable()
    at_fourteen = everything(14, tmp_path / "a")
    repeatable()
    at_eighteen = everything(18, tmp_path / "b")
    assert set(at_fourteen) == set(at_eighteen)
    assert [name for name in at_fourteen if at_fourteen[name] != at_eighteen[name]] == []
    assert len(at_fourteen) > 70


def test_the_comparison_would_notice_a_difference(tmp_path: Path, repeatable: Any) -> None:
    repeatable()
    one = everything(14, tmp_path / "a")
    repeatable()
    other = everything(14, tmp_path / "b", lock_seconds=3600)
    assert [name for name in one if one[name] != other[name]] != []


def test_no_page_holds_a_number_that_could_be_a_threshold(gate: Running) -> None:
    for name, answer in seen_by_people(gate).items():
        if name.startswith("slip"):
            continue
        text = re.sub(rb"<[^>]*>", b" ", answer.split(b"\n\n", 1)[1])
        assert re.findall(rb"[0-9]+", text) == [], name


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_is_filled_in_beforehand(gate: Running, language: str) -> None:
    page = gate.browser().open(gate.screening(), f"lang={language}").text
    assert re.findall('autocomplete="bday-[a-z]+"[^>]* value="([^"]*)"', page) == ["", "", ""]
    assert "<select" not in page
    assert 'type="date"' not in page
    assert "checkbox" not in page


def test_the_cookie_is_the_same_kind_for_everybody(gate: Running) -> None:
    cookies = []
    for born in (ADULT, CHILD):
        browser = gate.browser()
        browser.answer(gate.screening(), *born)
        value = browser.client.get_cookie(COOKIE, domain="gate.example.com")
        assert value is not None
        cookies.append(value.value)
    assert len(cookies[0]) == len(cookies[1])
