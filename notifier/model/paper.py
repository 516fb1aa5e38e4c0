"""Notices on paper: what was written for a printer or a fax gateway, and to whom it was handed over."""

from dataclasses import dataclass
from datetime import datetime

from notifier.model.channel import Channel
from notifier.model.errors import NotifierError, require_aware
from notifier.model.ids import NoticeId

ON_PAPER = (Channel.LETTER, Channel.FAX)


class NoSuchHandover(NotifierError):
    """there is no {channel} export {handover}; there are: {known}"""


class HandedOver(NotifierError):
    """the export {handover} was handed over to {by} already"""


class NothingInIt(NotifierError):
    """nothing of the export {handover} is still to be handed over: it was taken back, or the notice was stopped"""


class FilesAltered(NotifierError):
    """{folder}: {file} is not what was written; take the export back and write it again"""


class FilesMissing(NotifierError):
    """{folder}: {file} is not there; say with --folder where it is now, or take the export back and write it again"""


class FolderRefuses(NotifierError):
    """{folder}: cannot be written: {reason}"""


class FolderThere(NotifierError):
    """{folder}: is there already; move it away, or choose another --output"""


class BadHandoverTime(NotifierError):
    """{at} is before the export was written or in the future"""


class NotHandedOver(NotifierError):
    """delivery {delivery} is no {channel} that was handed over, or it came back already"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """Where the address stands on the first page, in millimetres from the left and the top edge."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Handover:
    """One export. `folder` holds the files, `list_hash` is the sha256 (hex) of its `list.csv`, which has the hash of
    every other file. `open` counts what is still to be handed over."""

    id: int
    notice: NoticeId
    channel: Channel
    folder: str
    list_hash: str
    count: int
    made_at: datetime
    handed_over_at: datetime | None = None
    handed_over_by: str | None = None
    open: int = 0

    def __post_init__(self) -> None:
        require_aware("made_at", self.made_at)
        require_aware("handed_over_at", self.handed_over_at)
