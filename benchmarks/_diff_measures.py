"""Measures of a comparison whose truth is known: hunks, spans, cut words, least possible change."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks._diff_cases import Case
from benchmarks._diff_edits import words_of
from benchmarks._diff_peers import Piece
from publisher.diffing import Comparison, Segment, compare
from publisher.model import Language
from publisher.parsing import parse_document, visible_text

_LATIN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|https?://[!-~]+|[0-9]+(?:[.,][0-9]+)*")


@dataclass(frozen=True)
class Hunk:
    """What went and came in one place, with the kept text on either side."""

    deleted: str
    inserted: str
    before: str
    after: str


def our_pieces(case: Case) -> tuple[Comparison, list[Piece]]:
    """The comparison, and its wording as pieces; differences of form count as kept."""
    old, new = (parse_document(text, Language(case.language)) for text in (case.old, case.new))
    comparison = compare(old, new)
    pieces: list[Piece] = []
    for change in comparison.changes:
        for segment in change.segments if not change.departure else ():
            if segment.level == "wording":
                pieces.append((segment.op.value, segment.text))
            elif segment.op != "-":
                pieces.append(("=", segment.text))
    return comparison, pieces


def hunks(pieces: Sequence[Piece]) -> list[Hunk]:
    """The hunks of a sequence of pieces; white space alone between two pieces does not part them."""
    found: list[Hunk] = []
    before, deleted, inserted = "", "", ""
    for op, text in [*pieces, ("=", "\0")]:
        if op == "=" and (text.strip() or not (deleted or inserted)):
            if (deleted + inserted).strip():
                found.append(Hunk(deleted, inserted, before, text))
            before, deleted, inserted = text, "", ""
        else:
            deleted += text if op in "=-" else ""
            inserted += text if op in "=+" else ""
    return found


def replays(pieces: Sequence[Piece], case: Case) -> bool:
    """Whether the pieces give back both texts to the byte."""
    old = "".join(text for op, text in pieces if op != "+")
    return old == case.old and "".join(text for op, text in pieces if op != "-") == case.new


def tight(found: list[Hunk], case: Case) -> bool:
    """One hunk, not much longer than the edit."""
    (edit,) = case.edits
    if len(found) != 1:
        return False
    spare = 12 if case.language == "ja" else 40
    return len(_squash(found[0].deleted + found[0].inserted)) <= len(_squash(edit.deleted + edit.inserted)) + spare


def found_as_such(found: list[Hunk], case: Case) -> bool:
    """One hunk, which holds the words of the edit and at most a word or two around them."""
    (edit,) = case.edits
    went, came = map(_squash, _core(edit.deleted, edit.inserted))
    return tight(found, case) and went in _squash(found[0].deleted) and came in _squash(found[0].inserted)


def exact(found: list[Hunk], case: Case) -> bool:
    """The hunk is the edit, neither more nor less: as it was made, or without the words that both sides share, and in
    any of the places where the same words may be said to have come or gone."""
    (edit,) = case.edits
    if len(found) != 1:
        return False
    hunk = found[0]
    actual = (_squash(hunk.deleted), _squash(hunk.inserted))
    return any(actual in _slides(went, came) for went, came in _shapes(edit.deleted, edit.inserted))


def _shapes(deleted: str, inserted: str) -> Iterator[tuple[str, str]]:
    yield _squash(deleted), _squash(inserted)
    yield tuple(map(_squash, _core(deleted, inserted)))  # type: ignore[misc]


def _slides(went: str, came: str) -> set[tuple[str, str]]:
    if went and came:
        return {(went, came)}
    one = went or came
    turned = {one[at:] + one[:at] for at in range(len(one))} or {""}
    return {(text, "") if went else ("", text) for text in turned}


def _core(deleted: str, inserted: str) -> tuple[str, str]:
    """The words of an edit without those that both sides begin or end with."""
    old, new = words_of(deleted), words_of(inserted)
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return "".join(old), "".join(new)


def _squash(text: str) -> str:
    return re.sub(r"\s+|^\d+\. |\n\d+\. ", "", text)


def cut_words(pieces: Sequence[Piece], pattern: Callable[[str], Iterator[tuple[int, int]]]) -> tuple[int, int]:
    """How many hunks begin or end inside a word, and how many hunks there are."""
    cut = total = 0
    for op in "-+":
        text = "".join(part for kind, part in pieces if kind in ("=", op))
        inside = {at for start, end in pattern(text) for at in range(start + 1, end)}
        at = 0
        for kind, part in pieces:
            if kind == op and part.strip():
                total += 1
                cut += bool({at + len(part) - len(part.lstrip()), at + len(part.rstrip())} & inside)
            at += len(part) if kind in ("=", op) else 0
    return cut, total


def dictionary_spans(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the Japanese words of a text by UniDic."""
    for run in re.finditer(r"[^\s]+", text):
        at = run.start()
        for word in words_of(run[0]):
            if re.search(r"[\u3041-\u9fff]", word):
                yield at, at + len(word)
            at += len(word)


def latin_spans(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the Latin words, numbers and addresses of a text."""
    return (match.span() for match in _LATIN.finditer(text))


def least_change(old: str, new: str) -> int:
    """The fewest characters that can go and come between two texts (Myers)."""
    head = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    old, new = old[head:], new[head:]
    furthest = {1: 0}
    for edits in range(len(old) + len(new) + 1):
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and furthest[k - 1] < furthest[k + 1])
            x = furthest[k + 1] if down else furthest[k - 1] + 1
            while x < len(old) and x - k < len(new) and old[x] == new[x - k]:
                x += 1
            furthest[k] = x
            if x >= len(old) and x - k >= len(new):
                return edits
    return 0


def visible(text: str) -> str:
    """Visible characters, white space apart."""
    return re.sub(r"\s+", "", visible_text(text))


def cut_share(texts: Sequence[Sequence[Piece]], pattern: Callable[[str], Iterator[tuple[int, int]]]) -> float:
    """The hunks that begin or end inside a word, in percent of all hunks."""
    counts = [cut_words(pieces, pattern) for pieces in texts]
    return 100 * sum(cut for cut, _ in counts) / max(sum(total for _, total in counts), 1)


def hunks_per_clause(made: Sequence[Case]) -> float:
    """Hunks of wording in each clause that stands in both texts and shows a change of wording."""
    counts = []
    for case in made:
        for change in our_pieces(case)[0].changes:
            if change.old and change.new and not change.departure:
                found = hunks([_piece(segment) for segment in change.segments])
                counts += [len(found)] if found else []
    return sum(counts) / max(len(counts), 1)


def change_ratio(made: Sequence[Case]) -> float:
    """Changed visible characters over the fewest possible, in the clauses that stand in both texts."""
    changed = least = 0
    for case in made:
        for change in our_pieces(case)[0].changes:
            words = [segment for segment in change.segments if segment.level == "wording"]
            if not (words and change.old and change.new) or change.departure:
                continue
            changed += sum(len(visible(segment.text)) for segment in words)
            old = visible("".join(s.text for s in change.segments if s.op != "+" and s.level != "typographic"))
            new = visible("".join(s.text for s in change.segments if s.op != "-" and s.level != "typographic"))
            least += least_change(old, new)
    return changed / max(least, 1)


def _piece(segment: Segment) -> Piece:
    if segment.level == "wording":
        return segment.op.value, segment.text
    return ("=", segment.text if segment.op != "-" else "")
