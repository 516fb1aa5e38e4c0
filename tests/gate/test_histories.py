"""Locks, repeated answers, times, replay and swapping, as a table of what people do one after another."""

import re
from collections import defaultdict
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.gate import tables
from tests.gate.support import ADULT, CHILD, RETURN, SECRET, Running, Visitor, add_site, attestation_in, refused

HISTORIES = tables.grouped("histories.yml")
OTHER = "gate_live_other"
DATES = {"adult": ADULT, "child": CHILD, "slip": ("2010", "2", "30")}
STEP = re.compile(r"(?P<who>[\w-]+) (?P<deed>\w+) (?P<what>o?\d+)(?: as (?P<meant>o?\d+))? -> (?P<seen>\w+)")


class Play:
    """The people, the sites, and the screenings that have been made for them."""

    def __init__(self, gate: Running) -> None:
        self.gate = gate
        add_site(gate.store, "other", OTHER)
        self.people: defaultdict[str, Visitor] = defaultdict(gate.browser)
        self.screenings: dict[str, str] = {}
        self.attestations: dict[str, str] = {}

    def screening(self, name: str) -> str:
        if name not in self.screenings:
            secret = OTHER if name.startswith("o") else SECRET
            made = self.gate.call("/v1/screenings", {"return_url": RETURN}, secret=secret)
            self.screenings[name] = made.json["id"]
        return self.screenings[name]

    def step(self, text: str) -> None:
        if text.startswith("wait "):
            self.gate.clock.forward(seconds=int(text.removeprefix("wait ")))
            return
        match = STEP.fullmatch(text)
        assert match, text
        deed: Callable[..., str] = self.redeem if match["deed"] == "redeems" else self.visit
        assert deed(match["who"], match["deed"], match["what"], match["meant"]) == match["seen"], text

    def visit(self, who: str, deed: str, name: str, _: str | None) -> str:
        person, screening = self.people[who], self.screening(name)
        shown = person.open(screening) if deed == "opens" else person.answer(screening, *DATES[deed])
        token = attestation_in(shown)
        if token:
            assert self.attestations.setdefault(name, token) == token
        return seen(shown, token)

    def redeem(self, site: str, _: str, name: str, meant: str | None) -> str:
        more = {"screening": self.screening(meant)} if meant else {}
        secret = OTHER if site == "other" else SECRET
        answer = self.gate.redeem(self.attestations[name], secret=secret, **more)
        return "redeemed" if answer.status_code == 200 else str(answer.json["code"])


def seen(shown: TestResponse, token: str | None) -> str:
    if token:
        return "passed"
    if refused(shown):
        return "refused"
    return {200: "asked", 422: "asked", 410: "gone"}[shown.status_code]


@pytest.mark.parametrize("name", HISTORIES)
def test_each_sees_what_the_history_says(gate: Running, name: str) -> None:
    play = Play(gate)
    for step in HISTORIES[name]:
        play.step(step)
