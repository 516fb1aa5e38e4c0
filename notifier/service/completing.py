"""The proof of completeness of a notice: every person of its audience with what became of them, signed at the end."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from notifier.model.audience import Fate, fate
from notifier.model.channel import Channel
from notifier.model.delivery import Delivery
from notifier.model.errors import NotifierError
from notifier.model.log import LogEntry, canonical
from notifier.model.notice import Notice, NoticeState
from notifier.ports import Clock
from notifier.ports.evidence import Evidence, Membership
from notifier.ports.vault import Vault
from notifier.proofcheck.completeness import end_to_sign
from notifier.service.pieces import pieces

FORMAT = "policypress-completeness/1"
BATCH = 2000


class NotStarted(NotifierError):
    """the notice {notice} is {state}: there is nothing to prove yet"""


@dataclass(frozen=True, kw_only=True)
class Completion:
    """Reads; changes nothing."""

    evidence: Evidence
    vault: Vault
    clock: Clock

    def lines(self, notice: Notice) -> Iterator[bytes]:
        """The file's lines, in bounded memory; raises NotStarted."""
        if notice.started_at is None or notice.state in (NoticeState.PLANNING, NoticeState.PLANNED):
            raise NotStarted(notice=notice.id, state=notice.state)
        digest = hashlib.sha256()
        counts: Counter[Fate] = Counter()
        for line in self._body(notice, counts):
            digest.update(line)
            yield line
        told = {one.value: counts[one] for one in Fate}
        signature = self.vault.sign(end_to_sign(digest.digest(), told)).hex()
        yield _line({"counts": told, "signature": {"key_id": self.vault.key_id, "value": signature}})

    def _body(self, notice: Notice, counts: Counter[Fate]) -> Iterator[bytes]:
        entries = [one for one in self.evidence.of_notice(notice.id) if not _about_words(one)]
        size = next(body["members"] for one in entries if (body := json.loads(one.body))["event"] == "planned")
        yield _line(
            {
                "format": FORMAT,
                "made_at": self.clock().isoformat(),
                "notice": {"id": notice.id, "policy": notice.policy, "version": notice.version, "state": notice.state},
                "members": size,
                "log": pieces(self.evidence, [one.seq for one in entries]),
                "keys": {name: raw.hex() for name, raw in self.vault.public_keys().items()},
            }
        )
        for batch in self.evidence.members(notice.id, BATCH):
            rows = self.evidence.states(notice.id, batch)
            for member in batch:
                line, what = _person(member, rows.get(member.subject, []))
                counts[what] += 1
                yield line


def _about_words(entry: LogEntry) -> bool:
    return '"event":"words"' in entry.body


def _person(member: Membership, rows: Sequence[Delivery]) -> tuple[bytes, Fate]:
    what = fate(Channel.IN_APP in member.channels, (row.state for row in rows))
    one = {
        "m": member.position,
        "s": member.subject,
        "l": member.language,
        "c": ",".join(member.channels),
        "r": member.reason,
        "f": what,
        "d": [[row.id, row.channel, row.state] for row in rows],
    }
    return _line(one), what


def _line(one: dict[str, object]) -> bytes:
    return (canonical(one) + "\n").encode()
