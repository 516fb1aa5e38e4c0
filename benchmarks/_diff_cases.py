"""Cases for the comparison: pairs of made-up texts by kind, in every style."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from benchmarks._diff_corpus import GRAMMARS, Article, Edit, Writer
from benchmarks._diff_edits import BACKWARDS, SMALL, Editor, add_sentence, reflow, rewrite


@dataclass(frozen=True)
class Case:
    """A pair of texts and what is known of it. `moved` names the clauses that stand elsewhere, by uid."""

    kind: str
    style: str
    language: str
    old: str
    new: str
    edits: tuple[Edit, ...] = ()
    moved: frozenset[int] = frozenset()
    old_uids: tuple[int, ...] = ()
    new_uids: tuple[int, ...] = ()


def cases(kind: str, language: str, count: int, seed: int = 1) -> Iterator[Case]:
    """`count` cases of a kind, the styles of the language in turn."""
    make = {"small": _small, "rewritten": _rewritten, "spacing": _spacing, "moved": _moved, "renumbered": _renumbered}
    for number in range(count):
        grammar = GRAMMARS[language][number % len(GRAMMARS[language])]
        rng = random.Random(f"{kind}-{language}-{seed}-{number}")
        writer = Writer(grammar, rng, ids=rng.random() < 0.5 and kind != "moved")
        yield (make.get(kind) or _revision)(kind, writer)


def _case(
    kind: str, writer: Writer, olds: list[Article], news: list[Article], *edits: Edit, moved: set[int] | None = None
) -> Case:
    return Case(
        kind,
        writer.grammar.name,
        writer.grammar.language,
        writer.text(olds),
        writer.text(news),
        tuple(edits),
        frozenset(moved or ()),
        tuple(article.uid for article in olds),
        tuple(article.uid for article in news),
    )


def edited(writer: Writer, article: Article, *editors: Editor) -> tuple[Article, Article, Edit]:
    """A clause before and after one edit; now and then the edit is one that takes away."""
    while True:
        done = writer.rng.choice(editors)(writer, article)
        if done is None:
            article = replace(writer.article(), uid=article.uid, title=article.title)
            continue
        after, edit = done
        if writer.rng.random() < BACKWARDS:
            return after, article, Edit(edit.inserted, edit.deleted)
        return article, after, edit


def _one_edit(kind: str, writer: Writer, *editors: Editor) -> Case:
    articles = writer.articles(writer.rng.randint(4, 9))
    at = writer.rng.randrange(len(articles))
    before, after, edit = edited(writer, articles[at], *editors)
    olds, news = [*articles], [*articles]
    olds[at], news[at] = before, after
    return _case(kind, writer, olds, news, edit)


def _small(kind: str, writer: Writer) -> Case:
    return _one_edit(kind, writer, *SMALL)


def _rewritten(kind: str, writer: Writer) -> Case:
    return _one_edit(kind, writer, rewrite)


def _spacing(kind: str, writer: Writer) -> Case:
    case = _case(kind, writer, articles := writer.articles(6), articles)
    return replace(case, new=reflow(case.new, case.language, writer.rng))


def _newcomer(writer: Writer) -> Article:
    title = "補則" if writer.grammar.language == "ja" else "Miscellaneous"
    return replace(writer.article(), uid=900, title=title)


def _moved(kind: str, writer: Writer) -> Case:
    """One to three clauses moved, some of them edited as well; or none, and one comes or goes."""
    rng, articles = writer.rng, writer.articles(writer.rng.randint(8, 20))
    news = [*articles]
    moved: set[int] = set()
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        at = rng.randrange(len(news))
        article = news.pop(at)
        news.insert(rng.choice([to for to in range(len(news) + 1) if abs(to - at) > 2]), article)
        moved.add(article.uid)
    if rng.random() < 0.4 or not moved:
        news.insert(rng.randrange(len(news)), _newcomer(writer))
    if rng.random() < 0.4 or not moved:
        news = [article for article in news if article.uid != rng.choice([a.uid for a in news if a.uid not in moved])]
    at = rng.randrange(len(news))
    news[at] = (add_sentence(writer, news[at]) or (news[at], None))[0]
    return _case(kind, writer, articles, news, moved=moved)


def _renumbered(kind: str, writer: Writer) -> Case:
    articles = writer.articles(writer.rng.randint(6, 20))
    at = writer.rng.randrange(len(articles) - 3)
    return _case(kind, writer, articles, [*articles[:at], _newcomer(writer), *articles[at:]])


def _revision(kind: str, writer: Writer) -> Case:
    """A usual revision: one to six clauses edited once or twice, sometimes a clause comes, goes or moves."""
    rng, olds = writer.rng, writer.articles(writer.rng.randint(10, 26))
    news = [*olds]
    for at in rng.sample(range(len(olds)), rng.randint(1, 6)):
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            done = rng.choice((*SMALL, rewrite, rewrite, rewrite))(writer, news[at])
            news[at] = done[0] if done else news[at]
    if rng.random() < 0.3:
        news.insert(rng.randrange(len(news)), _newcomer(writer))
    if rng.random() < 0.15:
        news.pop(rng.randrange(len(news)))
    return _case(kind, writer, olds, news)
