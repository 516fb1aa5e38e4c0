"""Building the table: a row for each clause that changed, and one for each run of clauses that did not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from publisher.comparison.cells import clause_cells, heading_cells
from publisher.comparison.omission import note, omitted_clauses
from publisher.comparison.table import Cell, Column, ComparisonTable, Row, Side
from publisher.comparison.words import TableWords
from publisher.diffing import Change, ClauseChange, Comparison
from publisher.model import Clause, ClauseId, Omission, Policy, TableStyle, Version
from publisher.parsing.references import label


def build_table(policy: Policy, old: Version, new: Version, comparison: Comparison) -> ComparisonTable:
    """The table of two versions of a policy in the language of `comparison`, by the policy's `table_style`.

    `comparison` compares the texts with their tables of data written out (`comparable`). Remarks are the reasons that
    the new version gives for its clauses.
    """
    language = comparison.new.language
    words = TableWords(language)
    remarks = {name: why.reason.get(language, "") for name, why in new.clauses.items()}
    title = comparison.new.title or policy.title.get(language, "")
    return table_of(comparison, title, words.subtitle(old, new), policy.table_style, remarks)


def table_of(
    comparison: Comparison,
    title: str,
    subtitle: str,
    style: TableStyle | None = None,
    remarks: Mapping[ClauseId, str] | None = None,
) -> ComparisonTable:
    """The table of two texts, whatever they are the texts of; `title` is the new text's."""
    style = style or TableStyle()
    words = TableWords(comparison.new.language)
    rows = _Rows(comparison, words, style, remarks if remarks and style.remarks else {})
    return ComparisonTable(
        language=comparison.new.language,
        title=words.title(title),
        subtitle=subtitle,
        legend=words.legend,
        columns=_columns(style, words),
        rows=tuple(rows.all()),
    )


def _columns(style: TableStyle, words: TableWords) -> tuple[Column, ...]:
    new, old = words.headers(style.headers)
    sides = [Column(side=Side.NEW, header=new), Column(side=Side.OLD, header=old)]
    if not style.new_on_left:
        sides.reverse()
    return (*sides, Column(side=Side.REMARK, header=words.remarks)) if style.remarks else tuple(sides)


@dataclass
class _Rows:
    """Walks the changes in reading order; `quiet` holds the unchanged clauses that wait to be left out together, by
    where they begin in the new text."""

    comparison: Comparison
    words: TableWords
    style: TableStyle
    remarks: Mapping[ClauseId, str]
    quiet: dict[int, ClauseChange] = field(default_factory=dict)

    def all(self) -> Iterator[Row]:
        """All rows."""
        opened = self._opened()
        for change in self.comparison.changes:
            if not self._is_quiet(change):
                yield from self._left_out()
                yield self._row(change)
            elif change.new is not None and change.new.start in opened:
                yield from self._left_out()
                new, old = heading_cells(self.comparison, change, self.words)
                yield Row(new=new, old=old, clause=change.id)
            elif change.new is not None and not self._is_below_quiet(change):
                self.quiet[change.new.start] = change
        yield from self._left_out()

    def _is_quiet(self, change: ClauseChange) -> bool:
        return change.change is Change.UNCHANGED and self.style.omission is not Omission.NONE

    def _opened(self) -> set[int]:
        """Where the clauses begin that hold something changed below them."""
        opened: set[int] = set()
        for change in self.comparison.changes:
            clause = change.new if not self._is_quiet(change) else None
            while clause is not None:
                clause = self.comparison.new.parent(clause) if clause.level else None
                opened |= {clause.start} if clause else set()
        return opened

    def _is_below_quiet(self, change: ClauseChange) -> bool:
        """Whether the clause is part of one that is left out as a whole."""
        parent = self.comparison.new.parent(change.new) if change.new and change.new.level else None
        while parent is not None:
            if parent.start in self.quiet:
                return True
            parent = self.comparison.new.parent(parent)
        return False

    def _left_out(self) -> Iterator[Row]:
        quiet, self.quiet = self.quiet.values(), {}
        new = self._omitted([change.new for change in quiet if change.new], new=True)
        old = self._omitted([change.old for change in quiet if change.old], new=False)
        if new.lines or old.lines:
            yield Row(new=new, old=old)

    def _omitted(self, clauses: Sequence[Clause], *, new: bool) -> Cell:
        document = self.comparison.new if new else self.comparison.old
        return Cell(lines=omitted_clauses(clauses, document, self.words, self.style.omission is Omission.GROUPED))

    def _row(self, change: ClauseChange) -> Row:
        new, old = clause_cells(self.comparison, change, self.words, self.style.omission)
        if change.departure:
            new = Cell(lines=(note(self.words.moved_to(self._destination(change))),))
        elif change.change is Change.ADDED:
            old = Cell(lines=(note(self.words.added),))
        elif change.change is Change.REMOVED:
            new = Cell(lines=(note(self.words.removed),))
        return Row(new=new, old=old, remark=self._remark(change), clause=change.id)

    def _destination(self, change: ClauseChange) -> str:
        return label(self.comparison.new, change.new) if change.new else ""

    def _remark(self, change: ClauseChange) -> str:
        return "" if change.departure else self.remarks.get(change.id, "")
