"""The policy as the app sees it: the site's manifest. What is in force, does it need consent, what is coming?"""

import json
import threading
from datetime import UTC, datetime
from typing import Any

import urllib3
from flask import Flask, current_app, g

POLICY = "privacy"


class PolicySite:
    """The manifest, asked for anew each time and only sent where it has changed; the last one where nobody answers."""

    def __init__(self, url: str) -> None:
        self._address = f"{url}/manifest.json"
        self._http = urllib3.PoolManager(timeout=5, retries=False)
        self._lock = threading.Lock()
        self._known: dict[str, Any] = {"policies": []}
        self._changed = ""

    def policy(self) -> dict[str, Any] | None:
        """The policy's part of the manifest; None while there is none."""
        with self._lock:
            self._refresh()
            return next((one for one in self._known["policies"] if one["id"] == POLICY), None)

    def _refresh(self) -> None:
        headers = {"If-Modified-Since": self._changed} if self._changed else {}
        try:
            found = self._http.request("GET", self._address, headers=headers)
            if found.status == 200:
                self._known = json.loads(found.data)
                self._changed = found.headers.get("Last-Modified", "")
        except (urllib3.exceptions.HTTPError, ValueError):
            return


def init_app(app: Flask) -> None:
    """One reader of the manifest, for views and templates."""
    app.extensions["policy"] = PolicySite(app.config["SERVICE"].site_url)

    @app.context_processor
    def shown() -> dict[str, Any]:
        return {"policy_url": lambda: _url(g.get("lang", "en")), "standing": standing}


def policy() -> dict[str, Any]:
    """The policy; empty while the site does not answer for the first time."""
    return current_app.extensions["policy"].policy() or {}


def standing(now: datetime | None = None) -> dict[str, Any]:
    """`in_force` and, where one is scheduled, `next`: versions of the manifest, judged by the clock and not by the
    manifest's age.
    """
    versions = policy().get("versions", [])
    instant = now or datetime.now(UTC)
    begun = [one for one in versions if datetime.fromisoformat(one["effective_at"]) <= instant]
    ahead = [one for one in versions if datetime.fromisoformat(one["effective_at"]) > instant]
    order = lambda one: one["effective_at"]  # noqa: E731 - a key, twice
    return {"in_force": max(begun, key=order, default=None), "next": min(ahead, key=order, default=None)}


def table(name: str) -> list[dict[str, Any]]:
    """The rows of one of the policy's tables, such as the categories of cookies."""
    rows: list[dict[str, Any]] = policy().get("data", {}).get(name, {}).get("rows", [])
    return rows


def _url(lang: str) -> str:
    found = policy().get("urls", {}).get("in_force", {}).get(lang)
    return str(found or f"{current_app.config['SERVICE'].site_url}/{lang}/{POLICY}/")
