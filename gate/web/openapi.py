"""The API's description, written once in `openapi.yml`: as JSON for machines and as a page for people."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gate.translation import languages
from gate.web.problems import Kind
from gate.web.rendering import Page, html

SOURCE = Path(__file__).parent / "openapi.yml"
METHODS = ("get", "post")


@cache
def document() -> dict[str, Any]:
    """The description as it is written."""
    loaded: dict[str, Any] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return loaded


@cache
def text() -> str:
    """The description as JSON."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def page(style: str, kinds: Iterable[Kind]) -> str:
    """The description as one page of HTML, without scripts."""
    described = document()
    shown = Page(language=languages()["en"], path="/docs")
    return html("docs.html", shown, style=style, api=described, operations=_operations(described), kinds=list(kinds))


def _operations(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "method": method.upper(),
            "path": path,
            "parameters": [*item.get("parameters", []), *operation.get("parameters", [])],
            "body": _schema(described, operation.get("requestBody", {})),
            "responses": {
                status: _resolved(described, answer) for status, answer in sorted(operation["responses"].items())
            },
            **{key: operation.get(key, "") for key in ("summary", "description", "operationId", "security")},
        }
        for path, item in described["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


def _resolved(described: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    reference = node.get("$ref")
    if reference is None:
        return node
    found: Any = described
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def _schema(described: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    for media in body.get("content", {}).values():
        return _resolved(described, media["schema"])
    return {}
