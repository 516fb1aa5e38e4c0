"""The class of a revision: `editorial` and `minor` hide nothing that matters, and each change has a reason."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher

from publisher.checks.facts import Facts, addresses, facts
from publisher.checks.finding import Finding, Level, error, warning
from publisher.checks.subject import Subject
from publisher.messages import _
from publisher.model import BlockKind, ChangeClass, Clause, Document

_ORDER = {ChangeClass.EDITORIAL: 0, ChangeClass.MINOR: 1, ChangeClass.MAJOR: 2}
_SUBJECTS = {
    "hidden-third-party": re.compile(
        r"第三者|委託|共同利用|提供先|third part|processor|entrust|outsourc|sharing|disclos|recipient", re.I
    ),
    "hidden-purpose": re.compile(r"目的|purpose", re.I),
    "hidden-contact": re.compile(r"問.{0,2}合|連絡先|窓口|contact|inquir|enquir", re.I),
}
# The same subjects where a clause is about something else: the words of a sentence that speaks of them.
_MENTIONS = {
    "hidden-third-party": re.compile(
        r"第三者|委託|共同利用|提供先|送信先|株式会社|(?:他社|会社|事業者|者)に提供"
        r"|third part|processor|entrust|outsourc|recipient|\b(?:Inc|Ltd|LLC|Corp|GmbH)\b",
        re.I,
    ),
    "hidden-purpose": re.compile(r"目的|ため(?:に|の|、|。)|purpose|in order to", re.I),
}
_SENTENCE = re.compile(r"[^。\n]+?(?:。|[.;](?=\s)|\n|$)")
_NO_BODY = frozenset({BlockKind.HEADING, BlockKind.DEFINITION})  # definitions stand wherever the text ends
_SLIP = 4
_SPACE = re.compile(r"\s+")


def check_hidden(subject: Subject) -> Iterator[Finding]:
    """`hidden-number`, `hidden-date`, `hidden-third-party`, `hidden-purpose`, `hidden-contact`.

    A class below `major` hides a change of one of these (個人情報保護法17条2項, 21条3項; WP260 rev.01 ¶29). An error
    for `editorial`, a warning for `minor` and where so little changes that it can be the correction of a slip.
    """
    for text in subject.texts:
        old = subject.before(text.language)
        if old is None or subject.version.change_class is ChangeClass.MAJOR:
            continue
        full = subject.expanded(text)
        for clause, written_out in zip(text.clauses, full.clauses, strict=True):
            if not clause.explicit:  # an error of its own: nobody can say which clause it was
                continue
            was = old.clause(clause.id)
            for code, what, is_slip in _hidden(subject, full, written_out, old, was):
                yield from _finding(subject, code, text, clause, what, clause.line, is_slip)
        for code, gone in _removed(text, old):
            yield from _finding(subject, code, text, gone, gone.title, 1, False)


def check_reasons(subject: Subject) -> Iterator[Finding]:
    """`reason-unknown-clause`, `reason-missing`, `class-below-clause`: the reasons in `version.yml` fit the text."""
    if subject.predecessor is None:
        return
    known = {clause.id for text in (*subject.texts, *subject.predecessor.texts.values()) for clause in text.clauses}
    for clause_id, reason in subject.version.clauses.items():
        if clause_id not in known:
            message = _("no clause has the id {id}", id=clause_id)
            yield subject.about("version.yml", Level.ERROR, "reason-unknown-clause", message, _("correct the id"))
        if _ORDER[reason.change_class] > _ORDER[subject.version.change_class]:
            message = _("{clause} is {inner}, the version only {outer}", clause=clause_id, inner=reason.change_class,
                        outer=subject.version.change_class)  # fmt: skip
            remedy = _("give the version the highest class of its clauses")
            yield subject.about("version.yml", Level.ERROR, "class-below-clause", message, remedy)
    yield from _without_reason(subject)


def check_consent(subject: Subject) -> Iterator[Finding]:
    """`consent-editorial`: consent is asked for a change that is said to change nothing."""
    if subject.version.consent_required and subject.version.change_class is ChangeClass.EDITORIAL:
        message = _("consent is required for an editorial change")
        remedy = _("set `consent_required: false`, or a higher class")
        yield subject.about("version.yml", Level.ERROR, "consent-editorial", message, remedy)


def check_changed(subject: Subject) -> Iterator[Finding]:
    """`nothing-changed`: every text is the same as in the version before."""
    before = subject.predecessor
    if before is None or subject.version.id is not None:
        return
    new = {text.language: subject.expanded(text).source for text in subject.texts}
    if new == {code: text.source for code, text in before.texts.items()}:
        message = _("the text is the same as that of {version}", version=before.label)
        yield subject.about(
            "version.yml", Level.WARNING, "nothing-changed", message, _("change it, or do not publish it")
        )


def _without_reason(subject: Subject) -> Iterator[Finding]:
    text = subject.governing
    old = subject.before(text.language)
    if old is None or subject.version.change_class is ChangeClass.EDITORIAL:
        return
    full = subject.expanded(text)
    for clause, written_out in zip(text.clauses, full.clauses, strict=True):
        was = old.clause(clause.id) if clause.explicit else None
        if clause.level and clause.id not in subject.version.clauses and _body(full, written_out) != _body(old, was):
            message = _("{clause} changes without a reason", clause=clause.id)
            remedy = _("give its class and its reason under `clauses` in version.yml")
            yield warning("reason-missing", text, clause.line, message, remedy)
    here = {clause.id for clause in text.clauses}
    for gone in old.clauses:
        if gone.explicit and gone.level and gone.id not in here and gone.id not in subject.version.clauses:
            message = _("{clause} is gone without a reason", clause=gone.id)
            remedy = _("give its class and its reason under `clauses` in version.yml, or put the clause back")
            yield warning("reason-missing", text, 1, message, remedy)


def _hidden(
    subject: Subject, text: Document, clause: Clause, old: Document, was: Clause | None
) -> Iterator[tuple[str, str, bool]]:
    """The codes and the facts that a clause's change hides, and whether they can be a slip corrected."""
    now, before = facts(text, clause), facts(old, was) if was else Facts(Counter(), Counter())
    numbers = (now.numbers - before.numbers) | (before.numbers - now.numbers)
    days = set((now.dates - before.dates) | (before.dates - now.dates)) - _known_dates(subject)
    if numbers:
        yield "hidden-number", " ".join(sorted(numbers)), False
    if days:
        yield "hidden-date", " ".join(str(day) for day in sorted(days)), False
    body, old_body = _body(text, clause), _body(old, was)
    if body == old_body:
        return
    about = {code for code, pattern in _SUBJECTS.items() if pattern.search(f"{clause.id} {clause.title}")}
    for code in about:
        yield code, clause.title, was is not None and _is_slip(body, old_body)
    for code in _MENTIONS.keys() - about:
        told, was_told = _mentions(text, clause, code), _mentions(old, was, code)
        if told != was_told:
            yield code, clause.title or clause.id, was is not None and _is_slip(told, was_told)
    reached, was_reached = addresses(text, clause), addresses(old, was) if was else None
    is_contact = _SUBJECTS["hidden-contact"].search(f"{clause.id} {clause.title}")
    if was_reached is not None and reached != was_reached and not is_contact:
        yield "hidden-contact", " ".join(sorted(set(reached) ^ set(was_reached))), False


def _removed(text: Document, old: Document) -> Iterator[tuple[str, Clause]]:
    """The clauses on one of these subjects that are gone."""
    for was in old.clauses:
        if was.explicit and text.clause(was.id) is None:
            yield from ((code, was) for code, pattern in _SUBJECTS.items() if pattern.search(f"{was.id} {was.title}"))


def _finding(
    subject: Subject, code: str, text: Document, clause: Clause, what: str, line: int, is_slip: bool
) -> Iterator[Finding]:
    reason = subject.version.clauses.get(clause.id)
    change_class = reason.change_class if reason else subject.version.change_class
    if change_class is ChangeClass.MAJOR:
        return
    words = {
        "hidden-number": _("a figure changes: {what}", what=what),
        "hidden-date": _("a date changes: {what}", what=what),
        "hidden-third-party": _("what is provided to third parties changes: {what}", what=what),
        "hidden-purpose": _("the purposes change: {what}", what=what),
        "hidden-contact": _("whom to contact changes: {what}", what=what),
    }
    message = _("under the class {change_class}, {what}", change_class=change_class, what=words[code])
    make = error if change_class is ChangeClass.EDITORIAL and not is_slip else warning
    yield make(code, text, line, message, _("raise the class, or undo the change"))


def _known_dates(subject: Subject) -> set[date]:
    """The dates of the version and of those before, which each revision adds to its own text (附則)."""
    versions = (*subject.policy.versions, subject.version)
    return {day for version in versions for day in (version.effective, version.announced, version.revised) if day}


def _body(text: Document, clause: Clause | None) -> str:
    """A clause's title and wording, without its number, its spaces and the width of its characters."""
    if clause is None:
        return ""
    parts = [text.text(block) for block in clause.blocks if block.kind not in _NO_BODY]
    return _SPACE.sub("", unicodedata.normalize("NFKC", "".join((clause.title, *parts))))


def _mentions(text: Document, clause: Clause | None, code: str) -> str:
    """The sentences of a clause that speak of a subject, without spaces and the width of characters."""
    blocks = clause.blocks if clause is not None else ()
    sentences = (s[0] for block in blocks if block.kind not in _NO_BODY for s in _SENTENCE.finditer(text.text(block)))
    told = "\n".join(sentence for sentence in sentences if _MENTIONS[code].search(sentence))
    return _SPACE.sub("", unicodedata.normalize("NFKC", told))


def _is_slip(new: str, old: str) -> bool:
    """Whether so few characters differ that it can be the correction of a slip of the pen."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    changed = (max(b - a, d - c) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")
    return sum(changed) <= _SLIP
