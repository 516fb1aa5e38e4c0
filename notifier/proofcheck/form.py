"""The form of a proof: one JSON object in exactly one way of writing it, signed as a whole.

The bytes of a file are `json.dumps(…, ensure_ascii=False, indent=1, sort_keys=True)` and a line feed, nothing else; so
there is no byte that could be altered without altering the meaning. The signature (Ed25519) is over the sha256 of the
same form without the member `signature`.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]


class NotAProof(Exception):
    """The file is no proof, or was altered; the message says how."""


def written(document: Mapping[str, object]) -> bytes:
    """The one way of writing `document`."""
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def to_sign(document: Mapping[str, object]) -> bytes:
    """What the signature is over: 32 bytes."""
    return hashlib.sha256(written({name: value for name, value in document.items() if name != "signature"})).digest()


def read(content: bytes) -> Document:
    """The document in `content`; raises NotAProof where it is written in any other way."""
    try:
        document = json.loads(content.decode())
        again = written(document)
    except (ValueError, RecursionError, AttributeError) as problem:
        raise NotAProof(f"not a JSON object in UTF-8: {problem}") from problem
    if not isinstance(document, dict):
        raise NotAProof("not a JSON object")
    if again != content:
        raise NotAProof("the bytes are not in the form that proofs have: the file was altered")
    return document
