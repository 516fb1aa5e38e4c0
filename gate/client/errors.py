"""What can go wrong, in two kinds: the attestation is not good (`REFUSALS`), or the gate could not be asked.

Neither ever lets a sign-up pass.
"""

from gate.model import AlreadyRedeemedError, ExpiredAttestationError, GateError, InvalidAttestationError

__all__ = [
    "REFUSALS",
    "AlreadyRedeemedError",
    "ExpiredAttestationError",
    "GateDownError",
    "GateMisconfiguredError",
    "InvalidAttestationError",
    "MissingAttestationError",
]


class MissingAttestationError(InvalidAttestationError):
    """The sign-up came without an attestation."""

    def __init__(self) -> None:
        super().__init__("there is none")


class GateDownError(GateError):
    """The gate does not answer, so nobody can sign up now. `retry_after` is in seconds."""

    def __init__(self, retry_after: int = 5) -> None:
        super().__init__()
        self.retry_after = retry_after


class GateMisconfiguredError(GateError):
    """The gate does not accept this app's call: its secret, an origin or a return address is wrong."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"The gate does not accept this app's call: {detail}")


REFUSALS = (InvalidAttestationError, AlreadyRedeemedError)
"""The errors after which the person may be asked anew; any other is a fault of the app's set-up or of the gate."""
