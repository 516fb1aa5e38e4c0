"""A policy with any number of published versions: the text in `content/`, one clause revised in each version."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from publisher.ledger import adopt
from publisher.model import ZONE

ROOT = Path(__file__).parent.parent
BASE = ROOT / "content" / "privacy" / "2021-04-22"
FIRST = date(2018, 1, 1)
NOW = datetime(2018, 1, 1, tzinfo=ZONE)
_CLAUSES = ("collection-methods", "purposes", "lawful-processing", "third-parties", "rights", "security", "children")
_SENTENCES = {
    "ja": "当社は、第{n}回の改定により、この条の取扱いの手順を{n}日ごとに見直します。",
    "en": "By revision number {n}, the Company reviews the procedure under this Article every {n} days.",
}
VERSION = """\
effective: {day}
announced: {day}
revised: {day}
class: minor
consent_required: false
note: {{ja: 第{n}回の改定です。, en: Revision number {n}.}}
approved_by: 個人情報管理責任者
clauses: []
"""


def write_policy(content: Path, versions: int) -> Path:
    """A policy with `versions` published versions below `content`."""
    folder = content / "privacy"
    folder.mkdir(parents=True)
    shutil.copyfile(BASE.parent / "policy.yml", folder / "policy.yml")
    for number in range(versions):
        write_version(folder, number)
    adopt(folder, NOW)
    return folder


def publish_next(folder: Path) -> None:
    """One more version, entered in the ledger."""
    write_version(folder, len([path for path in folder.iterdir() if path.is_dir()]))
    adopt(folder, NOW)


def write_version(folder: Path, number: int) -> None:
    """Version `number`, 0 the first: its texts are those of the one before, with one clause revised."""
    home = folder / day(number).isoformat()
    home.mkdir()
    (home / "version.yml").write_text(VERSION.format(day=day(number), n=number), encoding="utf-8")
    for language, sentence in _SENTENCES.items():
        text = (BASE / f"{language}.md").read_text(encoding="utf-8")
        for place, clause in enumerate(_CLAUSES):
            latest = number - (number - place) % len(_CLAUSES)
            if latest > 0:
                text = _revised(text, clause, sentence.format(n=latest))
        (home / f"{language}.md").write_text(text, encoding="utf-8")


def day(number: int) -> date:
    """The day version `number` comes into force."""
    return FIRST + timedelta(days=30 * number)


def _revised(text: str, clause: str, sentence: str) -> str:
    """The text with a sentence at the end of one clause."""
    start = text.index(f"{{#{clause}}}")
    end = text.find("\n#", start)
    end = len(text) if end < 0 else end
    return f"{text[:end].rstrip()}\n\n{sentence}\n{text[end:]}"
