"""What verification finds: one sentence, where, and what to do."""

from dataclasses import dataclass
from pathlib import PurePath

from publisher.messages import _, with_remedy


@dataclass(frozen=True, order=True)
class Problem:
    """One difference between the ledger and what is there. `line` is a line of the ledger, 0 for none."""

    path: PurePath
    line: int
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{place}: {with_remedy(self.what, self.remedy)}"


def restore() -> str:
    """What to do about a published file that is not as it was published."""
    return _("restore it from version control; a correction is a new version of class `editorial`")
