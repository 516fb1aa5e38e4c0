"""Bodies and arguments read strictly: JSON as RFC 8259 and I-JSON (RFC 7493) have it."""

import json
from collections.abc import Mapping

from notifier.model.ids import Language
from notifier.web.exchange import JSON, Incoming
from notifier.web.problems import ProblemError

MAX_BODY = 64 * 1024
LANGUAGES = ("ja", "en")


def json_object(incoming: Incoming, limits: Mapping[str, int], required: tuple[str, ...] = ()) -> dict[str, str]:
    """The members of the body: all text, all known, none too long, no control characters but line ends. An empty body
    is an empty object where nothing is required. Raises ProblemError."""
    if not incoming.body and not required:
        return {}
    if incoming.media_type != JSON:
        raise ProblemError("not_json", "Send Content-Type: application/json")
    members = _parsed(incoming.body)
    unknown = sorted(set(members) - set(limits))
    if unknown:
        raise ProblemError("invalid", f"unknown member(s); known are: {', '.join(limits)}")
    texts = {name: _text(name, value, limits[name]) for name, value in members.items() if value is not None}
    for name in required:
        if name not in texts:
            raise ProblemError("invalid", f"{name} is missing")
    return texts


def _parsed(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
        json.dumps(found, ensure_ascii=False).encode("utf-8")  # half a surrogate pair is not text
    except (ValueError, RecursionError):
        raise ProblemError("malformed", "The body is not JSON in UTF-8 with each member once") from None
    if not isinstance(found, dict):
        raise ProblemError("malformed", "The body is not a JSON object")
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not a JSON number")


def _text(name: str, value: object, longest: int) -> str:
    if not isinstance(value, str) or not value or len(value) > longest:
        raise ProblemError("invalid", f"{name} must be text of 1 to {longest} characters")
    if any(ord(letter) < 32 and letter not in "\r\n\t" for letter in value) or "\x7f" in value:
        raise ProblemError("invalid", f"{name} must not hold control characters")
    return value


def language_of(incoming: Incoming) -> Language | None:
    """`?lang=`; None where it is not given. Raises ProblemError."""
    wish = incoming.query.get("lang")
    if wish is None:
        return None
    if wish not in LANGUAGES:
        raise ProblemError("invalid", f"lang must be one of: {', '.join(LANGUAGES)}")
    return Language(wish)


def number(incoming: Incoming, name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most` (`default` where it is not given); raises ProblemError."""
    text = incoming.query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        raise ProblemError("invalid", f"{name} must be a number from 1 to {most}")
    return int(text)


def flag(incoming: Incoming, name: str) -> bool:
    """`true` or `false`; raises ProblemError."""
    text = incoming.query.get(name, "false")
    if text not in ("true", "false"):
        raise ProblemError("invalid", f"{name} must be true or false")
    return text == "true"
