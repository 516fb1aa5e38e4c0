"""Making a proof: what one person was told of one version, with the pieces of the log that say so, signed."""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import Enum

from notifier.model.delivery import Delivery
from notifier.model.errors import NotifierError
from notifier.model.ids import RecipientId
from notifier.model.log import LogEntry
from notifier.model.notice import Notice
from notifier.ports import Clock
from notifier.ports.evidence import DecisionRow, Evidence
from notifier.ports.notices import Notices, Rendering
from notifier.ports.recipients import Recipients
from notifier.ports.vault import Vault
from notifier.proofcheck.form import to_sign
from notifier.service.pieces import pieces

FORMAT = "policypress-proof/1"
_TOLD = (
    *("channel", "language", "state", "reason", "attempts", "code", "reply", "queue_id", "server"),
    *("message_id", "message_hash", "address_hash", "attempted_at", "settled_at"),
)
Remake = Callable[[Notice, Delivery, datetime], bytes | None]
"""The message of a delivery made anew, where the person's address is still there."""


class NothingToProve(NotifierError):
    """there is no notice of {what}; notifier status lists what there is"""


class NeverKnown(NotifierError):
    """nobody with the id or address {recipient} was in the audience of {policy} {version}, and none is known now"""


class SeveralPeople(NotifierError):
    """{count} people have the address {recipient}; name one by id: {ids}"""


@dataclass(frozen=True, kw_only=True)
class Prover:
    """Reads; changes nothing."""

    evidence: Evidence
    notices: Notices
    recipients: Recipients
    vault: Vault
    clock: Clock

    def find(self, recipient: str) -> RecipientId:
        """An id, or the one person with that address; raises SeveralPeople."""
        if "@" not in recipient or self.recipients.get(RecipientId(recipient)):
            return RecipientId(recipient)
        found = self.recipients.find_by_address(recipient)
        if len(found) > 1:
            raise SeveralPeople(count=len(found), recipient=recipient, ids=", ".join(found[:10]))
        return found[0] if found else RecipientId(recipient)

    def prove(
        self, recipient: RecipientId, policy: str, version: str, remake: Remake | None = None
    ) -> dict[str, object]:
        """The proof, signed. Raises NothingToProve, NeverKnown, or SeveralPeople."""
        notices = self.evidence.notices(policy, version)
        if not notices:
            raise NothingToProve(what=f"{policy} {version}".strip())
        numbers: set[int] = set()
        told = [self._notice(one, recipient, numbers, remake) for one in notices]
        decisions = self.evidence.decisions(policy, version, recipient)
        known = self.recipients.get(recipient)
        if not (known or decisions or any(one["member"] for one in told)):
            raise NeverKnown(recipient=recipient, policy=policy, version=version)
        numbers |= {one.entry for one in decisions if one.entry is not None}
        document: dict[str, object] = {
            "format": FORMAT,
            "made_at": self.clock().isoformat(),
            "policy": policy,
            "version": version,
            "recipient": {"id": recipient, "subject": self.vault.subject(recipient), "known": known is not None},
            "notices": told,
            "consents": [_decision(one) for one in decisions],
            "log": pieces(self.evidence, sorted(numbers)),
            "keys": {name: raw.hex() for name, raw in self.vault.public_keys().items()},
        }
        signature = self.vault.sign(to_sign(document)).hex()
        return {**document, "signature": {"key_id": self.vault.key_id, "value": signature}}

    def _notice(
        self, notice: Notice, recipient: RecipientId, numbers: set[int], remake: Remake | None
    ) -> dict[str, object]:
        member = self.evidence.membership(notice.id, recipient)
        rows = self.evidence.deliveries(notice.id, recipient)
        mark = self.evidence.inbox(notice.id, recipient)
        numbers |= {entry.seq for entry in self.evidence.of_deliveries([row.id for row in rows])}
        numbers |= set(mark.entries if mark else ())
        about = self.evidence.of_notice(notice.id)
        numbers |= _relevant(about, [row.id for row in rows], member.position if member else None)
        used = {(row.channel, row.language) for row in rows}
        words = [one for one in self.notices.renderings(notice.id) if not used or (one.channel, one.language) in used]
        return {
            "id": notice.id,
            "kind": notice.kind,
            "corrects": notice.corrects,
            "state": notice.state,
            "effective_at": notice.effective_at.isoformat(),
            "snapshot_at": notice.snapshot_at.isoformat() if notice.snapshot_at else None,
            "content": notice.content,
            "words": [_words(one) for one in words],
            "member": None
            if member is None
            else {
                "position": member.position,
                "language": member.language,
                "channels": list(member.channels),
                "reason": member.reason,
            },
            "deliveries": [self._delivery(notice, row, recipient, remake) for row in rows],
            "inbox": None if mark is None else plain({k: v for k, v in asdict(mark).items() if k != "entries"}),
        }

    def _delivery(
        self, notice: Notice, row: Delivery, recipient: RecipientId, remake: Remake | None
    ) -> dict[str, object]:
        message = self._message(notice, row, remake) if remake else None
        return {
            "delivery": row.id,
            **{name: plain(getattr(row, name)) for name in _TOLD},
            "address_salt": self.vault.address_salt(recipient).hex(),
            "message": base64.b64encode(message).decode("ascii") if message else None,
        }

    def _message(self, notice: Notice, row: Delivery, remake: Remake) -> bytes | None:
        """The very message, where it can still be made: its hash must be the one in the log."""
        first = next(
            (entry for entry in self.evidence.of_deliveries([row.id]) if '"event":"attempt"' in entry.body), None
        )
        if first is None or row.message_hash is None:
            return None
        for seconds in (0, -1):  # the date was taken a moment before the attempt was recorded
            content = remake(notice, row, _at(first, seconds))
            if content and hashlib.sha256(content).hexdigest() == row.message_hash:
                return content
        return None


def _at(entry: LogEntry, seconds: int) -> datetime:
    return datetime.fromisoformat(json.loads(entry.body)["at"]) + timedelta(seconds=seconds)


def _relevant(about: Sequence[LogEntry], rows: Sequence[int], position: int | None) -> set[int]:
    """Numbers of the notice's entries that speak of this person: others of its lists are left out."""
    found = set()
    for entry in about:
        body = json.loads(entry.body)
        spans = {"members": [] if position is None else [position], "deliveries": list(rows)}.get(body["event"])
        if spans is None or any(body["first"] <= number <= body["last"] for number in spans):
            found.add(entry.seq)
    return found


def _words(one: Rendering) -> dict[str, object]:
    return {name: str(value) for name, value in asdict(one).items()}


def _decision(one: DecisionRow) -> dict[str, object]:
    told = {name: plain(value) for name, value in asdict(one).items() if name not in ("id", "entry", "decided_at")}
    return {"consent": one.id, "at": one.decided_at.isoformat(), **told}


def plain(value: object) -> object:
    """A value as JSON has it."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else value
