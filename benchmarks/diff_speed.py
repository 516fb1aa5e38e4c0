"""How fast the comparison is: beside `git diff --word-diff` and redlines, by document size, and on the worst texts.

`make bench BENCH=diff_speed`. Ratios say more than milliseconds: git's time is that of a whole process, ours that of a
call in a process that has started.
"""

import random
import statistics
import time
from collections.abc import Callable
from functools import partial

from benchmarks._diff_cases import Case, cases
from benchmarks._diff_corpus import GRAMMARS, Writer
from benchmarks._diff_peers import git_words, redlines_words
from publisher.diffing import Comparer, Comparison, compare
from publisher.model import Document, Language
from publisher.parsing import parse_document

PAIRS = 200
PEER_PAIRS = 20
BARS = {"ja": (2.0, 15.0), "en": (1.0, 8.0)}
HOSTILE_LENGTH = 100_000


def milliseconds(call: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


def wall_milliseconds(call: Callable[[], object]) -> float:
    """Time by the clock, for what runs in another process."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def pair_rows(language: str) -> None:
    """Usual revisions: the comparison alone, with reading both texts, and the peers on the same pairs."""
    made = list(cases("revision", language, PAIRS, seed=7))
    pairs = [_read(case) for case in made]
    compared = sorted(milliseconds(partial(compare, *pair)) for pair in pairs)
    read = sorted(milliseconds(partial(_read_and_compare, case)) for case in made)
    median, most = statistics.median(compared), compared[int(len(compared) * 0.95)]
    bars = BARS[language]
    length = int(statistics.median(len(case.old) for case in made))
    print(
        f"{language}, {length} characters: {median:.2f} ms (bar {bars[0]}), 95th {most:.2f} ms (bar {bars[1]}), "
        f"{statistics.median(read):.2f} ms with reading both texts"
    )
    for name, differ in (("git diff --word-diff", git_words), ("redlines", redlines_words)):
        times = [wall_milliseconds(partial(differ, case.old, case.new)) for case in made[:PEER_PAIRS]]
        print(f"    {name:<22} {statistics.median(times):8.2f} ms, {statistics.median(times) / median:6.1f} times ours")


def _read(case: Case) -> tuple[Document, Document]:
    language = Language(case.language)
    return parse_document(case.old, language), parse_document(case.new, language)


def _read_and_compare(case: Case) -> Comparison:
    return compare(*_read(case))


def growth_rows() -> None:
    """How cost grows with the number of clauses, one clause in twenty changed, without ids."""
    print("\nclauses    ja ms   µs a clause")
    for count in (125, 250, 500, 1000, 2000):
        rng = random.Random(count)
        writer = Writer(GRAMMARS["ja"][1], rng, ids=False)
        articles = writer.articles(count)
        news = [writer.article() if rng.random() < 0.05 else article for article in articles]
        old, new = (parse_document(writer.text(part), Language("ja")) for part in (articles, news))
        spent = min(milliseconds(partial(compare, old, new)) for _ in range(3))
        print(f"{count:7} {spent:8.0f} {1000 * spent / count:10.0f}")


def versions_row() -> None:
    """A text of 2,000 clauses in 200 versions, each against the one before it, by one comparer."""
    rng = random.Random(200)
    writer = Writer(GRAMMARS["ja"][1], rng, ids=True)
    articles = writer.articles(2000)
    comparer, before, spent, size = Comparer(), None, 0.0, 0
    for _ in range(200):
        for at in rng.sample(range(len(articles)), 3):
            articles[at] = articles[at].__class__(articles[at].uid, articles[at].title, writer.article().paragraphs)
        after = parse_document(writer.text(articles), Language("ja"))
        size = len(after.source)
        if before is not None:
            spent += milliseconds(partial(comparer.compare, before, after))
        before = after
    print(
        f"\n2,000 clauses, {size / 1e6:.1f} million characters, 200 versions: {spent / 1000:.1f} s for 199 comparisons"
    )


def worst_rows() -> None:
    """The worst clauses that people write, and texts that nobody but an attacker writes."""
    print()
    for language in ("ja", "en"):
        writer = Writer(GRAMMARS[language][0], random.Random(1), ids=False)
        joint = "" if language == "ja" else " "
        old, new = (joint.join("".join(t for t, _ in writer.sentence()) for _ in range(60)) for _ in range(2))
        print(
            f"{language}, a paragraph of {len(old)} characters rewritten throughout: {_spent(old, new):.0f} ms (bar 50)"
        )
    rng = random.Random(3)
    for name, alphabet in (
        ("six letters", "abcdef"),
        ("fifty kanji", "".join(map(chr, range(0x4E00, 0x4E32)))),
        ("kana", "あいうのはがを"),
    ):
        old, new = ("".join(rng.choice(alphabet) for _ in range(HOSTILE_LENGTH)) for _ in range(2))
        print(
            f"{HOSTILE_LENGTH:,} characters of {name} without a space against others: {_spent(old, new) / 1000:.2f} s"
        )


def _spent(old: str, new: str) -> float:
    before, after = parse_document(old, Language("ja")), parse_document(new, Language("ja"))
    return milliseconds(lambda: compare(before, after))


def main() -> int:
    """Print every row."""
    for language in ("ja", "en"):
        pair_rows(language)
    growth_rows()
    versions_row()
    worst_rows()
    return 0
