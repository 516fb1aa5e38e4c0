"""Stopping a notice that runs, and telling those who got it: a withdrawal, or a correction."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from notifier.model.channel import Channel
from notifier.model.errors import NotifierError
from notifier.model.ids import Language
from notifier.model.manifest import Manifest, Text
from notifier.model.manifest_parsing import parse_policy
from notifier.model.notice import Notice, NoticeKind, NoticeState
from notifier.ports import Clock
from notifier.ports.manifest import ManifestSource
from notifier.ports.notices import Notices
from notifier.ports.recipients import Candidate
from notifier.ports.stopping import Stops
from notifier.service.planning import EmptyAudience, Planner, PlanReport, PlanRequest
from notifier.service.sending import find_notice

BATCH = 5000
POLL_SECONDS = 0.5


class CannotStop(NotifierError):
    """the notice {notice} is {state}: only one that runs or is paused can be stopped"""


class StopFirst(NotifierError):
    """the notice {notice} is {state}: stop it first (notifier stop {notice} --reason WHY)"""


class NobodyGotIt(NotifierError):
    """nobody got the notice {notice}: there is nobody to tell"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stopped:
    """`left_out` now; `on_the_wire` are still with a sender: stopping once more settles them."""

    notice: Notice
    left_out: int
    on_the_wire: int


@dataclass(frozen=True, kw_only=True)
class Stopper:
    """`patience` is how many seconds to wait for what is on the wire."""

    notices: Notices
    stops: Stops
    clock: Clock
    sleep: Callable[[float], object]
    patience: float

    def stop(self, name: str, why: str) -> Stopped:
        """Stop it and settle its rows; again does no harm. Raises NoSuchNotice or CannotStop."""
        notice = find_notice(self.notices, name)
        if not self.stops.stop(notice.id, why, self.clock()) and notice.state is not NoticeState.STOPPED:
            raise CannotStop(notice=name, state=notice.state)
        left_out, waited = self._settle(notice), 0.0
        while self.stops.on_the_wire(notice.id) and waited < self.patience:
            self.sleep(POLL_SECONDS)
            waited += POLL_SECONDS
            left_out += self._settle(notice)
        return Stopped(
            notice=find_notice(self.notices, name),
            left_out=left_out,
            on_the_wire=self.stops.on_the_wire(notice.id),
        )

    def _settle(self, notice: Notice) -> int:
        total = 0
        while count := self.stops.leave_out(notice.id, self.clock(), BATCH):
            total += count
        return total


@dataclass(frozen=True, kw_only=True)
class Corrector:
    """Plans what is told about a notice that was wrong. Nothing is sent until `notifier send`."""

    notices: Notices
    stops: Stops
    planner: Planner

    def correct(
        self,
        name: str,
        source: ManifestSource,
        version: str | None,
        reasons: Mapping[Language, str],
        override: str | None,
    ) -> list[PlanReport]:
        """A correction to exactly those who got the notice and, where stopping it left people untold, the right notice
        to exactly those. Raises NoSuchNotice, StopFirst, NobodyGotIt, and what planning raises."""
        wrong = self._ended(name)
        request = self._request(wrong, NoticeKind.CORRECTION, reasons)
        request = replace(request, version=version or wrong.version, override=override)
        reports = [self._plan(wrong, source, request, got_it=True)]
        rest = replace(request, kind=NoticeKind.NOTICE, reasons={})
        try:
            reports.append(self._plan(wrong, source, rest, got_it=False))
        except NobodyGotIt:
            return reports
        return reports

    def withdraw(self, name: str, reasons: Mapping[Language, str]) -> PlanReport:
        """Tell exactly those who got it that it is taken back. Raises NoSuchNotice, StopFirst, NobodyGotIt."""
        wrong = self._ended(name)
        request = replace(self._request(wrong, NoticeKind.WITHDRAWAL, reasons), override="withdrawal", check_text=False)
        return self._plan(wrong, _OwnContent(wrong), request, got_it=True, remember=False)

    def _ended(self, name: str) -> Notice:
        notice = find_notice(self.notices, name)
        if notice.state not in (NoticeState.STOPPED, NoticeState.FINISHED):
            raise StopFirst(notice=name, state=notice.state)
        return notice

    def _request(self, wrong: Notice, kind: NoticeKind, reasons: Mapping[Language, str]) -> PlanRequest:
        return PlanRequest(
            policy=wrong.policy,
            version=wrong.version,
            channels=frozenset(wrong.channels) | {Channel.MAIL},
            ambiguous=wrong.ambiguous,
            kind=kind,
            corrects=wrong.id,
            reasons=reasons,
        )

    def _plan(
        self, wrong: Notice, source: ManifestSource, request: PlanRequest, *, got_it: bool, remember: bool = True
    ) -> PlanReport:
        def people() -> Iterator[list[Candidate]]:
            return self.stops.reached(wrong.id, BATCH, got_it=got_it)

        planner = replace(self.planner, audience=people)
        if not remember:
            planner = replace(planner, remember=lambda manifest: True)
        try:
            return planner.plan(source, request)
        except EmptyAudience as problem:
            raise NobodyGotIt(notice=wrong.id) from problem


@dataclass(frozen=True)
class _OwnContent:
    """The manifest as the notice keeps it."""

    notice: Notice

    def read(self) -> Manifest:
        """One policy with one version."""
        policy = parse_policy(self.notice.content)
        return Manifest(
            site_url="", as_of=self.notice.created_at, policies=(policy,), raw={"policies": [self.notice.content]}
        )

    def check_text(self, text: Text) -> None:
        """It was checked when the notice was planned."""
