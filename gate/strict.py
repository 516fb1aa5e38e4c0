"""Bodies read strictly: JSON as RFC 8259 and I-JSON (RFC 7493) have it, and forms in which no field stands twice."""

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

MOST_FIELDS = 12


class MalformedError(ValueError):
    """The body is not what it should be."""


def json_object(body: bytes) -> dict[str, object]:
    """The object that `body` holds. Raises MalformedError for anything else.

    Refused too: a member that stands twice, NaN and Infinity, lone surrogates, what is not UTF-8, and endless nesting.
    """
    try:
        text = body.decode("utf-8")
        found = _decoder.decode(text)
        if "\\u" in text:  # only an escape can bring in half a surrogate pair
            json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise MalformedError("it is not UTF-8 text") from None
    except RecursionError:
        raise MalformedError("it is nested too deeply") from None
    except MalformedError:
        raise
    except ValueError:
        raise MalformedError("it is not JSON") from None
    if not isinstance(found, dict):
        raise MalformedError("it is not a JSON object")
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MalformedError("a member stands twice")
    return members


def _no_constant(name: str) -> object:
    raise MalformedError(f"{name} is not a JSON number")


_decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)


def form(body: bytes) -> Mapping[str, str]:
    """The fields of `application/x-www-form-urlencoded`. Raises MalformedError when one stands twice."""
    try:
        pairs = _pairs(body.decode("ascii"))
    except (UnicodeError, ValueError):
        raise MalformedError("it is not a form") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise MalformedError("a field stands twice")
    return fields


def _pairs(text: str) -> list[tuple[str, str]]:
    if "%" in text or "+" in text or text.count("&") >= MOST_FIELDS:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    parts = (part.partition("=") for part in text.split("&") if part)  # plain characters stand for themselves
    return [(name, value) for name, _, value in parts]
