"""Ages as platforms and identity providers tell them, mapped into the same three outcomes.

Every function here takes a payload that the caller has already parsed, and says with `Provenance` who vouches for it.
Nothing that came from a client alone lets anybody pass: it may only refuse. How a signal was obtained is part of the
result, for `method`.
"""

import calendar
import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gate.model import Method, Outcome, Reading
from gate.screening import age
from gate.screening.outcomes import combine, from_bounds


class Provenance(enum.Enum):
    """Who vouches for a payload: a signature or an attested channel that the server checked, or only the client."""

    CHECKED_BY_SERVER = "checked_by_server"
    CLIENT_ALONE = "client_alone"


@dataclass(frozen=True, kw_only=True)
class Signal:
    """An outcome and how it was obtained."""

    outcome: Outcome
    method: Method


NOTHING = Signal(outcome=Outcome.UNKNOWN, method=Method.SELF_DECLARED)


def trusted(signal: Signal, provenance: Provenance) -> Signal:
    """`signal` as far as it can be believed: an `OVER` that only the client claims is `UNKNOWN`."""
    if provenance is Provenance.CLIENT_ALONE and signal.outcome is Outcome.OVER:
        return Signal(outcome=Outcome.UNKNOWN, method=signal.method)
    return signal


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


_APPLE_METHODS = {
    "selfDeclared": Method.SELF_DECLARED,
    "guardianDeclared": Method.GUARDIAN_DECLARED,
    "checkedByOtherMethod": Method.PLATFORM_RANGE,
    "guardianCheckedByOtherMethod": Method.PLATFORM_RANGE,
    "paymentChecked": Method.PLATFORM_RANGE,
    "guardianPaymentChecked": Method.PLATFORM_RANGE,
    "governmentIDChecked": Method.IDENTITY_DOCUMENT,
    "guardianGovernmentIDChecked": Method.IDENTITY_DOCUMENT,
}


def apple_declared_age_range(payload: Mapping[str, object], years: int, provenance: Provenance) -> Signal:
    """Apple's Declared Age Range: `lowerBound`, `upperBound` (inclusive, either may be null) and `ageRangeDeclaration`.

    A declined request has neither bound, and so is `UNKNOWN`. A declaration of a kind not known here counts as
    self-declared.
    """
    method = _APPLE_METHODS.get(str(payload.get("ageRangeDeclaration")), Method.SELF_DECLARED)
    bounds = _whole(payload.get("lowerBound")), _whole(payload.get("upperBound"))
    return trusted(Signal(outcome=from_bounds(*bounds, years), method=method), provenance)


_PLAY_METHODS = {
    "DECLARED": Method.SELF_DECLARED,
    "SUPERVISED": Method.GUARDIAN_DECLARED,
    "VERIFIED": Method.PLATFORM_RANGE,
}
PLAY_VERIFIED_FROM = 18


def play_age_signals(payload: Mapping[str, object], years: int, provenance: Provenance) -> Signal:
    """Google Play Age Signals: `userStatus` and, for supervised users, `ageLower` and `ageUpper` (inclusive).

    `VERIFIED` has no bounds and means 18 or over. An approval by a guardian that is pending or denied never passes.
    """
    status = str(payload.get("userStatus"))
    method = _PLAY_METHODS.get(status, Method.SELF_DECLARED)
    lower, upper = _whole(payload.get("ageLower")), _whole(payload.get("ageUpper"))
    if status == "VERIFIED" and lower is None and upper is None:
        lower = PLAY_VERIFIED_FROM
    found = from_bounds(lower, upper, years)
    if status not in _PLAY_METHODS and found is Outcome.OVER:
        found = Outcome.UNKNOWN
    return trusted(Signal(outcome=found, method=method), provenance)


_BIRTHDATE = re.compile("(?P<y>[0-9]{4})(?:-(?P<m>[0-9]{2})-(?P<d>[0-9]{2}))?")


def oidc_birthdate(
    claim: object, years: int, on: date, provenance: Provenance, reading: Reading = Reading.INSTANT
) -> Signal:
    """OpenID Connect's `birthdate` (Core 1.0 §5.1): `YYYY-MM-DD`, `0000-MM-DD` (year withheld) or `YYYY` alone.

    A year alone passes only when even a birth on 31 December would; it is never turned into 1 January.
    """
    match = _BIRTHDATE.fullmatch(claim) if isinstance(claim, str) else None
    if match is None or match["y"] == "0000":
        return Signal(outcome=Outcome.UNKNOWN, method=Method.IDENTITY_PROVIDER)
    try:
        first, last = _span(match)
    except ValueError:
        return Signal(outcome=Outcome.UNKNOWN, method=Method.IDENTITY_PROVIDER)
    if first > on:
        return Signal(outcome=Outcome.UNKNOWN, method=Method.IDENTITY_PROVIDER)
    youngest, oldest = age.outcome(last, years, on, reading), age.outcome(first, years, on, reading)
    found = youngest if youngest is oldest else Outcome.UNKNOWN
    return trusted(Signal(outcome=found, method=Method.IDENTITY_PROVIDER), provenance)


def _span(match: re.Match[str]) -> tuple[date, date]:
    year = int(match["y"])
    if match["m"] is None:
        return date(year, 1, 1), date(year, 12, calendar.monthrange(year, 12)[1])
    born = date(year, int(match["m"]), int(match["d"]))
    return born, born


_AGE_OVER = re.compile("age_over_([0-9]{2})")


def mdoc_age_over(elements: Mapping[str, object], years: int, provenance: Provenance) -> Signal:
    """`age_over_NN` elements of a mobile document (ISO/IEC 18013-5 §7.2.5), keyed by element name, true or false.

    True at NN at or above `years` is over; false at NN at or below it is under; anything between says nothing.
    """
    found = [
        _one_age_over(int(match[1]), value, years)
        for name, value in elements.items()
        if (match := _AGE_OVER.fullmatch(name)) and isinstance(value, bool)
    ]
    return trusted(Signal(outcome=combine(found), method=Method.IDENTITY_DOCUMENT), provenance)


def _one_age_over(nn: int, value: bool, years: int) -> Outcome:
    if value:
        return Outcome.OVER if nn >= years else Outcome.UNKNOWN
    return Outcome.UNDER if nn <= years else Outcome.UNKNOWN


def strongest(signals: list[Signal]) -> Signal:
    """All signals as one: the combined outcome, with the method of the first that has this outcome."""
    found = combine(signal.outcome for signal in signals)
    return next((signal for signal in signals if signal.outcome is found), NOTHING)
