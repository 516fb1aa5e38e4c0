"""A notice: one version of one policy, to be told to an audience before it comes into force."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from notifier.model.channel import Channel
from notifier.model.errors import require_aware
from notifier.model.ids import Language, NoticeId, PolicyId, VersionId


class NoticeKind(StrEnum):
    """A correction goes to exactly those who got the wrong text; a withdrawal takes a notice back."""

    NOTICE = "notice"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"


class NoticeState(StrEnum):
    """`planning` while the audience is being frozen; only a `running` notice is sent."""

    PLANNING = "planning"
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"


class AmbiguousPolicy(StrEnum):
    """What is done with what was in flight at a crash: sent again with the same Message-ID, or left for a person."""

    RESEND = "resend"
    HOLD = "hold"


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What is told, to be finished by `deadline`. `content` is the policy and version as the manifest had them."""

    id: NoticeId
    policy: PolicyId
    version: VersionId
    kind: NoticeKind = NoticeKind.NOTICE
    corrects: NoticeId | None = None
    state: NoticeState = NoticeState.PLANNING
    channels: tuple[Channel, ...]
    languages: tuple[Language, ...]
    """Those it is rendered in; the first is used for people whose language is not among them."""
    consent_required: bool
    effective_at: datetime
    deadline: datetime
    ambiguous: AmbiguousPolicy = AmbiguousPolicy.RESEND
    override: str | None = None
    """Why it is sent although it cannot be in time."""
    content: dict[str, object]
    created_at: datetime
    snapshot_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("effective_at", "deadline", "created_at", "snapshot_at", "started_at", "finished_at"):
            require_aware(name, getattr(self, name))
