"""From what age a person may sign up, by jurisdiction: one table, each row with its source.

The policy's own threshold is a floor: a jurisdiction can raise it and never lowers it. The rows are a starting point
for counsel.
"""

from dataclasses import dataclass

from gate.model import ConfigurationError

POLICY_THRESHOLD = 14


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """Completed years of age from which `jurisdiction` (ISO 3166-1 alpha-2) lets a person consent alone."""

    jurisdiction: str
    years: int
    source: str


def _gdpr(years: int, *codes: str) -> tuple[Threshold, ...]:
    source = "GDPR art. 8(1)" if years == 16 else "GDPR art. 8(1), lowered by national law"
    return tuple(Threshold(jurisdiction=code, years=years, source=source) for code in codes)


TABLE: tuple[Threshold, ...] = (
    Threshold(jurisdiction="JP", years=14, source="the policy, section 8 (children)"),
    Threshold(jurisdiction="KR", years=14, source="개인정보 보호법 22조의2"),
    Threshold(jurisdiction="US", years=13, source="COPPA, 15 U.S.C. 6501(1)"),
    Threshold(jurisdiction="GB", years=13, source="Data Protection Act 2018 s. 9"),
    *_gdpr(13, "BE", "EE", "FI", "LV", "MT", "PT", "SE"),
    *_gdpr(14, "AT", "BG", "CY", "ES", "IT", "LT"),
    *_gdpr(15, "CZ", "DK", "FR", "GR", "SI"),
    *_gdpr(16, "DE", "HR", "HU", "IE", "LU", "NL", "PL", "RO", "SK"),
)
_BY_CODE = {row.jurisdiction: row for row in TABLE}


def threshold(jurisdiction: str | None, floor: int = POLICY_THRESHOLD) -> int:
    """The years that count for `jurisdiction` (None: the policy alone), never below `floor`.

    Raises ConfigurationError for a code that is not in the table, so that nobody passes under a rule that nobody wrote.
    """
    if jurisdiction is None:
        return floor
    row = _BY_CODE.get(jurisdiction)
    if row is None:
        raise ConfigurationError("jurisdiction is not one for which a threshold is known")
    return max(floor, row.years)
