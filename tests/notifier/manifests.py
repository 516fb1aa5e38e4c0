"""Sample manifests of format 1, with the texts that their hashes are of."""

import hashlib
import json
from pathlib import Path
from typing import Any

SITE = "https://policy.example.com"
TEXTS = {
    "ja": "# 個人情報取扱方針\n\n## 1. 収集する個人情報 {#collection}\n\n当社は次の情報を収集します。\n",
    "en": "# Privacy Policy\n\n## 1. Information we collect {#collection}\n\nWe collect the following.\n",
}


def version(
    id_: str = "2026-12-15", *, consent: bool = False, languages: tuple[str, ...] = ("ja", "en"), klass: str = "major"
) -> dict[str, Any]:
    """One version, in force from the day that its id says."""
    day = id_[:10]
    return {
        "id": id_,
        "effective": day,
        "effective_at": f"{day}T00:00:00+09:00",
        "superseded_at": None,
        "announced": "2026-11-01",
        "revised": "2026-11-01",
        "class": klass,
        "consent_required": consent,
        "note": {
            "ja": "クッキーの種類の説明を分かりやすくし、第三者への提供の条件を追加しました。",
            "en": "We explain the kinds of cookies more clearly, and add when data goes to third parties.",
        },
        "predecessor": "2021-04-22",
        "languages": list(languages),
        "texts": {
            language: {
                "url": f"{SITE}/{language}/privacy/{id_}/",
                "source_url": f"{SITE}/sources/privacy/{id_}/{language}.md",
                "sha256": hashlib.sha256(TEXTS[language].encode()).hexdigest(),
                "bytes": len(TEXTS[language].encode()),
            }
            for language in languages
        },
        "changes": {language: f"{SITE}/{language}/privacy/{id_}/changes/" for language in languages},
        "clauses": [
            {
                "id": "cookies",
                "change": "changed",
                "title": {"ja": "5. クッキー等", "en": "5. Cookies and the like"},
                "class": "minor",
                "reason": {"ja": "説明を分かりやすくするためです。", "en": "To explain it more clearly."},
            },
            {
                "id": "third-parties",
                "change": "added",
                "title": {"ja": "4. 第三者への提供", "en": "4. Provision to third parties"},
                "class": "major",
                "reason": {"ja": "提供先が増えるためです。", "en": "Because there are more recipients."},
            },
        ],
        "ledger_entry": "0" * 64,
    }


def manifest(*versions: dict[str, Any], lead_time_days: int = 14) -> dict[str, Any]:
    """A site with one policy, `privacy`."""
    both = {"ja": f"{SITE}/ja/privacy/", "en": f"{SITE}/en/privacy/"}
    chosen = list(versions or (version(),))
    return {
        "format": 1,
        "as_of": "2026-11-01T00:00:00+09:00",
        "time_zone": "Asia/Tokyo",
        "site_url": SITE,
        "schema": f"{SITE}/manifest.schema.json",
        "policies": [
            {
                "id": "privacy",
                "title": {"ja": "個人情報取扱方針", "en": "Privacy Policy"},
                "governing_language": "ja",
                "controller": {"ja": "株式会社サンプル", "en": "Sample Inc."},
                "contact": {
                    "name": {"ja": "個人情報管理責任者 見本太郎", "en": "Taro Mihon, personal information manager"},
                    "email": "privacy@example.com",
                },
                "lead_time_days": lead_time_days,
                "languages": ["ja", "en"],
                "in_force": None,
                "scheduled": [one["id"] for one in chosen],
                "ledger": {"entries": len(chosen), "head": "0" * 64},
                "urls": {"in_force": both, "history": both, "feed": both, "timemap": f"{SITE}/privacy/timemap"},
                "versions": chosen,
                "announcements": [],
                "data": {"optional": {"columns": [], "rows": [{"id": "age-verification", "cells": {}}]}},
            }
        ],
    }


def write_site(folder: Path, content: dict[str, Any] | None = None) -> Path:
    """A built site's manifest with its texts beside it, as on a web server's disk; returns the manifest's path."""
    content = content or manifest()
    for policy in content["policies"]:
        for one in policy["versions"]:
            for language, text in one["texts"].items():
                path = folder / text["source_url"].removeprefix(f"{SITE}/")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(TEXTS[language], encoding="utf-8")
    path = folder / "manifest.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path
