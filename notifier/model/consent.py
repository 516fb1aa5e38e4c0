"""A decision of a user about a version, or about one optional item of it (ISO/IEC TS 27560:2023; EDPB 05/2020)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from notifier.model.errors import NotifierError, require_aware
from notifier.model.ids import Language, NoticeId, PolicyId, RecipientId, VersionId


class Decision(StrEnum):
    """Refusing and withdrawing are as easy as accepting."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ShownBy(StrEnum):
    """Who put the words before the person: the notifier's own element, or the app, which then says what it showed."""

    NOTIFIER = "notifier"
    APP = "app"


class ConsentRefused(NotifierError):
    """the decision cannot be recorded"""

    code = "consent_refused"


class StaleVersion(ConsentRefused):
    """{policy} {version} is not what users are asked about any more; it is {current} now: show that one"""

    code = "stale_version"


class NothingToWithdraw(ConsentRefused):
    """there is no consent to {policy} {version} that could be withdrawn"""

    code = "nothing_to_withdraw"


class Answered(ConsentRefused):
    """this request was answered already, or the person decided otherwise meanwhile: ask for a new one and show it"""

    code = "already_answered"


class RequestNeeded(ConsentRefused):
    """the person decided this before and then otherwise; to record it again, send the `request` of GET /v1/consents"""

    code = "request_needed"


class BadRequestId(ConsentRefused):
    """the `request` is not one that was made for this person, this version and this item, or it is too old"""

    code = "bad_request_id"


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """One decision; later ones do not change earlier ones. `item` names an optional item, None the version itself.

    `text_hash` is the sha256 of the text from the publisher's ledger in `language`; `shown_hash` that of the words
    put before the person, `shown`. `receipt` is the record in the structure of ISO/IEC TS 27560, which names the
    person by a keyed hash. `id` is 0 until it is stored.
    """

    recipient: RecipientId
    policy: PolicyId
    version: VersionId
    item: str | None
    decision: Decision
    language: Language
    text_hash: str
    shown: str
    shown_hash: str
    decided_at: datetime
    notice: NoticeId | None = None
    id: int = 0
    replay_key: str | None = None
    receipt: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_aware("decided_at", self.decided_at)
