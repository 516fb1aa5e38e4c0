"""The addresses of the site: which page and which file stands where.

Every function returns a path relative to the site's root, without a leading slash; a page's path ends with `/`.
`absolute` joins one to the site's URL.
"""

from publisher.model import ClauseId, Language, PolicyId, Version, VersionId

MANIFEST = "manifest.json"
SCHEMA = "manifest.schema.json"
SITEMAP = "sitemap.xml"


def absolute(site_url: str, path: str) -> str:
    """The full URL of a path; `site_url` with or without its final slash."""
    return site_url.rstrip("/") + "/" + path


def home(language: Language) -> str:
    """The list of policies and announcements in one language."""
    return f"{language}/"


def in_force(language: Language, policy: PolicyId) -> str:
    """The text in force."""
    return f"{language}/{policy}/"


def history(language: Language, policy: PolicyId) -> str:
    """The history, with any scheduled version."""
    return f"{language}/{policy}/versions/"


def compare(language: Language, policy: PolicyId) -> str:
    """Any two versions side by side."""
    return f"{language}/{policy}/compare/"


def clause_history(language: Language, policy: PolicyId, clause: ClauseId) -> str:
    """One clause over all versions."""
    return f"{language}/{policy}/clauses/{clause}/"


def version(language: Language, policy: PolicyId, version_id: VersionId | Version) -> str:
    """One version; the draft's page where the site is a preview."""
    return f"{language}/{policy}/{_label(version_id)}/"


def changes(language: Language, policy: PolicyId, version_id: VersionId | Version) -> str:
    """One version against its predecessor, as a redline."""
    return version(language, policy, version_id) + "changes/"


def changes_side_by_side(language: Language, policy: PolicyId, version_id: VersionId | Version) -> str:
    """One version against its predecessor, old and new beside one another."""
    return changes(language, policy, version_id) + "side-by-side/"


def comparison_table(language: Language, policy: PolicyId, version_id: VersionId | Version) -> str:
    """One version against its predecessor, as 「新旧対照表」."""
    return changes(language, policy, version_id) + "table/"


def search_index(language: Language) -> str:
    """What the search reads: the texts in force in one language."""
    return f"{language}/search/search_index.json"


def feed(language: Language, policy: PolicyId) -> str:
    """The Atom feed of the versions (RFC 4287)."""
    return f"{language}/{policy}/feed.xml"


def timemap(policy: PolicyId) -> str:
    """The TimeMap of the text in force (RFC 7089)."""
    return f"{policy}/timemap"


def source(language: Language, policy: PolicyId, version_id: VersionId | Version) -> str:
    """The frozen text file itself, byte for byte."""
    return f"{policy}/{_label(version_id)}/{language}.md"


def _label(version_id: VersionId | Version) -> str:
    return version_id.label if isinstance(version_id, Version) else str(version_id)
