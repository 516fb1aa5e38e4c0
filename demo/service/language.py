"""Two languages, side by side in the code: `t("日本語", "English")`. Which one, the address says and no cookie."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, g, redirect, request, url_for

LANGUAGES = ("ja", "en")
PREFIX = "/<any(ja, en):lang>"
JAPAN = ZoneInfo("Asia/Tokyo")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


def init_app(app: Flask) -> None:
    """Read the language of each address, and write it into the addresses that are made."""

    @app.url_value_preprocessor
    def read(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.lang = (values or {}).pop("lang", None) or preferred()

    @app.url_defaults
    def write(endpoint: str, values: dict[str, Any]) -> None:
        if app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values.setdefault("lang", g.get("lang", "en"))

    @app.context_processor
    def words() -> dict[str, Any]:
        return {"t": t, "lang": g.get("lang", "en"), "other": other(), "day": day, "moment": moment}


def t(ja: str, en: str) -> str:
    """The one in the reader's language."""
    return ja if g.get("lang") == "ja" else en


def preferred() -> str:
    """The language at the head of an address that leads nowhere, else the one that the browser asks for."""
    first = request.path.split("/")[1]
    if first in LANGUAGES:
        return first
    return request.accept_languages.best_match(LANGUAGES, default="ja") or "ja"


def other() -> dict[str, str]:
    """The same page in the other language."""
    code = "en" if g.get("lang") == "ja" else "ja"
    arguments = {**(request.view_args or {}), "lang": code}
    to = url_for(request.endpoint, **arguments) if request.endpoint and request.method == "GET" else f"/{code}/"
    return {"code": code, "name": "English" if code == "en" else "日本語", "url": to}


def in_my_language(endpoint: str) -> Response:
    """Lead an address without a language, as a mail has it, to the one with it."""
    return redirect(url_for(endpoint, lang=g.lang), 302)  # type: ignore[return-value]


def day(value: date) -> str:
    """2027年2月1日, 1 February 2027."""
    return t(f"{value.year}年{value.month}月{value.day}日", f"{value.day} {MONTHS[value.month - 1]} {value.year}")


def moment(iso: str) -> str:
    """An instant in Japan's time, which is said."""
    at = datetime.fromisoformat(iso).astimezone(JAPAN)
    return t(f"{day(at)} {at:%H:%M}（日本時間）", f"{day(at)}, {at:%H:%M} (Japan)")
