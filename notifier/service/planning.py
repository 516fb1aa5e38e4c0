"""Planning a notice: the manifest checked, the words rendered, the audience frozen, the lead time kept. Sends
nothing."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from notifier.messages.rendering import LANGUAGES, Templates
from notifier.model.audience import Member
from notifier.model.channel import Channel
from notifier.model.delivery import Reason
from notifier.model.errors import NotifierError
from notifier.model.ids import Language, NoticeId
from notifier.model.manifest import Manifest, Policy, Version
from notifier.model.manifest_parsing import policy_with_one_version
from notifier.model.notice import AmbiguousPolicy, Notice, NoticeKind, NoticeState
from notifier.planning.assignment import Rules, assign
from notifier.planning.leadtime import AlreadyEffective, Forecast, NotInTime, duration, forecast
from notifier.ports import Clock
from notifier.ports.manifest import ManifestSource
from notifier.ports.notices import Notices, Rendering
from notifier.ports.recipients import Candidate, Recipients
from notifier.retry.schedule import GIVE_UP
from notifier.service.wording import render_words

BATCH = 5000
CHUNK = 500

Tick = Callable[[int, int], None]


class AlreadyPlanned(NotifierError):
    """{policy} {version}: the notice {notice} is {state} already; its audience does not change any more"""


class EmptyAudience(NotifierError):
    """there is nobody to tell: import recipients first (notifier recipients import FILE.csv)"""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanRequest:
    """What to tell, and how. `override` is the reason to send although it cannot be in time."""

    policy: str
    version: str
    channels: frozenset[Channel] = frozenset({Channel.MAIL, Channel.IN_APP})
    ambiguous: AmbiguousPolicy = AmbiguousPolicy.RESEND
    override: str | None = None
    check_text: bool = True
    kind: NoticeKind = NoticeKind.NOTICE
    corrects: NoticeId | None = None
    """The notice that this one corrects, withdraws, or takes the place of."""
    reasons: Mapping[Language, str] = field(default_factory=dict)
    """Why, in each language, where it is a correction or a withdrawal."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Speed:
    """Rates a second: of the server (None: no limit set), and of domains by their key with their names."""

    server: float | None = None
    domains: Mapping[int, tuple[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanReport:
    """What `notifier plan` says. `counts` are people by channel and language; a person may count in two channels."""

    notice: Notice
    people: int
    counts: Mapping[tuple[Channel, Language], int]
    excluded: Mapping[Reason, int]
    forecast: Forecast
    samples: Sequence[Rendering]


@dataclass(slots=True)
class _Tally:
    """Counted while the audience is frozen."""

    people: int = 0
    counts: Counter[tuple[Channel, Language]] = field(default_factory=Counter)
    excluded: Counter[Reason] = field(default_factory=Counter)
    mails: int = 0
    by_domain: Counter[int] = field(default_factory=Counter)

    def add(self, member: Member, domain: int | None) -> None:
        self.people += 1
        for channel in member.channels:
            self.counts[channel, member.language] += 1
        if member.reason:
            self.excluded[member.reason] += 1
        if Channel.MAIL in member.channels:
            self.mails += 1
            if domain is not None:
                self.by_domain[domain] += 1


@dataclass(frozen=True, kw_only=True)
class Planner:
    """Plans over the stores; `templates` and the addresses of the app's pages are the sender's."""

    notices: Notices
    recipients: Recipients
    templates: Templates
    clock: Clock
    speed: Speed = Speed()
    settings_url: str = ""
    answer_url: str = ""
    remember: Callable[[Manifest], bool] = lambda manifest: True
    """Keeps what was read for those who ask for consents later."""

    audience: Callable[[], Iterator[list[Candidate]]] | None = None
    """Whom to tell; None for every recipient."""

    def plan(self, source: ManifestSource, request: PlanRequest, tick: Tick = lambda done, whole: None) -> PlanReport:
        """Freeze the audience of a new notice (or of one that was planned and not started) and report.

        Raises the manifest's errors, TemplateBroken, AlreadyPlanned, EmptyAudience, AlreadyEffective, NotInTime;
        after any of them there is no notice."""
        manifest = source.read()
        self.remember(manifest)
        policy = manifest.policy(request.policy)
        version = policy.version(request.version)
        if request.check_text:
            for text in version.texts.values():
                source.check_text(text)
        now = self.clock()
        notice = self._notice(
            policy, version, policy_with_one_version(manifest.raw, policy.id, version.id), request, now
        )
        self._require_effective_ahead(policy, version, request, now)
        samples = render_words(
            self.templates, notice, (Channel.MAIL, *notice.channels), self.settings_url, self.answer_url
        )
        self._replace(notice)
        try:
            self.notices.put_renderings(notice.id, samples)
            tally = self._freeze(notice, tick)
            outlook = self._outlook(policy, version, tally, now)
            self._require_in_time(policy, version, outlook, request)
            if not tally.people:
                raise EmptyAudience()
        except BaseException:
            self.notices.discard(notice.id)
            raise
        self.notices.freeze(notice.id, now)
        return PlanReport(
            notice=self.notices.get(notice.id) or notice,
            people=tally.people,
            counts=tally.counts,
            excluded=tally.excluded,
            forecast=outlook,
            samples=samples,
        )

    def _notice(
        self, policy: Policy, version: Version, content: dict[str, object], request: PlanRequest, now: datetime
    ) -> Notice:
        languages = sorted(LANGUAGES, key=lambda one: one != policy.governing_language)
        return Notice(
            id=notice_id(policy, version, request),
            policy=policy.id,
            version=version.id,
            kind=request.kind,
            corrects=request.corrects,
            channels=tuple(sorted(request.channels)),
            languages=tuple(languages),
            consent_required=version.consent_required and request.kind is not NoticeKind.WITHDRAWAL,
            effective_at=version.effective_at,
            deadline=version.effective_at if version.effective_at > now else now + GIVE_UP,
            ambiguous=request.ambiguous,
            override=request.override,
            content={**content, "notice_reason": dict(request.reasons)} if request.reasons else content,
            created_at=now,
        )

    def _replace(self, notice: Notice) -> None:
        """A plan may be made anew until it is started; pressing twice at once gives one notice."""
        known = self.notices.get(notice.id)
        if known and known.state in (NoticeState.PLANNING, NoticeState.PLANNED):
            self.notices.discard(notice.id)
        if not self.notices.add(notice):
            state = known.state if known else NoticeState.PLANNING
            raise AlreadyPlanned(policy=notice.policy, version=notice.version, notice=notice.id, state=state)

    def _freeze(self, notice: Notice, tick: Tick) -> _Tally:
        rules = Rules(channels=frozenset(notice.channels), languages=notice.languages)
        tally = _Tally()
        whole = self.recipients.count()
        for batch in self._batches():
            members = [assign(candidate, rules) for candidate in batch]
            domains = [candidate.domain_key for candidate in batch]
            for member, domain in zip(members, domains, strict=True):
                tally.add(member, domain)
            self.notices.add_members(notice, members, domains, CHUNK)
            tick(tally.people, whole)
        return tally

    def _batches(self) -> Iterator[list[Candidate]]:
        return self.audience() if self.audience else self.recipients.candidates(BATCH)

    def _outlook(self, policy: Policy, version: Version, tally: _Tally, now: datetime) -> Forecast:
        domains = {
            name: (tally.by_domain[key], rate)
            for key, (name, rate) in self.speed.domains.items()
            if tally.by_domain[key]
        }
        takes: timedelta = duration(tally.mails, self.speed.server, domains)
        return forecast(now, takes, version.effective_at, policy.lead_time_days)

    def _require_effective_ahead(self, policy: Policy, version: Version, request: PlanRequest, now: datetime) -> None:
        if version.effective_at <= now and not request.override:
            raise AlreadyEffective(policy=policy.id, version=version.id, effective=version.effective_at.isoformat())

    def _require_in_time(self, policy: Policy, version: Version, outlook: Forecast, request: PlanRequest) -> None:
        if outlook.in_time or request.override:
            return
        raise NotInTime(
            policy=policy.id,
            version=version.id,
            effective=outlook.effective.isoformat(),
            lead=policy.lead_time_days,
            limit=outlook.limit.isoformat(),
            finish=outlook.finish.astimezone(outlook.limit.tzinfo).isoformat(timespec="minutes"),
        )


def notice_id(policy: Policy, version: Version, request: PlanRequest) -> NoticeId:
    """`privacy-2026-12-15`; of a correction or a withdrawal, the id of what it is about and what it is."""
    if request.corrects is None:
        return NoticeId(f"{policy.id}-{version.id}")
    return NoticeId(f"{request.corrects}-{'rest' if request.kind is NoticeKind.NOTICE else request.kind}")
