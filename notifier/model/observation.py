"""What was seen of the site at an instant: evidence of 「公表」 (通則編 2-15), apart from that of 「通知」 (2-14)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from notifier.model.errors import require_aware
from notifier.model.ids import Language, PolicyId, VersionId


class PageKind(StrEnum):
    """`list`: the dated list of announcements; `banner`: the page of the text in force, while the version is still to
    come; `announcement`: the page that an entry of the list leads to; `text`: the frozen text file itself."""

    LIST = "list"
    BANNER = "banner"
    ANNOUNCEMENT = "announcement"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """One look at one page. `expected_hash` is the sha256 (hex) of the announcement in the manifest, or of the text in
    the ledger; `content_hash` that of the bytes that came. `shown`: the page names the
    announcement or the version's date, or the text is the ledger's byte for byte."""

    policy: PolicyId
    version: VersionId
    language: Language
    kind: PageKind
    url: str
    expected_hash: str
    status: int | None
    content_hash: str | None
    shown: bool
    observed_at: datetime
    id: int = 0

    def __post_init__(self) -> None:
        require_aware("observed_at", self.observed_at)
