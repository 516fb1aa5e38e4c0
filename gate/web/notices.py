"""Pages that only say something: what went wrong on the way to an answer, in the person's language."""

from dataclasses import dataclass

from gate import events
from gate.model import ExpiredScreeningError, StoreDownError, UnknownScreeningError, UnknownSiteError
from gate.strict import MalformedError
from gate.web.problems import RETRY_SECONDS


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A page's status, heading and sentence, in English (the key of the catalogues)."""

    status: int
    heading: str
    sentence: str
    retry_after: int | None = None


class ForgedError(Exception):
    """The form was not sent from the gate's own page."""


class HastyError(Exception):
    """Too many tries; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


_UNKNOWN = Notice(
    status=404,
    heading="There is no such page",
    sentence="Check the address, or go back to the app and start again there.",
)
_FORGED = Notice(
    status=403,
    heading="This did not come from our page",
    sentence="Open the question again and send it from there.",
)
_GONE = Notice(status=410, heading="This page is no longer valid", sentence="Go back to the app and start again there.")
_DOWN = Notice(
    status=503,
    heading="This is not working right now",
    sentence="Nothing was decided and nothing was kept. Please try again in a moment.",
    retry_after=RETRY_SECONDS,
)
_NOTICES: dict[type[Exception], Notice] = {
    ExpiredScreeningError: _GONE,
    UnknownScreeningError: _UNKNOWN,
    UnknownSiteError: _UNKNOWN,
    StoreDownError: _DOWN,
    MalformedError: _FORGED,
    ForgedError: _FORGED,
}
FORESEEN: tuple[type[Exception], ...] = (*_NOTICES, HastyError)


def notice(error: Exception) -> Notice:
    """What to say about one of FORESEEN."""
    if isinstance(error, HastyError):
        return Notice(
            status=429,
            heading="One moment, please",
            sentence="There have been many tries from here. Wait a minute, then try again.",
            retry_after=error.seconds,
        )
    if isinstance(error, StoreDownError):
        events.seldom("unavailable", detail="The store does not answer")
    return next(_NOTICES[kind] for kind in type(error).__mro__ if kind in _NOTICES)
