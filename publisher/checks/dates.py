"""Dates: those that readers see and those in `version.yml` are the same, in the calendar, and far enough apart."""

import re
from collections.abc import Iterator
from datetime import date

from publisher.checks.finding import Finding, Level, error
from publisher.checks.subject import Subject
from publisher.dates import find_dates, spoken
from publisher.messages import _
from publisher.model import BlockKind, ChangeClass, Document, Version

_NO_WORDING = frozenset({BlockKind.BLANK, BlockKind.CODE, BlockKind.DEFINITION})
_KINDS = {
    "effective": re.compile(
        r"施行|発効|効力を生|適用開始|(?:takes?|took|comes?|came|into) (?:effect|force)|\beffective\b", re.I
    ),
    "announced": re.compile(r"公表日|公表し|掲載日|\b(?:announced|published|posted)\b", re.I),
    "revised": re.compile(r"改定|改訂|改正|最終更新|制定|\b(?:revised|amended|updated|adopted|established)\b", re.I),
}
_SENTENCE = re.compile(r"[^。\n]*[。\n]?")
_STATUTE = re.compile(r"(?<!本)(?:法律?|政令|省令|規則)(?:第[0-9]+号)?")


def check_calendar(subject: Subject) -> Iterator[Finding]:
    """`date-impossible`: a date that no calendar has, such as 2月30日."""
    for text in subject.texts:
        for line, words in _lines(text):
            for found in find_dates(words):
                if found.day is None:
                    message = _("there is no such day: {date}", date=words[found.start : found.end])
                    yield error("date-impossible", text, line, message, _("correct the date"))


def check_visible_dates(subject: Subject) -> Iterator[Finding]:
    """`visible-date`: a sentence says when the text takes effect, was announced or revised, and `version.yml` does not.

    Dates of earlier versions may stand there too (附則 of each revision); the version's own must be one of them.
    """
    for text in subject.texts:
        said = _said(text)
        for kind, days in said.items():
            own = getattr(subject.version, kind)
            if own is None or not days:
                continue
            wrong = {day: line for day, line in days.items() if day not in _known(subject, kind)}
            for day, line in wrong.items():
                message = _("the text says {day}, version.yml {known}", day=day, known=f"`{kind}: {own}`")
                yield error("visible-date", text, line, message, _("make the two dates the same"))
            if kind == "effective" and own not in days and not wrong:
                message = _("the text does not say {day}, the day it takes effect", day=spoken(own, text.language))
                yield error("visible-date", text, max(days.values()), message, _("add it, as 附則 does"))


def check_order(subject: Subject) -> Iterator[Finding]:
    """`date-order`: a version takes effect before it is announced, or is announced before it was decided."""
    version = subject.version
    if version.effective and version.announced and version.effective < version.announced:
        message = _("it takes effect on {effective}, before it is announced on {announced}",
                    effective=version.effective, announced=version.announced)  # fmt: skip
        remedy = _("announce it earlier or let it take effect later")
        yield subject.about("version.yml", Level.ERROR, "date-order", message, remedy)
    if version.announced and version.revised and version.announced < version.revised:
        message = _("it is announced on {announced}, before it is decided on {revised}",
                    announced=version.announced, revised=version.revised)  # fmt: skip
        yield subject.about("version.yml", Level.WARNING, "date-order", message, _("correct one of the dates"))


def check_lead_time(subject: Subject) -> Iterator[Finding]:
    """`lead-time`: fewer days between announcement and effect than the policy promises; not for `editorial`."""
    version = subject.version
    if version.id is not None or version.change_class is ChangeClass.EDITORIAL or not subject.predecessor:
        return
    announced = version.announced or subject.today
    if version.effective and 0 <= (days := (version.effective - announced).days) < subject.policy.lead_time_days:
        message = _("{days} days from announcement to effect; the policy promises {lead}",
                    days=days, lead=subject.policy.lead_time_days)  # fmt: skip
        remedy = _("choose a later date, or publish with `--reason`")
        yield subject.about("version.yml", Level.WARNING, "lead-time", message, remedy)


def _said(text: Document) -> dict[str, dict[date, int]]:
    """The dates in sentences that speak of effect, announcement or revision, with the line of each."""
    said: dict[str, dict[date, int]] = {kind: {} for kind in _KINDS}
    for line, words in _lines(text):
        for sentence in _SENTENCE.findall(words):
            if _STATUTE.search(sentence):
                continue
            for found in find_dates(sentence):
                kinds = [kind for kind, pattern in _KINDS.items() if _says(pattern, sentence, found.start, found.end)]
                if found.day and kinds:
                    said[kinds[0]].setdefault(found.day, line)
    return said


def _says(pattern: re.Pattern[str], sentence: str, start: int, end: int) -> bool:
    """Whether the word stands beside the date: 「2021年4月22日から施行」, “effective from 22 April 2021”."""
    return bool(pattern.search(sentence[max(start - 24, 0) : start]) or pattern.search(sentence[end : end + 24]))


def _known(subject: Subject, kind: str) -> set[date]:
    """The dates of this kind of the version and of those before it."""
    version = subject.version
    earlier: list[Version] = [v for v in subject.policy.versions if version.id is None or (v.id and v.id <= version.id)]
    days = {getattr(v, kind) for v in (*earlier, version)}
    if kind == "revised":  # 「改定日」 is by many set on the day of announcement or of effect
        days |= {day for v in (*earlier, version) for day in (v.announced, v.effective)}
    return {day for day in days if day}


def _lines(text: Document) -> Iterator[tuple[int, str]]:
    for clause in text.clauses:
        for block in clause.blocks:
            if block.kind in _NO_WORDING:
                continue
            words = text.wording(block)
            for offset, line in enumerate(words.split("\n")):
                yield block.line + offset, line
