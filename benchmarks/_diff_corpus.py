"""The corpus that the comparison is measured on: made-up policies, terms of use and work rules.

Everything follows from a seed. A case is a pair of texts and what was done between them.
"""

import random
import re
from dataclasses import dataclass, replace

from benchmarks._diff_grammars import JA_PRIVACY, JA_TERMS, JA_WORK, Grammar
from benchmarks._diff_grammars_en import EN_PRIVACY, EN_TERMS, EN_WORK
from benchmarks._diff_grammars_unseen import EN_CLUB, JA_LIBRARY

GRAMMARS = {"ja": (JA_PRIVACY, JA_TERMS, JA_WORK, JA_LIBRARY), "en": (EN_PRIVACY, EN_TERMS, EN_WORK, EN_CLUB)}
HELD_OUT = ("library", "club")
"""Styles that no weight or price was tuned on."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph or an item: sentences, each in parts; a part is (text, slot or None)."""

    sentences: tuple[tuple[tuple[str, str | None], ...], ...]
    item: bool = False


@dataclass(frozen=True)
class Article:
    """A clause of a made-up text. `uid` says which clause it is, whatever its place, number and title."""

    uid: int
    title: str
    paragraphs: tuple[Paragraph, ...]
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Edit:
    """One known edit: the words that went, the words that came, and the whole phrases they are part of."""

    deleted: str
    inserted: str


Part = tuple[str, str | None]
Sentence = tuple[Part, ...]


class Writer:
    """Writes made-up texts in one style."""

    def __init__(self, grammar: Grammar, rng: random.Random, *, ids: bool) -> None:
        self.grammar, self.rng, self.ids = grammar, rng, ids
        self._next = 0

    def article(self) -> Article:
        """A clause with a title, paragraphs, now and then items or a table."""
        rng, self._next = self.rng, self._next + 1
        paragraphs = [
            Paragraph(tuple(self.sentence() for _ in range(rng.randint(1, 4)))) for _ in range(rng.randint(1, 3))
        ]
        if rng.random() < 0.35:
            slot = rng.choice([name for name, fillers in self.grammar.slots.items() if len(fillers) >= 6])
            fillers = rng.sample(self.grammar.slots[slot], rng.randint(3, 6))
            paragraphs += [Paragraph((((filler, slot),),), item=True) for filler in fillers]
        table = self._table() if rng.random() < 0.12 else ()
        return Article(self._next, rng.choice(self.grammar.titles), tuple(paragraphs), table)

    def _table(self) -> tuple[tuple[str, ...], ...]:
        first, second = self.rng.sample(sorted(name for name, f in self.grammar.slots.items() if len(f) >= 5), 2)
        rows = zip(
            self.rng.sample(self.grammar.slots[first], 4),
            self.rng.choices(self.grammar.slots[second], k=4),
            strict=True,
        )
        return tuple(rows)

    def sentence(self) -> Sentence:
        """A sentence from a template, slot by slot."""
        parts: list[tuple[str, str | None]] = []
        for literal, slot in re.findall(r"([^{]*)(?:\{(\w+)\})?", self.rng.choice(self.grammar.templates)):
            if literal:
                parts.append((literal, None))
            if slot:
                parts.append((self.filler(slot), slot))
        return tuple(parts)

    def filler(self, slot: str, other_than: str = "") -> str:
        """A filler of a slot; numbers are made up."""
        if slot in ("number", "n", "m"):
            return str(self.rng.choice([n for n in (2, 3, 5, 7, 10, 14, 20, 30, 45, 60, 90) if str(n) != other_than]))
        return self.rng.choice([filler for filler in self.grammar.slots[slot] if filler != other_than])

    def articles(self, count: int) -> list[Article]:
        """Clauses with titles that differ."""
        found: list[Article] = []
        for at in range(count):
            article = self.article()
            again = at // len(self.grammar.titles)
            title = self.grammar.titles[at % len(self.grammar.titles)] + (f" {again + 1}" if again else "")
            found.append(replace(article, title=title))
        self.rng.shuffle(found)
        return found

    def text(self, articles: list[Article], title: str = "Terms") -> str:
        """The text in the format of docs/reference/text-format.md."""
        return f"# {title}\n\n" + "\n".join(self._clause(article, n) for n, article in enumerate(articles, 1))

    def _clause(self, article: Article, number: int) -> str:
        ident = f" {{#c{article.uid}}}" if self.ids else ""
        lines = [f"## {self._heading(number, article.title)}{ident}", ""]
        count = 0
        for paragraph in article.paragraphs:
            count = count + 1 if paragraph.item else 0
            lines += [(f"{count}. " if paragraph.item else "") + self.paragraph(paragraph)]
            lines += [] if paragraph.item else [""]
        lines += [""] if count else []
        if article.table:
            rows = [f"| {' | '.join(row)} |" for row in article.table]
            lines += [rows[0], "|" + "---|" * len(article.table[0]), *rows[1:], ""]
        return "\n".join(lines)

    def _heading(self, number: int, title: str) -> str:
        if self.grammar.language == "en":
            return f"Article {number} ({title})" if self.grammar.numbering == "article" else f"{number}. {title}"
        return f"第{number}条（{title}）"

    def paragraph(self, paragraph: Paragraph) -> str:
        """The paragraph in one line."""
        joint = " " if self.grammar.language == "en" else ""
        return joint.join("".join(text for text, _ in sentence) for sentence in paragraph.sentences)
