"""The day a text takes effect: as its words say it, and as an attribute or front matter says it."""

import re
from collections.abc import Iterator
from datetime import date

from publisher.dates import FoundDate, find_dates
from publisher.importing.history.snapshot import Effective
from publisher.model import Language
from publisher.parsing import visible_text

_LABELLED = re.compile(
    r"施行|発効|効力|適用|実施|改定|改訂|改正|更新|変更|制定|策定|作成|"
    r"\beffective\b|\bin force\b|\btakes effect\b|\bapplies (?:from|as of)\b|\bupdated\b|\brevised\b|\bmodified\b|"
    r"\bamended\b|\bestablished\b|\benacted\b|\bas of\b",
    re.I,
)
_IN_FORCE = re.compile(r"\beffective\b|\bin force\b|\btakes effect\b|\bapplies (?:from|as of)\b", re.I)
_ANNOUNCED = re.compile(r"公表|公開|告知|\bannounced\b|\bposted\b|\bpublished\b", re.I)
_MACHINE = re.compile(r"datetime\s*=\s*[\"']?([0-9]{4}-[0-9]{2}-[0-9]{2})")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_FRONT_KEY = re.compile(
    r"(?im)^(?:effective(?:[_-]?date)?|date|updated|last[_-]?updated|last[_-]?modified)[ \t]*:[ \t]*(.+)$"
)
_HEAD = 25
_TAIL = 25
_LONGEST = 160
_MARKS = re.compile(r"\{:[^{}]*\}|[*_`#>|\[\]（）()「」<>・:：,.。、\s]")


def find_effective(text: str, language: Language) -> Effective:
    """The day on which a text takes effect.

    Looked for in the first and the last lines: where several dates are labelled as revised, in force or established,
    the latest counts (a Japanese text lists its whole history), but in other languages one labelled as effective wins.
    """
    return Effective(visible=_visible(text, language), machine=_machine(text))


def _visible(text: str, language: Language) -> date | None:
    found = list(_labelled(text))
    in_force = [day for day, is_in_force in found if is_in_force]
    if in_force and language != "ja":
        return max(in_force)
    return max((day for day, _ in found), default=None)


def _labelled(text: str) -> Iterator[tuple[date, bool]]:
    """Each date in a short line that labels it or holds nothing else, and whether the label says in force."""
    body = _FRONT_MATTER.sub("", text)
    lines = [line for line in body.split("\n") if line.strip()]
    near = lines if len(lines) <= _HEAD + _TAIL else [*lines[:_HEAD], *lines[-_TAIL:]]
    label = ""
    for line in near:
        shown = visible_text(re.sub(r"\{:[^{}]*\}|<[^<>]{0,200}>", "", line))
        dates = find_dates(shown) if len(shown) <= _LONGEST else ()
        alone = bool(dates) and not _MARKS.sub("", _without(shown, dates[0].start, dates[-1].end))
        if dates and (alone or _LABELLED.search(shown)) and not _only_announced(shown):
            lead = f"{label} " if alone else ""
            yield from (
                (found.day, _is_in_force(lead, shown, dates, at)) for at, found in enumerate(dates) if found.day
            )
        label = shown if len(shown) < 40 else ""


def _is_in_force(lead: str, line: str, dates: tuple[FoundDate, ...], at: int) -> bool:
    """Whether the words before a date, as far as the date before it, say that the text is in force from then on."""
    start = dates[at - 1].end if at else 0
    return _IN_FORCE.search(lead + line[start : dates[at].start]) is not None


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + text[end:]


def _only_announced(text: str) -> bool:
    return bool(_ANNOUNCED.search(text)) and not _LABELLED.search(text)


def _machine(text: str) -> date | None:
    front = _FRONT_MATTER.match(text)
    written = _FRONT_KEY.search(front[1]) if front else None
    found = find_dates(written[1]) if written else ()
    if found and found[0].day:
        return found[0].day
    days = [day for match in _MACHINE.finditer(text) if (day := _iso(match[1]))]
    return days[0] if days else None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
