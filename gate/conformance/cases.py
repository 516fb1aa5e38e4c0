"""The table of cases: what is presented to a channel, and whether it may pass. Only the first may."""

from collections.abc import Callable
from dataclasses import dataclass

from gate.conformance import forging
from gate.conformance.bench import Bench, Outcome
from gate.conformance.filling import names_in
from gate.conformance.forging import Forgery
from gate.conformance.model import Channel, UnreachableError
from gate.model import GateError

AT_ONCE = 5
Run = Callable[[Bench, Channel], Outcome]


class SkippedError(GateError):
    """This case cannot be tried here; the message says why."""


@dataclass(frozen=True)
class Case:
    """One case: its name, what it presents in words (a key of the catalogues), and how it is tried."""

    name: str
    presents: str
    run: Run
    good: bool = False


def _value(token: str | None) -> Run:
    return lambda bench, channel: bench.present(channel, bench.begin(channel), token)


def _forged(forge: Forgery) -> Run:
    def run(bench: Bench, channel: Channel) -> Outcome:
        attempt = bench.begin(channel)
        return bench.present(channel, attempt, forge(attempt.attestation, bench.jwks()))

    return run


def _good(bench: Bench, channel: Channel) -> Outcome:
    _require_control(channel)
    attempt = bench.begin(channel)
    outcome = bench.present(channel, attempt, attempt.attestation)
    if outcome.accepted:
        bench.used[channel.name] = attempt
    return outcome


def _require_control(channel: Channel) -> None:
    if not channel.control:
        raise SkippedError("control is false: the suite makes no accounts here")


def _replayed(bench: Bench, channel: Channel) -> Outcome:
    _require_control(channel)
    attempt = bench.used.get(channel.name)
    if attempt is None:
        raise SkippedError("the good attestation did not pass, so there is none to use again")
    return bench.present(channel, attempt, attempt.attestation)


def _elsewhere(bench: Bench, channel: Channel) -> Outcome:
    others = [attempt for name, attempt in bench.used.items() if name != channel.name]
    if not others:
        raise SkippedError("no other channel has made an account")
    return bench.present(channel, bench.begin(channel), others[0].attestation)


def _spent(bench: Bench, channel: Channel) -> Outcome:
    attempt = bench.begin(channel)
    bench.redeem(attempt.attestation)
    return bench.present(channel, attempt, attempt.attestation)


def _raced(bench: Bench, channel: Channel) -> Outcome:
    _require_control(channel)
    outcomes = bench.at_once(channel, bench.begin(channel), AT_ONCE)
    passed = [outcome for outcome in outcomes if outcome.accepted]
    return Outcome(len(passed) > 1, max(outcome.status for outcome in outcomes))


def _another_person(bench: Bench, channel: Channel) -> Outcome:
    if not any("screening" in step.take for step in channel.start):
        raise SkippedError("start takes no screening, so nothing ties an attestation to a person here")
    return bench.present(channel, bench.begin(channel), bench.answered(bench.screening(bench.plan.site)))


def _another_site(bench: Bench, channel: Channel) -> Outcome:
    if bench.plan.other is None:
        raise SkippedError("gate.other is not configured")
    foreign = bench.answered(bench.screening(bench.plan.other))
    return bench.present(channel, bench.begin(channel), foreign)


def _expired(bench: Bench, channel: Channel) -> Outcome:
    attempt = bench.expiring.get(channel.name)
    if attempt is None:
        raise SkippedError("not waited for")
    if isinstance(attempt, UnreachableError):
        raise attempt
    bench.wait_for_expiry(attempt.attestation)
    return bench.present(channel, attempt, attempt.attestation)


def _skipped_step(bench: Bench, channel: Channel) -> Outcome:
    left = tuple(step for step in channel.sign_up if "attestation" not in names_in(step))
    if not left or left[-1] is not channel.sign_up[-1]:
        raise SkippedError("the last request carries the attestation itself")
    return bench.present(channel, bench.begin(channel), None, left)


GOOD = Case("good", "a good attestation", _good, good=True)
EXPIRED = Case("expired", "one that has expired", _expired)
CASES: tuple[Case, ...] = (
    GOOD,
    Case("missing", "none at all", _value(None)),
    Case("empty", "an empty text", _value("")),
    Case("word", "the word passed", _value("passed")),
    Case("skipped_step", "none, and the step that would carry it left out", _skipped_step),
    Case("spent", "one that was redeemed before", _spent),
    Case("replayed", "the one that has just passed, again", _replayed),
    Case("elsewhere", "one that has passed in another channel", _elsewhere),
    Case("raced", "one, five times at the same moment", _raced),
    EXPIRED,
    Case("another_person", "one of another person's screening", _another_person),
    Case("another_site", "one made for another site", _another_site),
    Case("changed_age", "one with more years written in", _forged(forging.changed_age)),
    Case("changed_expiry", "one with a later end written in", _forged(forging.changed_expiry)),
    Case("changed_id", "one with another id written in", _forged(forging.changed_id)),
    Case("broken_signature", "one with one bit of its signature turned", _forged(forging.broken_signature)),
    Case("without_signature", "one without its signature", _forged(forging.without_signature)),
    Case("no_algorithm", "one with alg none", _forged(forging.no_algorithm)),
    Case("public_key_as_secret", "one signed by HS256 with the public key", _forged(forging.public_key_as_secret)),
    Case("another_key", "one signed by a stranger under the gate's kid", _forged(forging.another_key)),
    Case("unknown_kid", "one signed by a stranger under a kid of its own", _forged(forging.unknown_kid)),
    Case("key_in_header", "one that brings its own key (jwk)", _forged(forging.key_in_header)),
    Case("key_address", "one that names the address of its key (jku)", _forged(forging.key_address)),
)
