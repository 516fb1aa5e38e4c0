"""Notices on paper: written for a printer or a fax gateway, handed over by somebody, sometimes brought back."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from notifier.messages.content import pick
from notifier.messages.rendering import Templates
from notifier.messages.sheets import build_page, sheet_address, write_sheet
from notifier.model.channel import Channel
from notifier.model.delivery import Reason
from notifier.model.ids import DeliveryId, Language, NoticeId
from notifier.model.manifest_parsing import parse_policy
from notifier.model.notice import Notice
from notifier.model.paper import (
    BadHandoverTime,
    FolderThere,
    HandedOver,
    Handover,
    NoSuchHandover,
    NotHandedOver,
    NothingInIt,
    Window,
)
from notifier.ports import Clock
from notifier.ports.deliveries import Deliveries, Task
from notifier.ports.notices import Notices, Rendering
from notifier.ports.paper import Papers, Press, Sheet
from notifier.ports.vault import Vault
from notifier.service.sorting import obstacle
from notifier.service.wording import Wording

Tick = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Stationery:
    """What stands on every sheet: the sender's lines by language (or those of the manifest), and where the address."""

    senders: dict[Language, tuple[str, ...]]
    window: Window

    def sender(self, notice: Notice, language: Language) -> tuple[str, ...]:
        """The sender's lines."""
        policy = parse_policy(notice.content)
        named = self.senders.get(language)
        governing = policy.governing_language
        return named or (pick(policy.controller, language, governing), pick(policy.contact_name, language, governing))


@dataclass(frozen=True, kw_only=True)
class Exporter:
    """Writes what waits, a folder for every `size` people."""

    papers: Papers
    press: Press
    notices: Notices
    wording: Wording
    templates: Templates
    stationery: Stationery
    vault: Vault
    clock: Clock

    def run(self, notice: Notice, channel: Channel, into: Path, size: int, tick: Tick) -> Iterator[Handover]:
        """Each export as it is finished; raises FolderRefuses, TemplateBroken, or the vault's errors."""
        self.wording.complete(notice, [channel])
        words = {one.language: one for one in self.notices.renderings(notice.id) if one.channel is channel}
        while tasks := self.papers.waiting(notice.id, channel, size):
            now = self.clock()
            sheets = [sheet for task in tasks if (sheet := self._sheet(notice, channel, words, task, now))]
            if not sheets:
                continue
            made = self._write(notice, channel, sheets, into, now)
            if made:
                tick(len(sheets))
                yield made

    def _write(
        self, notice: Notice, channel: Channel, sheets: Sequence[Sheet], into: Path, now: datetime
    ) -> Handover | None:
        """Files first, then the rows, then the folder's name: a folder with its name has been recorded. None where
        somebody else wrote these people's meanwhile."""
        number = self.papers.next_number()
        folder = (into / f"{notice.id}-{channel}-{number:04}").absolute()
        try:
            written = self.press.write(folder, channel, sheets, now)
        except FolderThere:
            if self.papers.next_number() != number:  # another export took the number, and its folder, meanwhile
                return None
            raise
        made = Handover(
            id=number,
            notice=notice.id,
            channel=channel,
            folder=str(folder),
            list_hash=written.list_hash,
            count=len(sheets),
            made_at=now,
            open=len(sheets),
        )
        if not self.papers.record(made, sheets):
            self.press.drop(written)
            return None
        self.press.keep(written, folder)
        return made

    def _sheet(
        self, notice: Notice, channel: Channel, words: dict[Language, Rendering], task: Task, now: datetime
    ) -> Sheet | None:
        """None where the person cannot be told any more; the row then says why."""
        contact = self.vault.open(task.key_id, task.sealed) if task.sealed else None
        gone = obstacle(task)
        reason: Reason | None = gone if gone is Reason.DELETED else None
        if reason is None and (contact is None or not contact.reaches(channel)):
            reason = Reason.NO_ADDRESS
        if reason or contact is None:
            self.papers.leave_out(task.delivery, reason or Reason.DELETED, now)
            return None
        rendering = words.get(task.language) or next(iter(words.values()))
        page = build_page(
            rendering,
            task.delivery,
            contact,
            notice=notice.id,
            sender=self.stationery.sender(notice, rendering.language),
            window=self.stationery.window,
            now=now,
        )
        html = write_sheet(self.templates, page)
        return Sheet(
            delivery=task.delivery,
            language=rendering.language,
            html=html,
            message_hash=hashlib.sha256(html.encode()).hexdigest(),
            address_hash=self.vault.address_hash(task.recipient, sheet_address(channel, contact)),
            attempt=task.attempts + 1,
            number=contact.fax or "" if channel is Channel.FAX else "",
        )


@dataclass(frozen=True, kw_only=True)
class Handing:
    """What happens to an export: handed over, taken back, or some of it returned."""

    papers: Papers
    press: Press
    deliveries: Deliveries
    clock: Clock

    def find(self, channel: Channel, number: int) -> Handover:
        """Raises NoSuchHandover."""
        known = self.papers.all(channel)
        for one in known:
            if one.id == number:
                return one
        raise NoSuchHandover(channel=channel, handover=number, known=", ".join(str(one.id) for one in known) or "-")

    def hand_over(self, made: Handover, by: str, at: datetime | None, folder: Path | None) -> int:
        """The files are what was written, and now somebody else's to bring: the people are told. Raises FilesMissing,
        FilesAltered, HandedOver, NothingInIt, BadHandoverTime."""
        now = self.clock()
        if made.handed_over_by is not None:
            raise HandedOver(handover=made.id, by=made.handed_over_by)
        if at is not None and not made.made_at <= at <= now:
            raise BadHandoverTime(at=at.isoformat())
        self.press.check(folder or Path(made.folder), made.list_hash)
        done = self.papers.hand_over(made, by, at or now, now)
        if not done:
            raise NothingInIt(handover=made.id)
        self.deliveries.finish_notices(now)
        return done

    def take_back(self, made: Handover) -> int:
        """It is not handed over; its people wait again. Raises HandedOver, NothingInIt."""
        if made.handed_over_by is not None:
            raise HandedOver(handover=made.id, by=made.handed_over_by)
        done = self.papers.take_back(made, self.clock())
        if not done:
            raise NothingInIt(handover=made.id)
        return done

    def returned(self, channel: Channel, deliveries: Sequence[DeliveryId], why: str) -> None:
        """Raises NotHandedOver for the first that cannot have come back; those before it are recorded."""
        for one in deliveries:
            if not self.papers.returned(one, channel, why, self.clock()):
                raise NotHandedOver(delivery=one, channel=channel)


def waiting(papers: Papers, notices: Sequence[Notice], channel: Channel) -> dict[NoticeId, int]:
    """How many wait to be written, by notice; those without any are left out."""
    counts = {one.id: papers.count_waiting(one.id, channel) for one in notices}
    return {notice: number for notice, number in counts.items() if number}
