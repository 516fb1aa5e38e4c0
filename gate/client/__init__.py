"""What an app's server needs: make a screening, check an attestation, redeem it once, refuse everything else.

Lives here: the gate's API as Python calls, a cache of its public keys, WSGI and ASGI middleware; `gate.client.flask`
for Flask. Must not: import the service, its store, its pages, or any framework outside `gate.client.flask`.
"""

from gate.client.api import AgeGate, Asked, redeem
from gate.client.errors import (
    REFUSALS,
    AlreadyRedeemedError,
    ExpiredAttestationError,
    GateDownError,
    GateMisconfiguredError,
    InvalidAttestationError,
    MissingAttestationError,
)
from gate.client.keycache import KeyCache
from gate.client.verification import verify
from gate.model import Claims

__all__ = [
    "REFUSALS",
    "AgeGate",
    "AlreadyRedeemedError",
    "Asked",
    "Claims",
    "ExpiredAttestationError",
    "GateDownError",
    "GateMisconfiguredError",
    "InvalidAttestationError",
    "KeyCache",
    "MissingAttestationError",
    "redeem",
    "verify",
]
