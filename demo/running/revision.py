"""The demo's revision: the draft's open places filled with examples, published by the use case of `publisher publish`.

Works on a copy of the content only. The texts that fill the draft are made up (`example_values.yml`).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml

from publisher.content import load_policy
from publisher.dates import spoken
from publisher.ledger import Plan, Release, plan_publication, publish
from publisher.model import ZONE, Language

POLICY = "privacy"
PLACE = re.compile(r"［要記入: ([^］]+)］|\[TO COMPLETE: ([^\]]+)\]")
SPARE_DAYS = 5
"""How much longer than the policy promises the demo's announcement runs."""
APPROVED_BY = "見本 法子（架空の承認者 / a made-up approver）"


@dataclass(frozen=True)
class Revision:
    """The policy in `content`, a folder that the demo may write to."""

    content: Path

    @property
    def folder(self) -> Path:
        """The policy's folder."""
        return self.content / POLICY

    @property
    def draft(self) -> Path:
        """Where the draft lies until it is published."""
        return self.folder / "draft"

    def plan(self, now: datetime) -> Plan:
        """What publishing at `now` would do: the same as `publisher publish --dry-run`."""
        return plan_publication(self.folder, self._release(now), now)

    def publish(self, now: datetime) -> str:
        """Fill the draft and publish it; the new version's id. Raises RefusedError."""
        fill(self.draft, self._days(now))
        return str(publish(self.folder, self._release(now), now).version_id)

    @property
    def last(self) -> str:
        """The id of the version that was published last."""
        return str(load_policy(self.folder).versions[-1].id)

    def _release(self, now: datetime) -> Release:
        return Release(effective=self._days(now)["effective"], approved_by=APPROVED_BY)

    def _days(self, now: datetime) -> dict[str, date]:
        today = now.astimezone(ZONE).date()
        lead = timedelta(days=load_policy(self.folder).lead_time_days + SPARE_DAYS)
        return {"announced": today, "revised": today, "effective": first_of_a_month(today + lead)}


def first_of_a_month(day: date) -> date:
    """The first day of a month that is not before `day`."""
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def fill(draft: Path, days: dict[str, date]) -> int:
    """Write the example values into a draft's open places; returns how many. Raises KeyError for an unknown one."""
    values = example_values(days)
    count = 0

    def value(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return values[match[1] or match[2]]

    for path in sorted(draft.glob("*.md")) + sorted(draft.glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        path.write_text(PLACE.sub(value, text).replace("。。", "。").replace("..\n", ".\n"), encoding="utf-8")
    return count


def example_values(days: dict[str, date]) -> dict[str, str]:
    """The value of each open place, by what the draft calls it."""
    written: dict[str, dict[str, str]] = yaml.safe_load(
        Path(__file__).with_name("example_values.yml").read_text(encoding="utf-8")
    )
    japanese = {name: f"{day.year}年{day.month}月{day.day}日" for name, day in days.items()}
    english = {name: spoken(day, Language("en")) for name, day in days.items()}
    said = {"ja": japanese, "en": english}
    return {place: value.format(**said[code]) for code, places in written.items() for place, value in places.items()}
