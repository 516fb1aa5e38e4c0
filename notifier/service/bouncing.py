"""Reading bounces: every message of a mailbox is read, kept once, and applied where it is good evidence."""

import hmac
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from notifier.model.bounce import Returned, ReturnKind, Use
from notifier.ports import Clock
from notifier.ports.bounces import Bounces, Mailbox
from notifier.ports.vault import Vault
from notifier.returns.reading import read_returned

Seen = Callable[[str, Returned, Use], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class BounceReport:
    """`read` messages; by kind those that are new; `applied` changed a delivery."""

    read: int = 0
    applied: int = 0
    duplicates: int = 0
    kinds: Counter[ReturnKind] = field(default_factory=Counter)


def read_bounces(bounces: Bounces, vault: Vault, clock: Clock, mailbox: Mailbox, seen: Seen) -> BounceReport:
    """Read everything; `seen` is told each. A message that was kept before counts as a duplicate."""

    def check(purpose: str, delivery: str, token: str) -> bool:
        return hmac.compare_digest(vault.token(purpose, str(int(delivery))), token)

    uses: Counter[Use] = Counter()
    kinds: Counter[ReturnKind] = Counter()
    for mail in mailbox.messages():
        returned = read_returned(mail.content, check, mail.envelope_to)
        use = bounces.record(returned, clock())
        uses[use] += 1
        if use is not Use.DUPLICATE:
            kinds[returned.kind] += 1
        seen(mail.name, returned, use)
    return BounceReport(read=uses.total(), applied=uses[Use.APPLIED], duplicates=uses[Use.DUPLICATE], kinds=kinds)
