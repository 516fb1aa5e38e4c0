"""What a case needs: sessions with the app, attestations from the gate, and a look at what the app does with one."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import urllib3

from gate.client import AgeGate
from gate.conformance import person
from gate.conformance.filling import filled, names_in
from gate.conformance.forging import parts
from gate.conformance.model import Answer, Channel, Plan, SiteKey, Step, UnreachableError
from gate.conformance.visitor import Visitor, taken, walk
from gate.model import GateError

Values = Mapping[str, str | None]


@dataclass(frozen=True)
class Attempt:
    """One person at one channel: a visitor with its cookies, what was taken so far, and the attestation."""

    visitor: Visitor
    values: Values
    attestation: str


@dataclass(frozen=True)
class Outcome:
    """Whether the app took the sign-up, and the status that it answered with."""

    accepted: bool
    status: int


@dataclass
class Bench:
    """The app at `url` and the gate of the plan. `sleep` takes seconds, `now` gives seconds since the epoch."""

    plan: Plan
    url: str
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time
    used: dict[str, Attempt] = field(default_factory=dict)
    expiring: dict[str, Attempt | UnreachableError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._pool = urllib3.PoolManager(maxsize=8)
        self._jwks: Mapping[str, Any] | None = None

    def begin(self, channel: Channel) -> Attempt:
        """Start a sign-up and answer the gate's question; the sign-up itself is still to come."""
        visitor = Visitor(self._pool, self.url, self.sleep)
        values = walk(visitor, channel.start, {"unique": _unique()})
        screening = values.get("screening") or self.screening(self.plan.site)
        return Attempt(visitor, dict(values) | {"screening": screening}, self.answered(screening))

    def screening(self, site: SiteKey) -> str:
        """A screening made with a site's own secret."""
        try:
            return self._client(site).screening().id
        except GateError as error:
            raise UnreachableError(f"the gate makes no screening for {site.site}: {error}") from error

    def answered(self, screening: str) -> str:
        """The attestation that an adult gets."""
        return person.answer(Visitor(self._pool, self.plan.gate, self.sleep), screening, self.plan.born)

    def redeem(self, token: str) -> None:
        """Use an attestation up, as the app would."""
        try:
            self._client(self.plan.site).redeem(token)
        except GateError as error:
            raise UnreachableError(f"the gate does not redeem its own attestation: {error}") from error

    def jwks(self) -> Mapping[str, Any]:
        """The gate's public keys."""
        if self._jwks is None:
            step = Step(method="GET", path="/.well-known/jwks.json")
            answer = Visitor(self._pool, self.plan.gate, self.sleep).send(step)
            self._jwks = _json(answer)
        return self._jwks

    def present(
        self, channel: Channel, attempt: Attempt, token: str | None, steps: tuple[Step, ...] | None = None
    ) -> Outcome:
        """Sign up with `token` as the attestation (None: without the field), and see what comes of it."""
        values = dict(attempt.values) | {"attestation": token}
        if not any("unique" in names_in(step) for step in channel.start):
            values["unique"] = _unique()
        answer = self._signed_up(attempt.visitor, steps or channel.sign_up, values)
        accepted = answer.fits(channel.accepted) or self._made(channel, attempt.visitor, values)
        return Outcome(accepted, answer.status)

    def _signed_up(self, visitor: Visitor, steps: tuple[Step, ...], values: dict[str, str | None]) -> Answer:
        """The answer to the last step. A step on the way may be refused: who attacks goes on all the same."""
        for step in steps[:-1]:
            sent = filled(step, values)
            try:
                values |= taken(sent, visitor.send(sent))
            except UnreachableError:
                values |= dict.fromkeys(step.take)
        return visitor.send(filled(steps[-1], values))

    def _made(self, channel: Channel, visitor: Visitor, values: Values) -> bool:
        if channel.made is None:
            return False
        step, sign = channel.made
        return visitor.send(filled(step, values)).fits(sign)

    def at_once(self, channel: Channel, attempt: Attempt, times: int) -> list[Outcome]:
        """Present the same attestation several times in parallel, from the same session."""
        copies = [Attempt(attempt.visitor.copy(), attempt.values, attempt.attestation) for _ in range(times)]
        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(lambda copy: self.present(channel, copy, copy.attestation), copies))

    def wait_for_expiry(self, token: str) -> None:
        """Sleep until the attestation has expired by both clocks, if they agree to within three seconds."""
        left = float(parts(token)[1]["exp"]) + 3 - self.now()
        if left > 0:
            self.sleep(left)

    def _client(self, site: SiteKey) -> AgeGate:
        return AgeGate(self.plan.gate, site.site, site.secret, sandbox=True)


def _unique() -> str:
    return secrets.token_hex(8)


def _json(answer: Answer) -> Mapping[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not found.get("keys"):
        raise UnreachableError("the gate publishes no keys: check gate.url")
    return found
