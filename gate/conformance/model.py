"""The words of the suite: a plan with its channels and their requests, what came back, and the verdict on a case."""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gate.model import GateError


class PlanError(GateError):
    """The configuration is wrong. The message says where (file:line), what, and what to do."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{path}:{line}: {what}")
        self.path, self.line = path, line


class UnreachableError(GateError):
    """What is under test, or the gate, does not answer as it should, so that nothing can be concluded."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One request. Texts may hold `{attestation}`, `{screening}`, `{unique}` and whatever an earlier step has taken.

    `form` or `body` (JSON) is sent; `take` maps a name to a pattern whose first group is taken from the answer's
    headers and body.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    body: Any = None
    take: Mapping[str, re.Pattern[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Sign:
    """How an answer looks that means yes: one of the statuses, and every pattern found."""

    statuses: frozenset[int] | None = None
    body: re.Pattern[str] | None = None
    headers: Mapping[str, re.Pattern[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One way to sign up. `made` asks the app whether the account is there after all; `control` allows the suite to
    make real accounts with good attestations.
    """

    name: str
    start: tuple[Step, ...]
    sign_up: tuple[Step, ...]
    accepted: Sign
    made: tuple[Step, Sign] | None = None
    control: bool = True


@dataclass(frozen=True, kw_only=True)
class SiteKey:
    """A site at the gate and its secret."""

    site: str
    secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that a configuration says. `born` is what the suite answers to the question: year, month, day."""

    gate: str
    site: SiteKey
    other: SiteKey | None
    born: tuple[str, str, str]
    channels: tuple[Channel, ...]


class Verdict(enum.StrEnum):
    """What a case has shown. Anything but PASSED and SKIPPED is a finding."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, kw_only=True)
class Result:
    """The verdict on one case of one channel. `said` is the app's last status, or the reason; `seconds` it took."""

    channel: str
    case: str
    verdict: Verdict
    said: str
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An HTTP answer, its body as text of at most a megabyte."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str

    def fits(self, sign: Sign) -> bool:
        """Whether it looks as `sign` says."""
        wanted = sign.statuses
        if self.status not in wanted if wanted is not None else not 200 <= self.status < 400:
            return False
        if sign.body is not None and not sign.body.search(self.body):
            return False
        return all(self._header(name, pattern) for name, pattern in sign.headers.items())

    def _header(self, name: str, pattern: re.Pattern[str]) -> bool:
        return any(key.lower() == name.lower() and pattern.search(value) for key, value in self.headers)

    @property
    def text(self) -> str:
        """Headers and body, for `take`."""
        return "\n".join(f"{name}: {value}" for name, value in self.headers) + "\n\n" + self.body
