"""Edits whose truth is known, made to a made-up clause."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from benchmarks._diff_corpus import Article, Edit, Paragraph, Sentence, Writer

Edited = tuple[Article, Edit] | None
Editor = Callable[[Writer, Article], Edited]


@cache
def _tagger() -> object:
    import fugashi  # the extra policypress[dictionary]

    return fugashi.Tagger()


def words_of(text: str) -> list[str]:
    """The words of a text by measures that the publisher does not use: UniDic for Japanese, `[\\w'’-]+` for English."""
    if re.search(r"[\u3041-\u9fff]", text):
        return [word.surface for word in _tagger()(text)]  # type: ignore[operator]
    return re.findall(r"[\w'’-]+|\s+|[^\w\s]", text)


def _text(sentence: Sentence) -> str:
    return "".join(text for text, _ in sentence)


def _with(
    writer: Writer, article: Article, edit: Callable[[Sentence], tuple[tuple[Sentence, ...], Edit] | None]
) -> Edited:
    """The article with one sentence edited."""
    at = writer.rng.randrange(len(article.paragraphs))
    paragraph = article.paragraphs[at]
    place = writer.rng.randrange(len(paragraph.sentences))
    done = edit(paragraph.sentences[place])
    if done is None:
        return None
    changed = replace(paragraph, sentences=(*paragraph.sentences[:place], *done[0], *paragraph.sentences[place + 1 :]))
    return replace(article, paragraphs=(*article.paragraphs[:at], changed, *article.paragraphs[at + 1 :])), done[1]


def replace_filler(writer: Writer, article: Article) -> Edited:
    """Another filler in one slot: a changed term, number, date or address."""

    def edit(sentence: Sentence) -> tuple[tuple[Sentence, ...], Edit] | None:
        slots = [at for at, (_, slot) in enumerate(sentence) if slot]
        if not slots:
            return None
        at = writer.rng.choice(slots)
        text, slot = sentence[at]
        new = writer.filler(slot or "", other_than=text)
        return ((*sentence[:at], (new, slot), *sentence[at + 1 :]),), Edit(text, new)

    return _with(writer, article, edit)


def _word_edit(writer: Writer, article: Article, make: Callable[[str], tuple[str, str]]) -> Edited:
    script = re.compile(r"[\u30a1-\u9fff]+" if writer.grammar.language == "ja" else r"[A-Za-z][a-z'’-]*")

    def edit(sentence: Sentence) -> tuple[tuple[Sentence, ...], Edit] | None:
        if "@" in _text(sentence) or "://" in _text(sentence):
            return None
        words = words_of(_text(sentence))
        places = [at for at, word in enumerate(words) if len(word) > 1 and script.fullmatch(word)]
        places = [at for at in places if not _inside_katakana(words, at, at + 1)]
        if not places:
            return None
        at = writer.rng.choice(places)
        deleted, inserted = make(words[at])
        if deleted == inserted:
            return None
        before, after = "".join(words[:at]), "".join(words[at + 1 :])
        kept = words[at] if not deleted else ""
        return (((before + inserted + kept + after, None),),), Edit(deleted, inserted)

    return _with(writer, article, edit)


def replace_word(writer: Writer, article: Article) -> Edited:
    """One word, as a dictionary counts words, replaced by another one of the same style."""
    return _word_edit(writer, article, lambda word: (word, _any_word(writer)))


def insert_word(writer: Writer, article: Article) -> Edited:
    """A word put before another one."""
    blank = " " if writer.grammar.language == "en" else ""
    return _word_edit(writer, article, lambda word: ("", _any_word(writer) + blank))


def _any_word(writer: Writer) -> str:
    filler = writer.filler(writer.rng.choice(sorted(writer.grammar.slots)))
    words = [word for word in words_of(filler) if len(word) > 1 and word[0].isalpha()]
    return writer.rng.choice(words or [filler])


def _inside_katakana(words: list[str], start: int, end: int) -> bool:
    """Whether a cut at either offset would fall into a run of katakana, which people read as one word."""
    joints = [words[at - 1][-1:] + words[at][:1] for at in (start, end) if 0 < at < len(words)]
    return any(re.fullmatch(r"[ァ-ヿ]{2}", joint) for joint in joints)


def insert_phrase(writer: Writer, article: Article) -> Edited:
    """A phrase put at the beginning of a slot or after a comma."""

    def edit(sentence: Sentence) -> tuple[tuple[Sentence, ...], Edit] | None:
        slots = [at for at, (_, slot) in enumerate(sentence) if slot and at]
        if not slots:
            return None
        at = writer.rng.choice(slots)
        phrase = writer.rng.choice(writer.grammar.phrases) + ("、" if writer.grammar.language == "ja" else " ")
        return ((*sentence[:at], (phrase, None), *sentence[at:]),), Edit("", phrase)

    return _with(writer, article, edit)


def delete_filler(writer: Writer, article: Article) -> Edited:
    """One of the things in a list left out: 「A及びB」 becomes 「B」."""

    def edit(sentence: Sentence) -> tuple[tuple[Sentence, ...], Edit] | None:
        slots = [at for at, (_, slot) in enumerate(sentence) if slot and slot not in ("number", "n", "m")]
        if not slots:
            return None
        at = writer.rng.choice(slots)
        joint = "及び" if writer.grammar.language == "ja" else " and "
        gone = writer.filler(sentence[at][1] or "", other_than=sentence[at][0]) + joint
        return ((*sentence[:at], (gone, None), *sentence[at:]),), Edit("", gone)

    return _with(writer, article, edit)


def add_sentence(writer: Writer, article: Article) -> Edited:
    """A sentence more."""
    blank = " " if writer.grammar.language == "en" else ""
    if article.paragraphs[0].item:
        return None
    new = writer.sentence()
    at = writer.rng.randrange(len(article.paragraphs[0].sentences) + 1)
    first = article.paragraphs[0]
    sentences = (*first.sentences[:at], new, *first.sentences[at:])
    paragraphs = (replace(first, sentences=sentences), *article.paragraphs[1:])
    return replace(article, paragraphs=paragraphs), Edit("", _text(new) + blank)


def add_item(writer: Writer, article: Article) -> Edited:
    """An item more, the ones after it renumbered."""
    items = [at for at, paragraph in enumerate(article.paragraphs) if paragraph.item]
    if not items:
        return None
    slot = article.paragraphs[items[0]].sentences[0][0][1] or ""
    present = {_text(article.paragraphs[at].sentences[0]) for at in items}
    fresh = [filler for filler in writer.grammar.slots.get(slot, ()) if filler not in present]
    if not fresh:
        return None
    new = writer.rng.choice(fresh)
    at = writer.rng.choice(items)
    item = Paragraph((((new, slot),),), item=True)
    return replace(article, paragraphs=(*article.paragraphs[:at], item, *article.paragraphs[at:])), Edit("", new)


def rewrite(writer: Writer, article: Article) -> Edited:
    """A stretch of three to nine words of one sentence replaced by a phrase that says something else."""

    def edit(sentence: Sentence) -> tuple[tuple[Sentence, ...], Edit] | None:
        words = words_of(_text(sentence))
        if "".join(words) != _text(sentence) or "@" in _text(sentence) or "://" in _text(sentence):
            return None
        body = [at for at, word in enumerate(words[:-2]) if word.strip()]
        length = writer.rng.randint(3, 9)
        length = 2 * length - 1 if writer.grammar.language == "en" else length  # the blanks between the words
        if len(body) < length + 4:
            return None
        start = writer.rng.choice(body[1 : len(body) - length])
        stretch = words[start : start + length]
        if (
            any(word in "。." for word in stretch)
            or not stretch[-1].strip()
            or _inside_katakana(words, start, start + length)
        ):
            return None
        phrase = writer.rng.choice(writer.grammar.phrases)
        joined = "".join((*words[:start], phrase, *words[start + length :]))
        return (((joined, None),),), Edit("".join(stretch), phrase)

    return _with(writer, article, edit)


SMALL: tuple[Editor, ...] = (
    *(replace_filler, replace_filler, replace_filler, replace_word, replace_word, insert_word),
    *(insert_phrase, delete_filler, add_sentence, add_item),
)
BACKWARDS = 0.4
"""How often an edit is undone instead of done: what was inserted is deleted."""


def reflow(text: str, language: str, rng: random.Random) -> str:
    """The text with other white space: lines wrapped anew, blanks at line ends, blank lines, CRLF, tabs."""
    lines = []
    for line in text.split("\n"):
        wrapped = _wrap(line, language, rng) if line and line[0] not in "#|" and rng.random() < 0.6 else line
        lines.append(wrapped + ("  " if line and rng.random() < 0.05 else ""))
        if not line and rng.random() < 0.1:
            lines.append("")
    joined = "\n".join(lines)
    return joined.replace("\n", "\r\n") if rng.random() < 0.2 else joined


def _wrap(line: str, language: str, rng: random.Random) -> str:
    if language == "en":
        words = line.split(" ")
        return "".join(word + rng.choice(["\n", "  ", *[" "] * 8]) for word in words[:-1]) + words[-1]
    at = rng.randrange(len(re.match(r"(?:\d+\. )?", line)[0]), len(line))  # type: ignore[index]
    wrapped = line[:at] + "\n" + line[at:] if at and not re.match(r"[A-Za-z0-9./:@-]", line[at]) else line
    return re.sub(r"(?<=[ぁ-龥])(?=[A-Za-z0-9])", lambda _: rng.choice(["", " "]), wrapped)
