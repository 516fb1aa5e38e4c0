"""Where a notice goes on that one channel did not carry: the next direct one that the person may be told over."""

from collections.abc import Collection

from notifier.model.channel import DIRECT, Channel
from notifier.model.delivery import Reason
from notifier.model.recipient import RecipientStatus
from notifier.ports.recipients import Candidate

ENDS_IT = frozenset({Reason.DELETED, Reason.STOPPED, Reason.NOT_ADDRESSED})
"""A row that was left out for one of these is not to be told over another channel either."""


def next_channel(
    candidate: Candidate | None, tried: Collection[Channel], allowed: Collection[Channel]
) -> Channel | None:
    """The first of the person's channels that is direct, allowed, not tried yet, and has an address; None where there
    is none, or the person is gone."""
    if candidate is None or candidate.status is RecipientStatus.DELETED:
        return None
    for channel in candidate.channels:
        usable = channel in candidate.reachable and not (channel is Channel.MAIL and candidate.suppressed)
        if channel in DIRECT and channel in allowed and channel not in tried and usable:
            return channel
    return None
