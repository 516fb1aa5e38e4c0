"""The words of the gate as frozen values: sites, screenings, outcomes, the claims of an attestation, and what can go
wrong.
"""

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

SiteId = NewType("SiteId", str)
"""The name under which a site was added; the `aud` of its attestations."""
ScreeningId = NewType("ScreeningId", str)
"""An opaque, unguessable id; it carries its own expiry and is sealed (see `gate.browser`)."""
Origin = NewType("Origin", str)
"""A web origin as a browser writes it: scheme, host and, where it is not the default, port."""


ATTESTATION_TYPE = "age-attestation+jwt"
"""The `typ` of an attestation, in its header (RFC 8725 §3.11) and among its claims."""


class Outcome(enum.Enum):
    """What is known about an age and a threshold. Only `OVER` ever lets anybody pass."""

    OVER = "over"
    UNDER = "under"
    UNKNOWN = "unknown"


class Method(enum.StrEnum):
    """How an age became known, stated honestly in the attestation (guidelines on DSA art. 28)."""

    SELF_DECLARED = "self_declared"
    GUARDIAN_DECLARED = "guardian_declared"
    PLATFORM_RANGE = "platform_range"
    IDENTITY_PROVIDER = "identity_provider"
    IDENTITY_DOCUMENT = "identity_document"


class Reading(enum.Enum):
    """The two readings of when a year of age is complete (年齢計算ニ関スル法律; 民法143条2項).

    INSTANT: at 00:00 of the birthday. DAY: on the day before, at whose end the term expires.
    """

    INSTANT = "instant"
    DAY = "day"


def require_aware(moment: datetime, what: str) -> datetime:
    """Return `moment`, or raise ValueError when it has no time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{what} has no time zone")
    return moment


@dataclass(frozen=True, kw_only=True)
class Site:
    """An app that may ask for screenings.

    `number` is the short form that screening ids carry. `origins` are the only pages that may embed the question and
    the only origins to which an attestation is sent. `sandbox` sites get attestations that say so and that no
    production server accepts.
    """

    id: SiteId
    number: int
    title_ja: str
    title_en: str
    origins: tuple[Origin, ...]
    help_url: str | None = None
    sandbox: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The one answer of a screening that ended well: enough to sign the very same attestation again."""

    jti: str
    kid: str
    issued_at: datetime

    def __post_init__(self) -> None:
        require_aware(self.issued_at, "issued_at")


@dataclass(frozen=True, kw_only=True)
class Screening:
    """One question put to one person: `open` while `answer` is None. A refused one does not exist any more."""

    id: ScreeningId
    site: int
    origin: Origin
    return_url: str | None
    state: str | None
    age: int
    expires_at: datetime
    answer: Answer | None = None

    def __post_init__(self) -> None:
        require_aware(self.expires_at, "expires_at")


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What an attestation says (contract). Times are aware and whole seconds."""

    iss: str
    aud: SiteId
    jti: str
    iat: datetime
    exp: datetime
    sid: ScreeningId
    age_over: int
    origin: Origin
    method: Method = Method.SELF_DECLARED
    sandbox: bool = False

    def as_json(self) -> dict[str, object]:
        """The claims as they stand in the token: NumericDate for times (RFC 7519 §2); `sandbox` only when true."""
        members: dict[str, object] = {
            "iss": self.iss,
            "aud": self.aud,
            "jti": self.jti,
            "iat": int(self.iat.timestamp()),
            "exp": int(self.exp.timestamp()),
            "sid": self.sid,
            "age_over": self.age_over,
            "method": str(self.method),
            "typ": ATTESTATION_TYPE,
            "origin": self.origin,
        }
        return members | {"sandbox": True} if self.sandbox else members


class GateError(Exception):
    """The gate cannot do this."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").split("\n")[0])


class StoreDownError(GateError):
    """The store does not answer, so nothing is decided."""


class UnknownSiteError(GateError):
    """There is no such site."""


class UnauthorizedError(GateError):
    """The secret of a site is missing or is not known."""


class UnknownScreeningError(GateError):
    """This is not a screening of this gate."""


class ExpiredScreeningError(GateError):
    """The time for answering this screening is over."""


class InvalidAttestationError(GateError):
    """This is not a good attestation for this site."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The attestation is not good: {reason}")
        self.reason = reason


class ExpiredAttestationError(InvalidAttestationError):
    """The attestation has expired."""

    def __init__(self) -> None:
        super().__init__("it has expired")


class AlreadyRedeemedError(GateError):
    """This attestation has been redeemed before."""


class IdempotencyKeyReusedError(GateError):
    """This Idempotency-Key was used for another attestation."""


class ConfigurationError(GateError):
    """A setting is wrong."""


class NotListedError(ConfigurationError):
    """An origin or a return address is not one of the site's."""
