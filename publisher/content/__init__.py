"""The edge to the disk: from a folder of `content/` to a `Policy`.

Lives here: reading files byte-exactly, YAML with line numbers, and the words in which bad input is refused.
Must not: write anything, judge a text (that is `checks`), or know the ledger's rules.
"""

from publisher.content.files import LINE_LIMIT, SIZE_LIMIT, check_policy_id
from publisher.content.loader import (
    DRAFT,
    STAGING,
    find_version,
    is_cut_off,
    load_policies,
    load_policy,
    load_version,
    staging_name,
)

__all__ = [
    "DRAFT",
    "LINE_LIMIT",
    "SIZE_LIMIT",
    "STAGING",
    "check_policy_id",
    "find_version",
    "is_cut_off",
    "load_policies",
    "load_policy",
    "load_version",
    "staging_name",
]
