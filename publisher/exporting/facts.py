"""What a document says about itself."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The line in the page header, the instant it was made (aware), the author of tracked changes, and how the page
    lies."""

    header: str
    made: datetime
    author: str = ""
    landscape: bool = False
