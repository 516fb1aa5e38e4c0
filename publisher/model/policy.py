"""A policy and its versions: dates, classes, and which version is in force at an instant."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import NewType, Self
from zoneinfo import ZoneInfo

from publisher.model.text import ClauseId, Document, Language

PolicyId = NewType("PolicyId", str)
ByLanguage = Mapping[Language, str]

ZONE = ZoneInfo("Asia/Tokyo")
"""The zone in which a policy's days begin."""


@dataclass(frozen=True, order=True)
class VersionId:
    """The day a version comes into force, and its place among the texts of that day (1 is the first).

    Written `2021-04-22`, a second text of that day `2021-04-22.2`.
    """

    effective: date
    ordinal: int = 1

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `YYYY-MM-DD` or `YYYY-MM-DD.N`, N from 2. Raises ValueError for anything else."""
        match = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.([1-9][0-9]{0,3}))?", text)
        if match is None or match[2] == "1":
            raise ValueError(f"{text!r} is not a version id such as 2021-04-22 or 2021-04-22.2")
        return cls(date.fromisoformat(match[1]), int(match[2] or 1))

    def __str__(self) -> str:
        return self.effective.isoformat() + (f".{self.ordinal}" if self.ordinal > 1 else "")

    @property
    def effective_at(self) -> datetime:
        """The instant at which the version comes into force: 00:00 in Asia/Tokyo."""
        return datetime.combine(self.effective, time.min, ZONE)


class ChangeClass(StrEnum):
    """How much a version means to users; the publisher of a revision says which and stands by it."""

    EDITORIAL = "editorial"
    MINOR = "minor"
    MAJOR = "major"


@dataclass(frozen=True, kw_only=True)
class ClauseReason:
    """Why one clause changes, in the words shown to users, and how much."""

    change_class: ChangeClass
    reason: ByLanguage


@dataclass(frozen=True, kw_only=True)
class TableColumn:
    """One column of a table of data."""

    id: str
    title: ByLanguage


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One row of a table of data: for each column id and language a text, or a tuple of texts to be listed.

    `lines` says on which line of `data.yml` each column's cell stands.
    """

    id: str
    cells: Mapping[str, Mapping[Language, str | tuple[str, ...]]]
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table written once in `data.yml` and rendered in every language."""

    id: str
    title: ByLanguage
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version in all its languages. A draft has no id yet and may lack dates.

    `announced` 公表日, `revised` 改定日, `effective` 施行日: three dates, days in Asia/Tokyo. `sha256` maps the name of
    each file of the version's folder to the hash of its bytes, `sizes` to their number; `home` is that folder.
    """

    id: VersionId | None
    effective: date | None
    announced: date | None
    revised: date | None
    change_class: ChangeClass
    consent_required: bool
    note: ByLanguage
    approved_by: str
    clauses: Mapping[ClauseId, ClauseReason]
    texts: Mapping[Language, Document]
    tables: Mapping[str, Table]
    sha256: Mapping[str, str]
    sizes: Mapping[str, int] = field(default_factory=dict)
    home: Path | None = None

    @property
    def label(self) -> str:
        """The id, or `draft`: the name of the version's folder."""
        return str(self.id) if self.id else "draft"


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom users ask about the policy."""

    name: ByLanguage
    email: str


@dataclass(frozen=True, kw_only=True)
class Term:
    """A term that must be defined wherever a text uses it."""

    id: str
    words: ByLanguage


class Omission(StrEnum):
    """How the comparison table leaves out what did not change: 「2〜5 (略)」, 「2 (略)」 for each, or not at all."""

    GROUPED = "grouped"
    EACH = "each"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class TableStyle:
    """How the old/new comparison table 「新旧対照表」 is set; sources conflict, so each is a setting.

    `headers` is one of `改正後・改正前`, `新・旧`, `改正案・現行`; `new_on_left` the order of the columns; `remarks`
    whether there is a third column 備考; `omission` how unchanged parts are left out.
    """

    headers: str = "改正後・改正前"
    new_on_left: bool = True
    remarks: bool = False
    omission: Omission = Omission.GROUPED


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A policy with its published versions, oldest first, and its draft if there is one."""

    id: PolicyId
    title: ByLanguage
    governing_language: Language
    languages: tuple[Language, ...]
    controller: ByLanguage
    contact: Contact
    lead_time_days: int
    terms: tuple[Term, ...]
    table_style: TableStyle
    allow_html: bool
    versions: tuple[Version, ...]
    draft: Version | None

    def version(self, version_id: VersionId) -> Version | None:
        """The published version with this id, or None."""
        return next((v for v in self.versions if v.id == version_id), None)

    def in_force(self, at: datetime) -> Version | None:
        """The version in force at an instant (aware), or None before the first."""
        begun = [v for v in self.versions if v.id and v.id.effective_at <= at]
        return begun[-1] if begun else None

    def scheduled(self, at: datetime) -> tuple[Version, ...]:
        """The published versions that are not yet in force at an instant (aware), earliest first."""
        return tuple(v for v in self.versions if v.id and v.id.effective_at > at)

    def predecessor(self, version: Version) -> Version | None:
        """The version before this one; for the draft the last that takes effect no later than it."""
        if version.id is None:
            before = [v for v in self.versions if v.id and v.id.effective <= (version.effective or v.id.effective)]
            return before[-1] if before else None
        earlier = bisect_left(self._ids, version.id)
        return self.versions[earlier - 1] if earlier else None

    def successor(self, version: Version) -> Version | None:
        """The version after this one, or None for the last and for the draft."""
        later = bisect_right(self._ids, version.id) if version.id else len(self.versions)
        return self.versions[later] if later < len(self.versions) else None

    @cached_property
    def _ids(self) -> tuple[VersionId, ...]:
        return tuple(version.id for version in self.versions if version.id)

    def superseded_at(self, version: Version) -> datetime | None:
        """The instant at which the next version takes over (it may be to come), or None."""
        successor = self.successor(version)
        return successor.id.effective_at if successor and successor.id else None
