"""Where a sign-up carries its attestation: the header `Age-Attestation`, or the field `attestation` of a form or of a
JSON object.
"""

import json
from urllib.parse import parse_qsl

HEADER = "Age-Attestation"
FIELD = "attestation"
MOST_BYTES = 1024 * 1024
"""The largest body that is searched; a larger one needs the header."""


def attestation(header: str | None, media_type: str, body: bytes, field: str = FIELD) -> str | None:
    """The attestation that a request presents, or None. Two different ones count as none: nobody sends two by mistake.

    `media_type` is the Content-Type; of what is neither a form nor JSON only the header counts.
    """
    return only(header, *_in_body(media_type, body, field))


def only(*values: str | None) -> str | None:
    """The one value that is there, once or repeated; None where there is none, or another one too."""
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else None


def searchable(media_type: str) -> bool:
    """Whether a body of this Content-Type is read at all."""
    return _plain(media_type) in ("application/json", "application/x-www-form-urlencoded")


def _plain(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def _in_body(media_type: str, body: bytes, field: str) -> list[str]:
    kind = _plain(media_type)
    if kind == "application/json":
        return _in_json(body, field)
    return _in_form(body, field) if kind == "application/x-www-form-urlencoded" else []


def _in_json(body: bytes, field: str) -> list[str]:
    try:
        found = json.loads(body, object_pairs_hook=_Members)
    except (ValueError, RecursionError):
        return []
    pairs = found.pairs if isinstance(found, _Members) else []
    return [value for name, value in pairs if name == field and isinstance(value, str)]


class _Members(dict[str, object]):
    """A JSON object that remembers members which stand twice."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def _in_form(body: bytes, field: str) -> list[str]:
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        return []
    return [value for name, value in pairs if name == field]
