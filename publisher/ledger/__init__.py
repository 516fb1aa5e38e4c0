"""The ledger: what was published, when, to the byte; how a version is published and how the tree is verified.

Lives here: entries and their chain, signatures, the freezing of a draft, the one atomic step that publishes it.
Must not: judge a text (that is `checks`), or print.
"""

from publisher.ledger.chain import Chain, read_chain
from publisher.ledger.entry import Entry, canonical_json
from publisher.ledger.files import LEDGER, load_chain, read_tree
from publisher.ledger.history import ensure_empty, enter_history
from publisher.ledger.problem import Problem
from publisher.ledger.publish import Plan, adopt, plan_publication, publish
from publisher.ledger.release import Release
from publisher.ledger.verify import ensure_verified, verify_folder

__all__ = [
    "LEDGER",
    "Chain",
    "Entry",
    "Plan",
    "Problem",
    "Release",
    "adopt",
    "canonical_json",
    "ensure_empty",
    "ensure_verified",
    "enter_history",
    "load_chain",
    "plan_publication",
    "publish",
    "read_chain",
    "read_tree",
    "verify_folder",
]
