"""A line of the ledger is exactly what the ledger writes, or it is refused with the reason."""

import json
from datetime import datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from publisher.ledger import Entry, canonical_json
from publisher.ledger.signing import is_signed_by, public_key, sign
from publisher.model import ZONE, PolicyId, VersionId

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ENTRY = Entry(
    number=1,
    policy=PolicyId("privacy"),
    version=VersionId.parse("2024-04-01"),
    published_at=datetime(2024, 3, 1, 9, 30, tzinfo=ZONE),
    previous=None,
    files={"ja.md": "0" * 64},
    reason="緊急\nのため",
)


def test_a_line_reads_as_it_was_written() -> None:
    for entry in (ENTRY, sign(ENTRY, KEY)):
        line = entry.line()
        assert line.count("\n") == 1
        assert Entry.parse(line[:-1]) == entry
        assert Entry.parse(line[:-1]).line() == line


def test_a_signature_is_of_one_key_over_one_entry() -> None:
    signed = sign(ENTRY, KEY)
    assert is_signed_by(signed, public_key(KEY))
    assert not is_signed_by(ENTRY, public_key(KEY))
    assert not is_signed_by(signed, public_key(Ed25519PrivateKey.generate()))
    assert not is_signed_by(signed, "not base64!")


def rehashed(**changes: Any) -> str:
    """The entry with changed fields and a hash that fits them, so that only the fields can be at fault."""
    facts = {**json.loads(ENTRY.line()), **changes}
    facts = {name: value for name, value in facts.items() if value != "REMOVED"}
    return canonical_json(facts)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "Expecting value"),
        ("[]", "it is not a ledger entry"),
        (rehashed(files="REMOVED"), "it is not a ledger entry: 'files'"),
        (rehashed(files=[]), "it is not a ledger entry"),
        (rehashed(files={"ja.md": "0" * 63}), "is not a SHA-256"),
        (rehashed(number=True), "is not a whole number"),
        (rehashed(number=1.0), "is not a whole number"),
        (rehashed(policy=3), "is not a text"),
        (rehashed(version="2024-4-1"), "is not a version id"),
        (rehashed(published_at="2024-03-01T09:30:00"), "has no offset"),
        (rehashed(published_at="soon"), "Invalid isoformat string"),
        (rehashed(policy="terms"), "does not match its own hash"),
        (rehashed(hash="0" * 64), "does not match its own hash"),
        (ENTRY.line()[:-1].replace(":", ": ", 1), "not in the ledger's canonical form"),
        (ENTRY.line()[:-1].replace("緊", "\\u7dca"), "not in the ledger's canonical form"),
        (ENTRY.line()[:-1].replace('{"files"', '{"extra":1,"files"', 1), "not in the ledger's canonical form"),
    ],
)
def test_anything_else_is_refused_with_the_reason(line: str, words: str) -> None:
    with pytest.raises(ValueError) as caught:
        Entry.parse(line)
    assert words in str(caught.value)


SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()
KEYS = st.text("abcXYZ09_-")
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20)


@given(VALUES)
def test_canonical_json_is_json_and_the_same_whatever_the_order_of_keys(value: Any) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    if isinstance(value, dict):
        assert canonical_json(dict(reversed(value.items()))) == text
