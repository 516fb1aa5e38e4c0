"""Pairing: which clause of the old text is which clause of the new one.

Ids say so where both texts have them. Where they do not, structure and similarity do: the same text first,
then sections and inside them their clauses in order, then what is left over anywhere, which has moved.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from publisher.diffing.features import Features, Index, candidates, score
from publisher.diffing.rising import heaviest_rising
from publisher.diffing.similarity import likeness
from publisher.model import PREAMBLE, Clause, Document

Pairs = dict[Index, Index]
"""From the place of a clause in the old text to its place in the new one."""
Look = Callable[[Features, Index], tuple[str, str]]
"""What two clauses have in common that say the same: a title and a body."""

_SAME_CLAUSE = 0.35
_SEED_LIKENESS = 0.5
_SEED_LIKENESS_RETITLED = 0.7
_SAME_TEXT_LENGTH = 8
_SEED_LENGTH = 24
_NAMED_LENGTH, _NAMED_LIKENESS = 8, 0.3
"""For a clause whose title stands once in either text."""
_NEIGHBOUR = 0.3
_MOST_MOVES = 2_000


def pair_clauses(old: Features, new: Features) -> Pairs:
    """The clauses that are the same clause in both texts, in whatever order they stand."""
    pairing = _Pairing(old, new)
    pairing.by_id()
    if pairing.undecided():
        pairing.by_same_text()
        pairing.by_structure(None, None)
        pairing.by_seeds()
    return pairing.settled()


class _Pairing:
    """The pairs found so far, and the ways to find more."""

    def __init__(self, old: Features, new: Features) -> None:
        self.old, self.new = old, new
        self.pairs: Pairs = {}
        self.taken: set[Index] = set()
        self.certain: set[Index] = set()
        self._ids_are_stable = _share_ids(old.document, new.document)

    def by_id(self) -> None:
        """Clauses with one id, where a person wrote it in both texts; of an id written twice the first is the first."""
        places: dict[str, deque[Index]] = {}
        for j, clause in enumerate(self.new.document.clauses):
            if clause.explicit:
                places.setdefault(clause.id, deque()).append(j)
        for i, clause in enumerate(self.old.document.clauses):
            if clause.explicit and places.get(clause.id):
                self._pair(i, places[clause.id].popleft())
                self.certain.add(i)

    def undecided(self) -> bool:
        """Whether there are clauses on both sides that ids say nothing about."""
        olds = [self.old.document.clauses[i] for i in self._free_old()]
        news = [self.new.document.clauses[j] for j in self._free_new()]
        if not olds or not news:
            return False
        return not self._ids_are_stable or not all(clause.explicit for clause in (*olds, *news))

    def by_same_text(self) -> None:
        """Clauses whose title and body are the same and stand once in each text; a heading alone says too little."""
        self._by_same(Features.source)  # the same to the byte first, which costs nothing
        self._by_same(lambda features, index: (features.title(index), features.body(index)))

    def _by_same(self, look: Look) -> None:
        olds, news = self._keys(self.old, self._free_old(), look), self._keys(self.new, self._free_new(), look)
        for key, i in olds.items():
            j = news.get(key)
            if j is not None and self._may_pair(i, j):
                self._pair(i, j)
                if len(key[1]) >= _SAME_TEXT_LENGTH:
                    self.certain.add(i)

    def _keys(self, features: Features, indexes: list[Index], look: Look) -> dict[tuple[str, str], Index]:
        """The clauses that have a body and alone look as they do, by their look."""
        found: dict[tuple[str, str], Index] = {}
        for i in indexes:
            key = look(features, i)
            found[key] = -1 if key in found else i
        return {key: i for key, i in found.items() if key[1] and i >= 0}

    def by_structure(self, parent_old: Index | None, parent_new: Index | None) -> None:
        """The clauses directly inside a pair of clauses, in order, and then what those hold in turn."""
        olds, news = self.old.children.get(parent_old, []), self.new.children.get(parent_new, [])
        free_old = [i for i in olds if i not in self.pairs]
        free_new = [j for j in news if j not in self.taken]
        for find in (self._by_title, self._in_order):
            free_old = [i for i in free_old if i not in self.pairs]
            free_new = [j for j in free_new if j not in self.taken]
            for i, j in find(free_old, free_new) if free_old and free_new else ():
                self._pair(i, j)
        inside = set(news)
        for i in olds:
            if i in self.pairs and self.pairs[i] in inside and i in self.old.children:
                self.by_structure(i, self.pairs[i])

    def _by_title(self, olds: list[Index], news: list[Index]) -> Iterator[tuple[Index, Index]]:
        """The clauses of one parent that alone bear their title, as far as they keep their order."""
        titles_old, titles_new = _unique(self.old, olds), _unique(self.new, news)
        both = [(titles_old[title], j) for title, j in titles_new.items() if title in titles_old]
        both = [pair for pair in both if self._may_pair(*pair)]
        if all(before[0] < after[0] for before, after in pairwise(both)):
            return iter(both)  # all keep their order
        weights = [score(self.old, i, self.new, j, sections=True) for i, j in both]
        return (both[at] for at in heaviest_rising([i for i, _ in both], weights))

    def _in_order(self, olds: list[Index], news: list[Index]) -> Iterator[tuple[Index, Index]]:
        """The pairs that are alike and keep their order, the most alike taken together."""
        likely = []
        for i, j in candidates(self.old, olds, self.new, news, sections=True):
            value = score(self.old, i, self.new, j, sections=True)
            if value >= _SAME_CLAUSE and self._may_pair(i, j):
                likely.append((j, -i, value * value))
        likely.sort()
        kept = heaviest_rising([-i for _, i, _ in likely], [value for _, _, value in likely])
        return ((-likely[at][1], likely[at][0]) for at in kept)

    def by_seeds(self) -> None:
        """What is left over anywhere: a clause that is alike and long enough is a seed, and draws its neighbours."""
        found = []
        for i, j in candidates(self.old, self._free_old(), self.new, self._free_new()):
            alike = likeness(self.old.grams(i), self.new.grams(j))
            length = min(len(self.old.body(i)), len(self.new.body(j)))
            titled = self.old.title(i) == self.new.title(j)
            needed = _SEED_LIKENESS if titled else _SEED_LIKENESS_RETITLED
            is_seed = (length >= _SEED_LENGTH and alike >= needed) or self._is_named(i, j)
            if is_seed and self._may_pair(i, j):
                found.append((-alike, abs(i - j), i, j))
        for _, _, i, j in sorted(found)[:_MOST_MOVES]:
            if i not in self.pairs and j not in self.taken:
                self._pair(i, j)
                self._draw(i, j, 1)
                self._draw(i, j, -1)

    def _draw(self, i: Index, j: Index, step: int) -> None:
        """Pair the neighbours of a pair as far as they are somewhat alike."""
        while True:
            i, j = i + step, j + step
            inside = 0 <= i < len(self.old.document.clauses) and 0 <= j < len(self.new.document.clauses)
            if not inside or i in self.pairs or j in self.taken or not self._may_pair(i, j):
                return
            if score(self.old, i, self.new, j) < _NEIGHBOUR:
                return
            self._pair(i, j)

    def settled(self) -> Pairs:
        """The pairs, without guesses that would say a short clause or a heading alone had moved."""
        moved = moved_pairs(self.pairs, self.old.document)
        doubtful = {i for i in moved if not self._may_move(i)}
        alone = {i for i in doubtful if not self._moves_with_neighbour(i, moved - doubtful)}
        return {i: j for i, j in self.pairs.items() if i not in alone}

    def _may_move(self, i: Index) -> bool:
        length = min(len(self.old.body(i)), len(self.new.body(self.pairs[i])))
        return length >= _SEED_LENGTH or (i in self.certain and length > 0) or self._is_named(i, self.pairs[i])

    def _is_named(self, i: Index, j: Index) -> bool:
        """Whether two clauses alone bear their title, in either text, and say much the same."""
        if self.old.title(i) != self.new.title(j) or not (self.old.is_unique(i) and self.new.is_unique(j)):
            return False
        length = min(len(self.old.body(i)), len(self.new.body(j)))
        return length >= _NAMED_LENGTH and likeness(self.old.grams(i), self.new.grams(j)) >= _NAMED_LIKENESS

    def _moves_with_neighbour(self, i: Index, moved: set[Index]) -> bool:
        return any(i + step in moved and self.pairs[i + step] == self.pairs[i] + step for step in (-1, 1))

    def _may_pair(self, i: Index, j: Index) -> bool:
        old, new = self.old.document.clauses[i], self.new.document.clauses[j]
        if PREAMBLE in (old.id, new.id):
            return old.id == new.id
        return not (self._ids_are_stable and old.explicit and new.explicit)

    def _pair(self, i: Index, j: Index) -> None:
        self.pairs[i] = j
        self.taken.add(j)

    def _free_old(self) -> list[Index]:
        return [i for i in range(len(self.old.document.clauses)) if i not in self.pairs]

    def _free_new(self) -> list[Index]:
        return [j for j in range(len(self.new.document.clauses)) if j not in self.taken]


def _unique(features: Features, indexes: list[Index]) -> dict[str, Index]:
    count = Counter(features.title(index) for index in indexes)
    return {title: i for i in indexes if (title := features.title(i)) and count[title] == 1}


def moved_pairs(pairs: Pairs, old: Document) -> set[Index]:
    """The old places of the clauses that moved: the fewest clauses that, taken out, leave the rest in order; of equal
    numbers of clauses the shorter ones."""
    order = sorted(pairs)
    lengths = [old.clauses[i].end - old.clauses[i].start for i in order]
    if all(before < after for before, after in pairwise(pairs[i] for i in order)):
        return set()
    longest = max(lengths)
    weights = [1 + length / (2 * longest) for length in lengths]
    stayed = {order[at] for at in heaviest_rising([pairs[i] for i in order], weights)}
    return set(order) - stayed


def _share_ids(old: Document, new: Document) -> bool:
    """Whether the texts have written ids in common, so that ids that differ mean clauses that differ."""
    return bool(_written(old.clauses) & _written(new.clauses))


def _written(clauses: Iterable[Clause]) -> set[str]:
    return {clause.id for clause in clauses if clause.explicit and clause.id != PREAMBLE}
