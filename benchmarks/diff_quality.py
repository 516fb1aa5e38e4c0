"""How good the comparison is, on made-up revisions whose truth is known: every figure beside its bar and its peers.

In the row of other styles the first column is the best style, the second the worst one.

`make bench BENCH=diff_quality`; DIFF_CASES sets how many cases of each kind. A figure that misses its bar is marked.
Styles named in `HELD_OUT` were written after the tuning; what they showed to be wrong was put right for all texts.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks import _diff_measures as measure
from benchmarks._diff_cases import Case, cases
from benchmarks._diff_corpus import HELD_OUT
from benchmarks._diff_peers import PEERS, SLOW_PEERS
from benchmarks._diff_styles import STYLES
from publisher.diffing import Change, Comparison, compare
from publisher.model import Language
from publisher.parsing import parse_any_document

COUNT = int(os.environ.get("DIFF_CASES", "400"))
PEER_COUNT = min(COUNT, 12)


@dataclass(frozen=True)
class Figure:
    """One row for one language: the value on the tuned and on the held-out styles, its bar, and the peers' values."""

    name: str
    language: str
    value: float
    held_out: float
    bar: float
    at_least: bool
    peers: dict[str, float]

    @property
    def reached(self) -> bool:
        """Whether both values are on the right side of the bar."""
        pair = (self.value, self.held_out)
        return min(pair) >= self.bar if self.at_least else max(pair) <= self.bar

    def row(self) -> str:
        """The row, aligned."""
        sign = "≥" if self.at_least else "≤"
        peers = "  ".join(f"{name} {value:.1f}" for name, value in self.peers.items())
        mark = "" if self.reached else "  MISSED"
        values = f"{self.value:8.2f} {self.held_out:8.2f}   {sign} {self.bar:<6g}"
        return f"{self.name:<34} {self.language}  {values} {peers}{mark}"


Share = Callable[[list[measure.Hunk], Case], bool]


def _split(kind: str, language: str, count: int) -> tuple[list[Case], list[Case]]:
    made = list(cases(kind, language, count))
    return [c for c in made if c.style not in HELD_OUT], [c for c in made if c.style in HELD_OUT]


def _share(made: list[Case], holds: Share) -> float:
    right = sum(holds(measure.hunks(measure.our_pieces(case)[1]), case) for case in made)
    return 100 * right / len(made)


def _peers(kind: str, language: str, holds: Share) -> dict[str, float]:
    made = list(cases(kind, language, PEER_COUNT))
    return {
        name: 100 * sum(holds(measure.hunks(differ(case.old, case.new)), case) for case in made) / len(made)
        for name, differ in PEERS.items()
    }


def edit_figures(language: str) -> list[Figure]:
    """The rows on single edits whose span is known."""
    rows: list[tuple[str, str, Share, float]] = [
        ("small known edits found, %", "small", measure.found_as_such, 99.5),
        ("exact span of the edit, %", "small", measure.exact, 97 if language == "ja" else 99),
        ("rewritten phrase is one hunk, %", "rewritten", measure.tight, 99.5),
    ]
    figures = []
    for name, kind, holds, bar in rows:
        tuned, held_out = _split(kind, language, COUNT)
        peers = _peers(kind, language, holds)
        figures.append(Figure(name, language, _share(tuned, holds), _share(held_out, holds), bar, True, peers))
    return figures


def _spacing_shown(made: list[Case]) -> float:
    return 100 * sum(bool(measure.hunks(measure.our_pieces(case)[1])) for case in made) / len(made)


def spacing_figure(language: str) -> Figure:
    """Pairs that differ in white space only and yet show a change of wording."""
    tuned, held_out = _split("spacing", language, COUNT)
    made = list(cases("spacing", language, PEER_COUNT))
    peers = {n: 100 * sum(bool(measure.hunks(d(c.old, c.new))) for c in made) / len(made) for n, d in PEERS.items()}
    return Figure(
        "white space shown as wording, %", language, _spacing_shown(tuned), _spacing_shown(held_out), 0, False, peers
    )


def _replayed(made: list[Case]) -> float:
    return 100 * sum(measure.our_pieces(case)[0].replays() for case in made) / len(made)


def revision_figures(language: str) -> list[Figure]:
    """The rows on usual revisions with several edits."""
    tuned, held_out = _split("revision", language, COUNT)
    peer_cases = list(cases("revision", language, PEER_COUNT // 3))
    replays = {
        n: 100 * sum(measure.replays(d(c.old, c.new), c) for c in peer_cases) / len(peer_cases)
        for n, d in PEERS.items()
    }
    bars = {"ja": (1.60, 1.25), "en": (1.50, 1.40)}[language]
    found = [
        Figure("byte-exact replay both ways, %", language, _replayed(tuned), _replayed(held_out), 100, True, replays)
    ]
    names = ("hunks per changed clause", "changed ÷ least possible")
    for name, bar, value in zip(names, bars, (measure.hunks_per_clause, measure.change_ratio), strict=True):
        found.append(Figure(name, language, value(tuned), value(held_out), bar, False, {}))
    spans = [("hunks that cut a Latin word, %", measure.latin_spans, 0.0)]
    spans += [("hunks that cut a word (UniDic), %", measure.dictionary_spans, 1.0)] if language == "ja" else []
    for name, pattern, bar in spans:
        ours = [
            measure.cut_share([measure.our_pieces(case)[1] for case in part], pattern) for part in (tuned, held_out)
        ]
        differs = PEERS | SLOW_PEERS if language == "ja" else PEERS
        peers = {n: measure.cut_share([d(c.old, c.new) for c in peer_cases], pattern) for n, d in differs.items()}
        found.append(Figure(name, language, ours[0], ours[1], bar, False, peers))
    return found


def _pairs(comparison: Comparison, case: Case, *changes: Change) -> list[tuple[int, int]]:
    olds, news = (
        [clause.start for clause in text.clauses if clause.level] for text in (comparison.old, comparison.new)
    )
    places_old = dict(zip(olds, case.old_uids, strict=True))
    places_new = dict(zip(news, case.new_uids, strict=True))
    return [
        (places_old[change.old.start], places_new[change.new.start])
        for change in comparison.changes
        if change.change in changes and change.old and change.new and not change.departure and change.new.level
    ]


def _moves(made: list[Case]) -> tuple[float, float]:
    """Percent of the moved clauses that are paired, and of the moves reported that are none."""
    truly, paired, reported, false = 0, 0, 0, 0
    for case in made:
        comparison, _ = measure.our_pieces(case)
        every = _pairs(comparison, case, *Change)
        moves = _pairs(comparison, case, Change.MOVED, Change.MOVED_AND_CHANGED)
        truly += len(case.moved)
        paired += sum((uid, uid) in every for uid in case.moved)
        reported += len(moves)
        false += max(len(moves) - len(case.moved), sum(old != new for old, new in moves))
    return 100 * paired / truly, 100 * false / max(reported, 1)


def _renumbered(made: list[Case]) -> float:
    right = total = 0
    for case in made:
        comparison, _ = measure.our_pieces(case)
        pairs = _pairs(comparison, case, Change.RENUMBERED)
        changed = [uid for at, uid in enumerate(case.old_uids) if case.new_uids[at] != uid]
        total += len(changed)
        right += sum((uid, uid) in pairs for uid in changed)
    return 100 * right / total


def clause_figures(language: str) -> list[Figure]:
    """The rows on clauses that move and are renumbered."""
    tuned, held_out = (_moves(part) for part in _split("moved", language, COUNT))
    numbers = [_renumbered(part) for part in _split("renumbered", language, COUNT)]
    return [
        Figure("moved clauses paired, %", language, tuned[0], held_out[0], 99.5, True, {}),
        Figure("false moves, %", language, tuned[1], held_out[1], 3, False, {}),
        Figure("renumbered clauses paired, %", language, numbers[0], numbers[1], 99.5, True, {}),
    ]


def style_figure(language: str) -> Figure:
    """Clauses paired that moved or were renumbered, in files of other styles than ours; the worse style counts."""
    shares = []
    for restyled in STYLES.values():
        right = total = 0
        for case in (*cases("moved", language, COUNT // 10), *cases("renumbered", language, COUNT // 10)):
            old, new = (parse_any_document(restyled(text), Language(language)) for text in (case.old, case.new))
            comparison = compare(old, new)
            common = set(case.old_uids) & set(case.new_uids)
            total += len(common)
            if _counts(comparison) == (len(case.old_uids), len(case.new_uids)):
                right += len(common & {old for old, new in _pairs(comparison, case, *Change) if old == new})
        shares.append(100 * right / total)
    return Figure("clauses paired in other styles, %", language, max(shares), min(shares), 99.5, True, {})


def _counts(comparison: Comparison) -> tuple[int, int]:
    old, new = (sum(clause.level > 0 for clause in text.clauses) for text in (comparison.old, comparison.new))
    return old, new


def main() -> int:
    """Print every row; 1 where a bar is missed. DIFF_LANGUAGES=en leaves Japanese out."""
    print(
        f"{COUNT} cases of each kind and language, {PEER_COUNT} for the peers; "
        "columns: tuned styles, held-out style, bar, peers\n"
    )
    figures: list[Figure] = []
    for language in os.environ.get("DIFF_LANGUAGES", "ja en").split():
        for make in (edit_figures, revision_figures, clause_figures):
            for figure in make(language):
                figures.append(figure)
                print(figure.row(), flush=True)
        for one in (spacing_figure(language), style_figure(language)):
            figures.append(one)
            print(one.row(), flush=True)
    missed = [figure.name for figure in figures if not figure.reached]
    print(f"\n{len(figures) - len(missed)} of {len(figures)} bars reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
