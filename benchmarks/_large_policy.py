"""A large policy with many published versions: a few clauses revised in each version, all of it made up from a seed."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks._diff_corpus import Article, Paragraph, Writer
from benchmarks._diff_grammars import JA_TERMS
from benchmarks._diff_grammars_en import EN_TERMS
from benchmarks._site_corpus import BASE, NOW, VERSION, day
from publisher.ledger import adopt

REVISED = 10
"""Clauses that each version revises."""
CLAUSE_BYTES = 400
"""A clause has at least so many, about a quarter more on average."""
_STYLES = {"ja": (JA_TERMS, "利用規約"), "en": (EN_TERMS, "Terms of Use")}


def write_large_policy(content: Path, versions: int, clauses: int) -> Path:
    """A policy below `content`: each version has `clauses` clauses of about `CLAUSE_BYTES` in either language.

    Where a policy of fewer versions is there, those that it lacks are published.
    """
    folder = content / "privacy"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.yml").write_bytes((BASE.parent / "policy.yml").read_bytes())
    texts = {language: _texts(language, clauses) for language in _STYLES}
    for number in range(versions):
        home, made = folder / day(number).isoformat(), {code: next(written) for code, written in texts.items()}
        if home.exists():
            continue
        home.mkdir()
        (home / "version.yml").write_text(VERSION.format(day=day(number), n=number), encoding="utf-8")
        for language, text in made.items():
            (home / f"{language}.md").write_text(text, encoding="utf-8")
    adopt(folder, NOW)
    return folder


def _texts(language: str, clauses: int) -> Iterator[str]:
    """The text of one version after the other, without end; the same clauses are revised in every language."""
    grammar, title = _STYLES[language]
    writer = Writer(grammar, random.Random(language), ids=True)
    chosen = random.Random("revised")
    articles = [_sized(writer, replace(article, uid=uid)) for uid, article in enumerate(writer.articles(clauses), 1)]
    while True:
        yield writer.text(articles, title)
        for at in chosen.sample(range(clauses), min(REVISED, clauses)):
            articles[at] = _revised(writer, articles[at])


def _sized(writer: Writer, article: Article) -> Article:
    """The clause with its items and its table, and paragraphs before them until it is long enough."""
    article = replace(article, paragraphs=tuple(paragraph for paragraph in article.paragraphs if paragraph.item))
    while len(writer.text([article]).encode()) < CLAUSE_BYTES:
        article = replace(article, paragraphs=(_paragraph(writer), *article.paragraphs))
    return article


def _revised(writer: Writer, article: Article) -> Article:
    """The clause with another first paragraph."""
    return replace(article, paragraphs=(_paragraph(writer), *article.paragraphs[1:]))


def _paragraph(writer: Writer) -> Paragraph:
    return Paragraph((writer.sentence(),))
