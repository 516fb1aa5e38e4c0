"""Finding the delivery that a message is about: by the return path or the Message-ID, each of which carries a token
that only the notifier can make."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from notifier.model.ids import DeliveryId

Check = Callable[[str, str, str], bool]
"""(purpose, delivery, token) → whether the token is ours; compares in constant time."""

_RETURN_PATH = re.compile(r"\+([0-9]{1,18})\.([0-9a-f]{20})@", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<([0-9]{1,18})\.([0-9a-f]{20})@", re.IGNORECASE)
MANY = 200
"""More marks than this are not looked at: no honest report has them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The delivery, where a token held; `seen` says whether there was anything of that form."""

    delivery: DeliveryId | None
    seen: bool


def find_mark(texts: Iterable[str], check: Check) -> Mark:
    """The first mark whose token holds, in the order of `texts` (the envelope's address first)."""
    seen = 0
    for text in texts:
        for purpose, pattern in (("return-path", _RETURN_PATH), ("message-id", _MESSAGE_ID)):
            for found in pattern.finditer(text):
                seen += 1
                if seen > MANY:
                    return Mark(None, True)
                if check(purpose, found[1], found[2].lower()):
                    return Mark(DeliveryId(int(found[1])), True)
    return Mark(None, bool(seen))
