"""The configuration of `gate conformance`, a YAML file; its form is documented in `docs/reference/conformance.md`."""

from datetime import date
from pathlib import Path

from gate.conformance.filling import NAMES, names_in
from gate.conformance.located import Located, read
from gate.conformance.model import Channel, Plan, Sign, SiteKey, Step
from gate.model import ConfigurationError
from gate.origins import origin_of

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
BORN = ("1990", "1", "1")
_STEP = ("request", "headers", "form", "json", "take")
_SIGN = ("status", "body", "headers")
_CHANNEL = ("start", "sign_up", "accepted", "made", "control")


def read_plan(path: Path) -> Plan:
    """The plan in a file. Raises PlanError with file, line and field; OSError."""
    top = read(path).members(("gate", "channels"), required=("gate", "channels"))
    known = ("url", "site", "secret", "other", "born")
    gate = top["gate"].members(known, required=("url", "site", "secret"))
    channels = tuple(_channel(name, value) for name, value in top["channels"].members().items())
    if not channels:
        top["channels"].wrong("name at least one channel, such as web")
    other = gate.get("other")
    return Plan(
        gate=_address(gate["url"]),
        site=SiteKey(site=gate["site"].text(), secret=gate["secret"].text()),
        other=_site(other) if other else None,
        born=_born(gate["born"]) if "born" in gate else BORN,
        channels=channels,
    )


def _address(found: Located) -> str:
    try:
        return str(origin_of(found.text()))
    except ConfigurationError as error:
        found.wrong(str(error))


def _site(found: Located) -> SiteKey:
    members = found.members(("site", "secret"), required=("site", "secret"))
    return SiteKey(site=members["site"].text(), secret=members["secret"].text())


def _born(found: Located) -> tuple[str, str, str]:
    try:
        born = found.value if isinstance(found.value, date) else date.fromisoformat(found.text())
    except ValueError:
        found.wrong("write a date, such as 1990-01-01")
    return str(born.year), str(born.month), str(born.day)


def _channel(name: str, found: Located) -> Channel:
    members = found.members(_CHANNEL, required=("sign_up",))
    taken = set(NAMES)
    start = _steps(members["start"], taken - {"attestation", "screening"}) if "start" in members else ()
    taken |= {word for step in start for word in step.take}
    sign_up = _steps(members["sign_up"], taken)
    if not any("attestation" in names_in(step) for step in sign_up):
        members["sign_up"].wrong("no request carries {attestation}")
    taken |= {word for step in sign_up for word in step.take}
    return Channel(
        name=name,
        start=start,
        sign_up=sign_up,
        accepted=_sign(members["accepted"]) if "accepted" in members else Sign(),
        made=_made(members["made"], taken) if "made" in members else None,
        control=members["control"].flag() if "control" in members else True,
    )


def _steps(found: Located, known: set[str]) -> tuple[Step, ...]:
    steps = []
    for item in found.items():
        step = _step(item, known, _STEP)
        known = known | set(step.take)
        steps.append(step)
    return tuple(steps)


def _step(found: Located, known: set[str], members: tuple[str, ...]) -> Step:
    given = found.members(members, required=("request",))
    method, _, path = given["request"].text().partition(" ")
    if method not in METHODS or not path.startswith("/"):
        given["request"].wrong(f"write a method ({', '.join(METHODS)}) and a path: POST /signup")
    if "form" in given and "json" in given:
        given["json"].wrong("send either form or json")
    step = Step(
        method=method,
        path=path,
        headers=_texts(given["headers"]) if "headers" in given else {},
        form=_texts(given["form"]) if "form" in given else None,
        body=given["json"].plain() if "json" in given else None,
        take={name: value.pattern(1) for name, value in given["take"].members().items()} if "take" in given else {},
    )
    for name in sorted(names_in(step) - known):
        found.wrong(f"nothing before this gives {{{name}}}; known are: {', '.join(sorted(known))}")
    return step


def _texts(found: Located) -> dict[str, str]:
    return {name: value.text() for name, value in found.members().items()}


def _sign(found: Located) -> Sign:
    given = found.members(_SIGN)
    statuses = [_status(item) for item in given["status"].items()] if "status" in given else None
    return Sign(
        statuses=frozenset(statuses) if statuses is not None else None,
        body=given["body"].pattern() if "body" in given else None,
        headers={name: value.pattern() for name, value in given["headers"].members().items()}
        if "headers" in given
        else {},
    )


def _status(found: Located) -> int:
    if not isinstance(found.value, int) or isinstance(found.value, bool) or not 100 <= found.value <= 599:
        found.wrong("write HTTP statuses, such as [201, 303]")
    return found.value


def _made(found: Located, known: set[str]) -> tuple[Step, Sign]:
    given = found.members((*_STEP, "status", "found"))
    step = _step(
        Located({k: v for k, v in given.items() if k in _STEP}, found.line, found.path, found.name), known, _STEP
    )
    sign = {"status": given["status"]} if "status" in given else {}
    sign |= {"body": given["found"]} if "found" in given else {}
    return step, _sign(Located(sign, found.line, found.path, found.name))
