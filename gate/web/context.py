"""What the routes share: the gate itself, its limits, its log, its counters."""

import time
from dataclasses import dataclass

from gate import addresses, events
from gate.accesslog import AccessLog
from gate.limits import Limiter
from gate.metrics import Metrics
from gate.service import Gate
from gate.web.exchange import Incoming

EXTENSION = "gate"


@dataclass(frozen=True, kw_only=True)
class Context:
    """Everything that a request needs beside itself."""

    gate: Gate
    log: AccessLog
    metrics: Metrics
    sites: Limiter
    addresses: Limiter
    answers: Limiter
    views: Limiter


def wait_for(limiter: Limiter, key: str) -> int:
    """Seconds to wait before `key` may be used again; 0 where it may be used now."""
    return limiter.wait(key, time.monotonic())


def network(incoming: Incoming, context: Context) -> str:
    """The coarse network that a request comes from."""
    forwarded = incoming.header("X_FORWARDED_FOR")
    trusted = context.gate.settings.trusted_proxies
    if forwarded and not trusted:  # behind a proxy that is not named, all the world is one address
        events.seldom("forwarded_not_believed", hint="behind a proxy, set GATE_TRUSTED_PROXIES to its network")
    return addresses.network(incoming.peer, forwarded, trusted)
