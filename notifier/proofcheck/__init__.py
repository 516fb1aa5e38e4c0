"""The checker of proofs: it stands alone, so that someone who trusts nobody can read it in one sitting.

Lives here: the strict form of a proof, the chain's law written a second time, what a proof claims against its entries.
Must not: import anything else of the notifier, open a database or the network; needs only Python and `cryptography`.
Run it as `notifier proof-check FILE`, or as `python -m notifier.proofcheck FILE` from a copy of this folder.
"""

from notifier.proofcheck.checking import Finding, Report, check_file

__all__ = ["Finding", "Report", "check_file"]
