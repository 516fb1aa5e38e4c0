"""One entry of the ledger: a line of canonical JSON that holds its own hash and the hash of the line before it."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from publisher.model import PolicyId, VersionId

_SHA256 = re.compile(r"[0-9a-f]{64}")
_NOT_HASHED = ("hash", "signature")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is recorded of one publication.

    `files` maps the name of each file of the version's folder to the SHA-256 of its bytes. `published_at` is aware.
    `previous` is the hash of the entry before, None for the first. `reason` says why a rule about dates was set aside;
    `adopted` marks a text that was in force before the ledger began. `key` is the Ed25519 public key, base64, of the
    `signature` over the hash.
    """

    number: int
    policy: PolicyId
    version: VersionId
    published_at: datetime
    previous: str | None
    files: Mapping[str, str]
    adopted: bool = False
    reason: str = ""
    key: str = ""
    signature: str = field(default="", compare=False)

    @property
    def hash(self) -> str:
        """SHA-256, in hexadecimal, of the canonical JSON of everything but the hash and the signature."""
        return hashlib.sha256(canonical_json(self._facts()).encode()).hexdigest()

    def line(self) -> str:
        """The entry as a line of `ledger.jsonl`, its line feed included."""
        signed = {"signature": self.signature} if self.signature else {}
        return canonical_json({**self._facts(), "hash": self.hash, **signed}) + "\n"

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read a line without its line feed. Raises ValueError if it is not exactly what `line` writes."""
        read = json.loads(line)
        entry = cls._from(read)
        if read.get("hash") != entry.hash:
            raise ValueError("its content does not match its own hash")
        if entry.line() != line + "\n":
            raise ValueError("it is not in the ledger's canonical form")
        return entry

    @classmethod
    def _from(cls, read: Any) -> Self:
        try:
            return cls(
                number=_integer(read["number"]),
                policy=PolicyId(_text(read["policy"])),
                version=VersionId.parse(_text(read["version"])),
                published_at=_instant(read["published_at"]),
                previous=None if read["previous"] is None else _sha256(read["previous"]),
                files={_text(name): _sha256(digest) for name, digest in read["files"].items()},
                adopted=read.get("adopted", False) is True,
                reason=_text(read.get("reason", "")),
                key=_text(read.get("key", "")),
                signature=_text(read.get("signature", "")),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"it is not a ledger entry: {error}") from error

    def _facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "files": dict(self.files),
            "number": self.number,
            "policy": self.policy,
            "previous": self.previous,
            "published_at": self.published_at.isoformat(),
            "version": str(self.version),
        }
        optional = {"adopted": self.adopted, "reason": self.reason, "key": self.key}
        return facts | {name: value for name, value in optional.items() if value}


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces, as RFC 8785 writes it for texts, integers, booleans and null.

    (RFC 8785 §3.2.3 sorts by UTF-16 code units; the keys here are ASCII, where the order is the same.)
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def _integer(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _sha256(value: Any) -> str:
    if not _SHA256.fullmatch(_text(value)):
        raise ValueError(f"{value!r} is not a SHA-256")
    return str(value)


def _instant(value: Any) -> datetime:
    instant = datetime.fromisoformat(_text(value))
    if instant.tzinfo is None:
        raise ValueError(f"{value!r} has no offset")
    return instant
