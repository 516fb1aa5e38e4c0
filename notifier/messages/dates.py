"""Dates as readers of each language write them; instants with the zone in words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from notifier.model.ids import Language

TOKYO = ZoneInfo("Asia/Tokyo")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(value: date, language: Language) -> str:
    """`2026年12月15日` or `15 December 2026`."""
    if language == "ja":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def instant(value: datetime, language: Language) -> str:
    """`2026年12月15日 0時（日本時間）` or `15 December 2026, 00:00 (Japan time)`; minutes only where there are any."""
    local = value.astimezone(TOKYO)
    if language == "ja":
        minutes = f"{local.minute}分" if local.minute else ""
        return f"{day(local.date(), language)} {local.hour}時{minutes}（日本時間）"
    return f"{day(local.date(), language)}, {local:%H:%M} (Japan time)"
