"""Importing recipients: a million rows in bounded memory, each bad row named by its line, the rest taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from notifier.model.errors import NotifierError
from notifier.model.ids import Language
from notifier.ports import Clock
from notifier.ports.recipients import Imported, Recipients, RecipientSource
from notifier.service.rows import read_recipient

BATCH = 1000

BadRow = Callable[[int, Exception], None]
Tick = Callable[[int, tuple[int, int | None]], None]


class DuplicateId(NotifierError):
    """id: stands on line {first} already"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportReport:
    """`rows` = added + changed + unchanged + bad. `deleted` are those a complete import did not name."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: int = 0
    deleted: int = 0


class Importer:
    """One import; `bad_row` is told each bad row, `tick` the rows so far and the source's position."""

    def __init__(
        self, recipients: Recipients, languages: Sequence[Language], clock: Clock, *, bad_row: BadRow, tick: Tick
    ) -> None:
        self._recipients = recipients
        self._languages = languages
        self._clock = clock
        self._bad_row = bad_row
        self._tick = tick
        self._counts = {"rows": 0, "added": 0, "changed": 0, "unchanged": 0, "bad": 0}

    def run(self, source: RecipientSource, *, complete: bool = False) -> ImportReport:
        """Import everything. With `complete`, who is not in the source becomes deleted; that needs a source without
        a bad row, for a bad row may be the one who would seem to be gone."""
        import_id = self._recipients.begin_import(source.name, self._clock())
        batch: list[Imported] = []
        for row in source.rows():
            self._counts["rows"] += 1
            try:
                if row.problem:
                    raise row.problem
                batch.append(Imported(line=row.line, recipient=read_recipient(row.fields, self._languages)))
            except NotifierError as problem:
                self._bad(row.line, problem)
            if len(batch) >= BATCH:
                self._put(import_id, batch, source)
                batch = []
        self._put(import_id, batch, source)
        clean = complete and not self._counts["bad"]
        gone = self._recipients.finish_import(import_id, self._clock(), bad=self._counts["bad"], complete=clean)
        return ImportReport(deleted=gone, **self._counts)

    def _put(self, import_id: int, batch: list[Imported], source: RecipientSource) -> None:
        if batch:
            tally = self._recipients.put(import_id, batch, self._clock())
            self._counts["added"] += tally.added
            self._counts["changed"] += tally.changed
            self._counts["unchanged"] += tally.unchanged
            for line, first in tally.duplicates:
                self._bad(line, DuplicateId(first=first))
        self._tick(self._counts["rows"], source.position())

    def _bad(self, line: int, problem: Exception) -> None:
        self._counts["bad"] += 1
        self._bad_row(line, problem)
