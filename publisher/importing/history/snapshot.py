"""The nouns of a history: the states of a file, the day each takes effect, what was odd, and the versions they make."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from publisher.model import Language


class DateSource(StrEnum):
    """Where the day that a text takes effect was found."""

    TEXT = "text"
    ATTRIBUTE = "attribute"
    COMMIT = "commit"
    OTHER_LANGUAGE = "other-language"


@dataclass(frozen=True, kw_only=True)
class Effective:
    """The day a text takes effect, as a reader sees it and as a machine reads it; either may be missing."""

    visible: date | None
    machine: date | None

    @property
    def day(self) -> date | None:
        """The visible day, else the machine's."""
        return self.visible or self.machine


@dataclass(frozen=True, kw_only=True)
class Commit:
    """One commit: `place` counts along the first parents from the oldest; `at` is aware."""

    id: str
    place: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A file's state after a commit."""

    commit: Commit
    path: str
    blob: str
    text: str
    effective: Effective


class OddCode(StrEnum):
    """Something odd in a history; each is described in docs/reference/import-history.md."""

    SEVERAL_TEXTS = "several-texts"
    DATES_DIFFER = "dates-differ"
    DATE_GOES_BACK = "date-goes-back"
    NO_DATE = "no-date"
    LANGUAGE_LAGS = "language-lags"
    LANGUAGE_MISSING = "language-missing"
    GOVERNING_MISSING = "governing-missing"
    UNREADABLE = "unreadable"
    FILE_REMOVED = "file-removed"
    HISTORY_CUT = "history-cut"


@dataclass(frozen=True, kw_only=True)
class Odd:
    """Something odd: in which version and language, at which commit, and how much or what."""

    code: OddCode
    effective: date | None = None
    language: Language | None = None
    commit: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A version to be: its day, where the day was found, and the state of each language that has one."""

    effective: date
    source: DateSource
    texts: Mapping[Language, Snapshot]

    @property
    def first_seen(self) -> datetime:
        """When the first of the chosen texts was committed."""
        return min(snapshot.commit.at for snapshot in self.texts.values())
