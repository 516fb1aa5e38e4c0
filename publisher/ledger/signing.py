"""Sign the head of a ledger with Ed25519 (RFC 8032), so that a chain rewritten as a whole is seen.

The private key is a PEM file (PKCS #8) outside the repository; the public key is written as base64 of its 32 bytes.
"""

import base64
import binascii
import hashlib
import os
from dataclasses import replace
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from publisher.errors import BadInputError, RefusedError
from publisher.ledger.entry import Entry
from publisher.messages import _


def create_key(path: Path, password: bytes | None = None) -> str:
    """Write a new private key to a file that only its owner may read, and return the public key.

    Raises RefusedError where the file exists or stands inside a repository.
    """
    _refuse_repository(path)
    key = Ed25519PrivateKey.generate()
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise RefusedError(_("there is a file already"), path=path, remedy=_("choose another name")) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    return public_key(key)


def load_key(path: Path, password: bytes | None = None) -> Ed25519PrivateKey:
    """Read a private key. Raises BadInputError if it is none, RefusedError if it stands inside a repository."""
    _refuse_repository(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadInputError(
            _("not a private key that can be read"),
            path=path,
            remedy=_("make one with `publisher keys new FILE`; a password stands in PUBLISHER_SIGNING_PASSWORD"),
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInputError(_("not an Ed25519 key"), path=path, remedy=_("make one with `publisher keys new FILE`"))
    return key


def public_key(key: Ed25519PrivateKey) -> str:
    """The public key, base64 of its 32 bytes."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def key_id(public: str) -> str:
    """A short name of a public key: the first 16 hexadecimal digits of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(base64.b64decode(public)).hexdigest()[:16]


def sign(entry: Entry, key: Ed25519PrivateKey) -> Entry:
    """The entry with the key named in what is hashed, and the signature over its hash."""
    named = replace(entry, key=public_key(key))
    return replace(named, signature=base64.b64encode(key.sign(named.hash.encode())).decode())


def is_signed_by(entry: Entry, public: str) -> bool:
    """Whether the entry names this public key and its signature is the key's over the entry's hash."""
    try:
        raw = base64.b64decode(entry.signature, validate=True)
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True)).verify(raw, entry.hash.encode())
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return entry.key == public and base64.b64encode(raw).decode() == entry.signature


def _refuse_repository(path: Path) -> None:
    """A key that is committed once is published for ever."""
    for folder in path.absolute().resolve().parents:
        if (folder / ".git").exists():
            raise RefusedError(
                _("the key would stand inside the repository {folder}", folder=folder),
                path=path,
                remedy=_("keep it in a folder of its own, such as /etc/policypress"),
            )
