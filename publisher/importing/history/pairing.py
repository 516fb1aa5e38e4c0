"""From the states of each language's file to versions: one for each day, with the languages that have a text for it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from publisher.importing.cleaning import visible
from publisher.importing.history.snapshot import DateSource, Effective, Odd, OddCode, Planned, Snapshot
from publisher.model import ZONE, Language

States = Mapping[Language, Sequence[Snapshot]]
_ByDay = dict[date, list[Snapshot]]
_LONGEST_LIST = 6


def plan_versions(states: States, governing: Language) -> tuple[tuple[Planned, ...], tuple[Odd, ...]]:
    """The versions that a history makes, oldest first, and what was odd about it.

    A text belongs to the day that it names; one that names none, to the day of its commit (in Asia/Tokyo) in the
    governing language, and else to the day that the governing text had then. Of several texts of one day the last one
    is the version.
    """
    days: dict[Language, _ByDay] = {governing: _by_day(states[governing], None)}
    for language, snapshots in states.items():
        if language != governing:
            days[language] = _by_day(snapshots, states[governing])
    every = sorted({day for by_day in days.values() for day in by_day})
    versions = tuple(_planned(day, days, governing) for day in every)
    odds = [odd for language, snapshots in states.items() for odd in _odd_dates(language, snapshots)]
    odds.extend(odd for language, by_day in days.items() for odd in _several(language, by_day))
    odds.extend(odd for version in versions for odd in _odd_languages(version, days, governing))
    return versions, tuple(odds)


def commit_day(snapshot: Snapshot) -> date:
    """The day of a commit in Asia/Tokyo."""
    return snapshot.commit.at.astimezone(ZONE).date()


def _by_day(snapshots: Sequence[Snapshot], governing: Sequence[Snapshot] | None) -> _ByDay:
    found: _ByDay = {}
    for snapshot in snapshots:
        day = snapshot.effective.day or _governing_day(snapshot, governing or ())
        found.setdefault(day, []).append(snapshot)
    return found


def _governing_day(snapshot: Snapshot, governing: Sequence[Snapshot]) -> date:
    """The day of the governing text at a commit, or that of the commit where there was none yet."""
    before = [other for other in governing if other.commit.place <= snapshot.commit.place]
    if not before:
        return commit_day(snapshot)
    return before[-1].effective.day or commit_day(before[-1])


def _planned(day: date, days: Mapping[Language, _ByDay], governing: Language) -> Planned:
    texts = {language: by_day[day][-1] for language, by_day in days.items() if day in by_day}
    first = texts.get(governing) or next(iter(texts.values()))
    return Planned(effective=day, source=_source(first.effective, first is texts.get(governing)), texts=texts)


def _source(effective: Effective, is_governing: bool) -> DateSource:
    if effective.visible:
        return DateSource.TEXT
    if effective.machine:
        return DateSource.ATTRIBUTE
    return DateSource.COMMIT if is_governing else DateSource.OTHER_LANGUAGE


def _odd_dates(language: Language, snapshots: Sequence[Snapshot]) -> Iterator[Odd]:
    """Visible days unlike the machine's, days that go back, texts without a day; each once for each pair of days."""
    seen: set[tuple[date | None, date | None]] = set()
    latest: date | None = None
    for snapshot in snapshots:
        visible_day, machine, day = snapshot.effective.visible, snapshot.effective.machine, snapshot.effective.day
        if visible_day and machine and visible_day != machine and (visible_day, machine) not in seen:
            seen.add((visible_day, machine))
            yield _odd(OddCode.DATES_DIFFER, snapshot, language, f"{visible_day} ≠ {machine}", visible_day)
        if day and latest and day < latest:
            yield _odd(OddCode.DATE_GOES_BACK, snapshot, language, f"{latest} → {day}", day)
        latest = day or latest
    without = [snapshot for snapshot in snapshots if snapshot.effective.day is None]
    if without:
        yield _odd(OddCode.NO_DATE, without[0], language, str(len(without)), None)


def _several(language: Language, by_day: _ByDay) -> Iterator[Odd]:
    for day, snapshots in by_day.items():
        texts = list(dict.fromkeys(visible(snapshot.text) for snapshot in snapshots))
        if len(texts) > 1:
            commits = [snapshot.commit.id[:10] for snapshot in snapshots]
            shown = ", ".join(commits[:_LONGEST_LIST]) + ("…" if len(commits) > _LONGEST_LIST else "")
            yield _odd(OddCode.SEVERAL_TEXTS, snapshots[-1], language, f"{len(texts)}: {shown}", day)


def _odd_languages(version: Planned, days: Mapping[Language, _ByDay], governing: Language) -> Iterator[Odd]:
    """A language that has no text for a day, or got it later than the governing one."""
    day = version.effective
    if governing not in version.texts:
        yield Odd(code=OddCode.GOVERNING_MISSING, effective=day, language=governing)
        return
    first = days[governing][day][0]
    for language, by_day in days.items():
        if language == governing:
            continue
        if day not in by_day:
            yield Odd(code=OddCode.LANGUAGE_MISSING, effective=day, language=language)
        elif by_day[day][0].commit.place > first.commit.place:
            late = (by_day[day][0].commit.at - first.commit.at).days
            yield _odd(OddCode.LANGUAGE_LAGS, by_day[day][0], language, str(late), day)


def _odd(code: OddCode, snapshot: Snapshot, language: Language, detail: str, day: date | None) -> Odd:
    return Odd(code=code, effective=day, language=language, commit=snapshot.commit.id[:10], detail=detail)
