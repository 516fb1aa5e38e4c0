"""What belongs to the service itself: the elements' script, the API's description, the kinds of problems, health."""

import gzip
import hashlib
import html
import json
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from notifier.web.context import Context
from notifier.web.exchange import Incoming, Outgoing
from notifier.web.problems import KINDS

PARTS = ("words.js", "client.js", "inbox.js", "consent.js")
"""The script's parts, in order; together they are one function."""
_PUBLIC = "public, max-age=300"


@cache
def script() -> bytes:
    """`embed.js`: the parts of `notifier/embed` as one strict function, without the blank lines and comment lines."""
    parts = [(files("notifier.embed") / name).read_text(encoding="utf-8") for name in PARTS]
    lines = (line.strip() for part in parts for line in part.splitlines())
    code = "\n".join(line for line in lines if line and not line.startswith("//"))
    return f'"use strict";(()=>{{const HOME=new URL(document.currentScript.src).origin;\n{code}\n}})();\n'.encode()


@cache
def packed_script() -> bytes:
    """The same, compressed."""
    return gzip.compress(script(), 9, mtime=0)


def embed(_context: Context, incoming: Incoming) -> Outgoing:
    """The script that defines `<policy-inbox>` and `<policy-consent>`, for any page to load."""
    packed = "gzip" in incoming.headers.get("accept-encoding", "").lower()
    body = packed_script() if packed else script()
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = (("etag", tag), ("vary", "Accept-Encoding"), ("cross-origin-resource-policy", "cross-origin"))
    if incoming.headers.get("if-none-match") == tag:
        return Outgoing(status=304, cache=_PUBLIC, headers=headers)
    encoding = (("content-encoding", "gzip"),) if packed else ()
    return Outgoing(body=body, media_type="text/javascript; charset=utf-8", cache=_PUBLIC, headers=headers + encoding)


@cache
def document() -> dict[str, Any]:
    """The API's description as it is written in `openapi.yml`."""
    loaded: dict[str, Any] = yaml.safe_load((files("notifier.web") / "openapi.yml").read_text(encoding="utf-8"))
    return loaded


def description(_context: Context, _incoming: Incoming) -> Outgoing:
    """OpenAPI 3.1."""
    return Outgoing(body=json.dumps(document(), ensure_ascii=False, indent=1).encode(), cache=_PUBLIC)


def problems(_context: Context, _incoming: Incoming) -> Outgoing:
    """Every kind of problem, where the `type` of a problem leads."""
    rows = "".join(
        f'<dt id="{kind.code}"><code>{kind.code}</code> ({kind.status})</dt><dd>{html.escape(kind.title)}</dd>'
        for kind in KINDS.values()
    )
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Problems</title><h1>Problems</h1><dl>{rows}</dl></html>"
    )
    return Outgoing(body=page.encode(), media_type="text/html; charset=utf-8", cache=_PUBLIC)


def health(context: Context, _incoming: Incoming) -> Outgoing:
    """The process can answer: the store does."""
    context.inbox.inboxes.published()
    return Outgoing(body=b'{"status":"ok"}')
