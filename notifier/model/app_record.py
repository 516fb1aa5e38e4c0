"""A record that an app keeps in the notifier's log: what became of a request of a user (個人情報保護法 33条–35条), say.

It names nobody: a kind, a number, a state and, where there is one, the hash of a reason are all that it can hold."""

import re
from dataclasses import dataclass
from datetime import datetime

from notifier.model.errors import NotifierError, require_aware

FORMS = {
    "kind": re.compile(r"[a-z][a-z0-9._-]{0,63}"),
    "number": re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"),
    "state": re.compile(r"[a-z][a-z0-9._-]{0,31}"),
    "reason_sha256": re.compile(r"[0-9a-f]{64}"),
}


class BadAppRecord(NotifierError):
    """{member} is not of the form {form}: a record holds no words of a person's"""


@dataclass(frozen=True, kw_only=True, slots=True)
class AppRecord:
    """One state of one matter. `caller` is the id of the app's key, or `command`; `seq` and `hash` are those of its
    entry in the log, 0 and empty until it is stored."""

    caller: str
    kind: str
    number: str
    state: str
    reason_sha256: str | None
    recorded_at: datetime
    id: int = 0
    seq: int = 0
    hash: str = ""

    def __post_init__(self) -> None:
        require_aware("recorded_at", self.recorded_at)
        for member, form in FORMS.items():
            value = getattr(self, member)
            if value is not None and not form.fullmatch(value):
                raise BadAppRecord(member=member, form=form.pattern)

    def repeats(self, other: "AppRecord | None") -> bool:
        """Whether it says nothing that `other`, the last about the same matter, did not."""
        return other is not None and (self.state, self.reason_sha256) == (other.state, other.reason_sha256)
