"""What can go wrong for a person who uses the publisher: one line that says what, where, and what to do."""

from pathlib import Path

from publisher.messages import with_remedy


class PublisherError(Exception):
    """The operation was refused.

    Facts are fields, so that a face (command line, MkDocs, JSON) words them itself: `what` happened, `path`, `line`
    (1-based) and `field` say where, `remedy` says what to do.
    """

    def __init__(
        self,
        what: str,
        *,
        path: Path | None = None,
        line: int | None = None,
        field: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.path = path
        self.line = line
        self.field = field
        self.remedy = remedy

    @property
    def where(self) -> str:
        """`path:line: field`, as far as known."""
        place = str(self.path) if self.path else ""
        if self.path and self.line:
            place += f":{self.line}"
        return ": ".join(part for part in (place, self.field or "") if part)

    def __str__(self) -> str:
        message = ": ".join(part for part in (self.where, self.what) if part)
        return with_remedy(message, self.remedy)


class BadInputError(PublisherError):
    """A file that a person wrote cannot be read as what it should be."""


class RefusedError(PublisherError):
    """The input is well formed, but the operation would break a rule."""


class TamperedError(PublisherError):
    """Something published is not what the ledger says it is."""
