"""The site's manifest as values: what a notice needs to know of a policy and a version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from notifier.model.errors import NotifierError
from notifier.model.ids import Language, PolicyId, VersionId


class UnknownPolicy(NotifierError):
    """the manifest has no policy {policy}; it has: {known}"""


class UnknownVersion(NotifierError):
    """{policy} has no version {version}; the newest is {newest}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """One language of a version; `sha256` (hex) is that of the file's bytes at `source_url`."""

    url: str
    source_url: str
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """A clause that differs from the predecessor."""

    id: str
    change: str
    title: Mapping[Language, str]
    reason: Mapping[Language, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One published text. `effective` is a day in Asia/Tokyo, `effective_at` its first instant."""

    id: VersionId
    effective: date
    effective_at: datetime
    announced: date
    klass: str
    consent_required: bool
    note: Mapping[Language, str]
    languages: tuple[Language, ...]
    texts: Mapping[Language, Text]
    changes: Mapping[Language, str]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OptionalItem:
    """Something that a user may refuse on its own: what it is for, and what would be collected."""

    id: str
    label: Mapping[Language, str]
    details: Mapping[Language, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """An entry of the dated list that the site shows (公表); `sha256` (hex) is that of its canonical JSON."""

    id: str
    version: VersionId
    date: date
    title: Mapping[Language, str]
    urls: Mapping[Language, str]
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """A policy with its versions, oldest first, and the items a user may refuse one by one."""

    id: PolicyId
    title: Mapping[Language, str]
    governing_language: Language
    controller: Mapping[Language, str]
    contact_name: Mapping[Language, str]
    contact_email: str
    lead_time_days: int
    languages: tuple[Language, ...]
    in_force: VersionId | None
    scheduled: tuple[VersionId, ...]
    versions: tuple[Version, ...]
    optional_items: tuple[OptionalItem, ...]
    announcements: tuple[Announcement, ...] = ()
    list_urls: Mapping[Language, str] = field(default_factory=dict)
    """Pages with the dated list of announcements."""
    text_urls: Mapping[Language, str] = field(default_factory=dict)
    """Pages of the text in force, on which a banner tells of a scheduled version."""

    def version(self, version: str) -> Version:
        """The version with that id; raises UnknownVersion."""
        for one in self.versions:
            if one.id == version:
                return one
        newest = self.versions[-1].id if self.versions else "-"
        raise UnknownVersion(policy=self.id, version=version, newest=newest)


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """The whole manifest, and `raw` as it was read."""

    site_url: str
    as_of: datetime
    policies: tuple[Policy, ...]
    raw: Mapping[str, object]

    def policy(self, policy: str) -> Policy:
        """The policy with that id; raises UnknownPolicy."""
        for one in self.policies:
            if one.id == policy:
                return one
        raise UnknownPolicy(policy=policy, known=", ".join(p.id for p in self.policies) or "-")
