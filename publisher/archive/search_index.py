"""The host's search index, cut by language: a reader loads the texts of one language only."""

import json
from collections.abc import Iterable
from typing import Any

from publisher.model import Language


def indexes_by_language(index: str, languages: Iterable[Language]) -> dict[Language, str]:
    """From the whole index as JSON one for each language, its locations relative to `/{language}/`."""
    whole = json.loads(index)
    return {language: json.dumps(_index(whole, language), ensure_ascii=False) for language in languages}


def _index(whole: dict[str, Any], language: str) -> dict[str, object]:
    config = {**whole["config"], "lang": [language]}
    prefix = f"{language}/"
    kept = [
        {**doc, "location": doc["location"].removeprefix(prefix)}
        for doc in whole["docs"]
        if doc["location"].startswith(prefix)
    ]
    return {"config": config, "docs": kept}
