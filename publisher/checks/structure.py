"""Headings, ids, tables, code and HTML: what must hold for a text to be read as clauses."""

import re
from collections import Counter
from collections.abc import Iterator

from publisher.checks.finding import Finding, Level, error, warning
from publisher.checks.subject import Subject
from publisher.messages import _
from publisher.model import Block, BlockKind, Clause, Document
from publisher.parsing.document import heading_id
from publisher.parsing.lines import fence

_HTML = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?|!--.*?--)>")
_CODE_SPAN = re.compile(r"(`+)(?:(?!\1).)*\1")
_PLACEHOLDER = re.compile(
    r"[\[［](?:要記入|TO COMPLETE|TBD|TODO)[^\]］\n]*[\]］]"
    r"|\b(?:TBD|TODO|FIXME|XXX|lorem ipsum)\b|(?<![○〇])[○〇●]{2,}(?![○〇●])|[＿_]{4,}",
    re.I,
)


def check_title(subject: Subject) -> Iterator[Finding]:
    """`title-missing`: no `# title` line."""
    for text in subject.texts:
        if not text.title:
            yield error("title-missing", text, 1, _("no title"), _("open the text with a line `# title`"))


def check_ids(subject: Subject) -> Iterator[Finding]:
    """`heading-without-id`, `bad-id`, `duplicate-id`: every heading says which clause it opens."""
    for text in subject.texts:
        counts = Counter(clause.id for clause in text.clauses)
        for clause in text.clauses:
            if not clause.explicit and clause.level:
                yield _without_id(text, clause)
            elif counts[clause.id] > 1 and clause.explicit:
                message = _("the id {id} stands {count} times", id=clause.id, count=counts[clause.id])
                yield error("duplicate-id", text, clause.line, message, _("give each clause its own"))


def _without_id(text: Document, clause: Clause) -> Finding:
    written = heading_id(text.wording(clause.blocks[0]))
    if written is None:
        remedy = _("end the heading with an id, the same in each language, such as `{#purposes}`")
        return error("heading-without-id", text, clause.line, _("a heading without an id"), remedy)
    message = _("the id {id} is not well formed", id=written[:40])
    remedy = _("use up to 63 lower-case letters, digits and hyphens, and begin with a letter")
    return error("bad-id", text, clause.line, message, remedy)


def check_levels(subject: Subject) -> Iterator[Finding]:
    """`level-skipped`: a clause of level 3 right under one of level 1."""
    for text in subject.texts:
        for before, clause in zip(text.clauses, text.clauses[1:], strict=False):
            if clause.level > before.level + 1:
                message = _(
                    "a heading of level {level} under one of level {above}", level=clause.level, above=before.level
                )
                yield warning(
                    "level-skipped", text, clause.line, message, _("use one `#` more than the heading above it")
                )


def check_tables(subject: Subject) -> Iterator[Finding]:
    """`table-broken`: rows that have not as many cells as the first, or no `|---|` line under it."""
    for text in subject.texts:
        for rows in _tables(text):
            widths = [_width(text.text(row)) for row in rows]
            for row, width in zip(rows, widths, strict=True):
                if width != widths[0]:
                    message = _("{count} cells in a table of {columns} columns", count=width, columns=widths[0])
                    message = message if width else _("a row of a table that is not closed by `|`")
                    remedy = _("close each cell by `|`; write `\\|` inside one")
                    yield error("table-broken", text, row.line, message, remedy)
            if len(rows) < 2 or rows[1].kind is not BlockKind.TABLE_RULE:
                message = _("a table without a line under its head")
                yield error("table-broken", text, rows[0].line, message, _("put `| --- | --- |` under the first row"))


def check_code(subject: Subject) -> Iterator[Finding]:
    """`code-unclosed`: a fence that nothing closes takes the rest of the text for code."""
    for text in subject.texts:
        for clause in text.clauses:
            for block in clause.blocks:
                if block.kind is not BlockKind.CODE:
                    continue
                lines = text.text(block).rstrip("\r\n").splitlines()
                if len(lines) == 1 or not fence(lines[-1]):
                    yield error("code-unclosed", text, block.line, _("code that is never closed"), _("close it by ```"))


def check_html(subject: Subject) -> Iterator[Finding]:
    """`html-in-text`: HTML is shown to readers as it is written, unless the policy allows it."""
    if subject.policy.allow_html:
        return
    for text, block, words in _wordings(subject):
        found = html_in(words)
        if found:
            message = _("HTML is shown as text: {html}", html=found)
            yield warning(
                "html-in-text", text, block.line, message, _("write it as Markdown, or set `allow_html: true`")
            )


def check_placeholders(subject: Subject) -> Iterator[Finding]:
    """`placeholder`: a place that was to be completed, in a text or in a note or reason that readers see."""
    reasons = (reason.reason for reason in subject.version.clauses.values())
    for words in (words for told in (subject.version.note, *reasons) for words in told.values()):
        for found in placeholders_in(words):
            message = _("a place to complete: {words}", words=found[0][:60])
            remedy = _("write the text that belongs there, or remove it")
            yield subject.about("version.yml", Level.ERROR, "placeholder", message, remedy)
    for text, block, words in _wordings(subject):
        for found in placeholders_in(words):
            line = block.line + words.count("\n", 0, found.start())
            message = _("a place to complete: {words}", words=found[0][:60])
            yield error("placeholder", text, line, message, _("write the text that belongs there, or remove it"))


def placeholders_in(words: str) -> Iterator[re.Match[str]]:
    """The places of a text that a person must complete."""
    return _PLACEHOLDER.finditer(words)


def html_in(words: str) -> str:
    """The first tag of HTML outside code, or nothing."""
    found = _HTML.search(_CODE_SPAN.sub("", words))
    return found[0][:40] if found else ""


def _wordings(subject: Subject) -> Iterator[tuple[Document, Block, str]]:
    for text in subject.texts:
        for clause in text.clauses:
            for block in clause.blocks:
                if block.kind not in {BlockKind.CODE, BlockKind.BLANK}:
                    yield text, block, text.wording(block)


def _tables(text: Document) -> Iterator[list[Block]]:
    """The rows of each pipe table, its rule included."""
    rows: list[Block] = []
    for block in (block for clause in text.clauses for block in clause.blocks):
        if block.kind in {BlockKind.TABLE_ROW, BlockKind.TABLE_RULE}:
            rows.append(block)
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows


def _width(line: str) -> int:
    bare = line.strip().replace("\\\\", "").replace("\\|", "")
    return len(bare.removeprefix("|").removesuffix("|").split("|")) if bare.endswith("|") else 0
