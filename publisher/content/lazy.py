"""Mappings that are made when they are asked for, so that a long history costs no more than what is used of it."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

from publisher.model import Document, Language

K = TypeVar("K")
V = TypeVar("V")


class LazyMapping(Mapping[K, V], Generic[K, V]):
    """Made as a whole, once, when anything of it is asked for; whatever `make` raises is raised then."""

    def __init__(self, make: Callable[[], Mapping[K, V]]) -> None:
        self._make = make

    def __getitem__(self, key: K) -> V:
        return self._made[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    @cached_property
    def _made(self) -> Mapping[K, V]:
        return self._make()


class Recent:
    """Keeps the documents asked for last, `most` of them, and lets go of the others."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[int, Document] = OrderedDict()

    def hold(self, document: Document) -> Document:
        """Keep the document until `most` others have been asked for."""
        self._held[id(document)] = document
        self._held.move_to_end(id(document))
        if len(self._held) > self._most:
            self._held.popitem(last=False)
        return document


class LazyTexts(Mapping[Language, Document]):
    """The texts of a version, each read when it is asked for; whatever its reader raises is raised then.

    A text is kept as long as anyone holds it, and by `recent` until it has kept enough others: of a history of any
    length a few texts are in memory at a time.
    """

    def __init__(self, readers: Mapping[Language, Callable[[], Document]], recent: Recent) -> None:
        self._readers = readers
        self._recent = recent
        self._alive: WeakValueDictionary[Language, Document] = WeakValueDictionary()

    def __getitem__(self, language: Language) -> Document:
        document = self._alive.get(language)
        if document is None:
            document = self._alive[language] = self._readers[language]()
        return self._recent.hold(document)

    def __contains__(self, language: object) -> bool:
        return language in self._readers

    def __iter__(self) -> Iterator[Language]:
        return iter(self._readers)

    def __len__(self) -> int:
        return len(self._readers)
