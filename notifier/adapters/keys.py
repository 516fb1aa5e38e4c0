"""Keys from the environment: AES-256-GCM for contacts, HMAC-SHA-256 for keyed hashes, Ed25519 for the log.

`NOTIFIER_KEYS` is `id:key[,id:key…]`, the newest first, each key 32 bytes in URL-safe base64. Every use has a key of
its own, derived by HKDF. Keyed hashes hang on a random pepper that is stored sealed: it stays when the keys change,
so rotation (`notifier keys rotate`) only seals again."""

import base64
import binascii
import hashlib
import hmac
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from notifier.model.errors import NotifierError, UsageProblem
from notifier.model.ids import RecipientId
from notifier.model.recipient import Contact

KEY_BYTES = 32
_NONCE = 12
_KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class NoKeys(UsageProblem):
    """NOTIFIER_KEYS is not set, and this database needs its key: put it into the environment, or into the file that
    NOTIFIER_KEYS_FILE names; for a new database `notifier keys new` makes one"""

    def __init__(self) -> None:
        super().__init__(reason="")


class KeyMissing(NotifierError):
    """the key {key_id} is not in NOTIFIER_KEYS, but something is sealed with it; add it after the newest one"""


class SealBroken(NotifierError):
    """something sealed with the key {key_id} cannot be opened: the key is another one, or the bytes were altered"""


@dataclass(frozen=True)
class Key:
    """One key of the environment with what is derived from it; never shown."""

    id: str
    cipher: AESGCM = field(repr=False)
    signer: Ed25519PrivateKey = field(repr=False)


def new_key() -> str:
    """32 random bytes, as they stand in the environment."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode("ascii")


def parse_keys(text: str) -> tuple[Key, ...]:
    """The keys of NOTIFIER_KEYS, newest first; raises NoKeys or UsageProblem (which never shows a key)."""
    if not text.strip():
        raise NoKeys()
    keys = tuple(_parse_key(part.strip(), number) for number, part in enumerate(text.split(","), start=1))
    if len({key.id for key in keys}) != len(keys):
        raise UsageProblem(reason="NOTIFIER_KEYS names the same key id twice")
    return keys


def _parse_key(part: str, number: int) -> Key:
    key_id, _, encoded = part.partition(":")
    try:
        raw = base64.b64decode(encoded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not _KEY_ID.fullmatch(key_id) or len(raw) != KEY_BYTES:
        raise UsageProblem(reason=f"NOTIFIER_KEYS, key {number}: not of the form id:key with 32 bytes in base64")
    signer = Ed25519PrivateKey.from_private_bytes(_derive(raw, b"policypress notifier log"))
    return Key(id=key_id, cipher=AESGCM(_derive(raw, b"policypress notifier seal")), signer=signer)


def _derive(raw: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(raw)


class KeyRing:
    """Seals with the newest key, opens with any; what is needed before there is a pepper."""

    def __init__(self, keys: tuple[Key, ...]) -> None:
        self.keys = keys
        self._by_id = {key.id: key for key in keys}

    @property
    def newest(self) -> Key:
        return self.keys[0]

    def seal(self, clear: bytes, purpose: str) -> bytes:
        """Nonce and ciphertext, bound to `purpose`."""
        nonce = os.urandom(_NONCE)
        return nonce + self.newest.cipher.encrypt(nonce, clear, purpose.encode())

    def open(self, key_id: str, sealed: bytes, purpose: str) -> bytes:
        """Raises KeyMissing or SealBroken."""
        key = self._by_id.get(key_id)
        if key is None:
            raise KeyMissing(key_id=key_id)
        try:
            return key.cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())
        except InvalidTag as problem:
            raise SealBroken(key_id=key_id) from problem


class KeyVault:
    """`ports.vault.Vault` over a key ring and the pepper."""

    def __init__(self, ring: KeyRing, pepper: bytes) -> None:
        self._ring = ring
        self._keyed = hmac.new(pepper, digestmod="sha256")

    @property
    def key_id(self) -> str:
        return self._ring.newest.id

    def seal(self, contact: Contact) -> bytes:
        fields = {
            "e": contact.email,
            "n": contact.name,
            "p": list(contact.postal) or None,
            "f": contact.fax,
        }
        clear = json.dumps({k: v for k, v in fields.items() if v}, ensure_ascii=False, separators=(",", ":"))
        return self._ring.seal(clear.encode(), "contact")

    def open(self, key_id: str, sealed: bytes) -> Contact:
        fields = json.loads(self._ring.open(key_id, sealed, "contact").decode())
        return Contact(
            email=fields.get("e"), name=fields.get("n"), postal=tuple(fields.get("p", ())), fax=fields.get("f")
        )

    def seal_bytes(self, clear: bytes, purpose: str) -> bytes:
        return self._ring.seal(clear, purpose)

    def open_bytes(self, key_id: str, sealed: bytes, purpose: str) -> bytes:
        return self._ring.open(key_id, sealed, purpose)

    def lookup(self, email: str) -> bytes:
        return self._digest("lookup", email.lower())

    def fingerprint(self, row: Mapping[str, object]) -> bytes:
        """A keyed hash of everything about a recipient: equal where nothing changed."""
        return self._digest("fingerprint", json.dumps(row, sort_keys=True, ensure_ascii=False, default=str))

    def subject(self, recipient: RecipientId) -> str:
        return self._digest("subject", recipient)[:16].hex()

    def address_salt(self, recipient: RecipientId) -> bytes:
        return self._digest("salt", recipient)[:16]

    def address_hash(self, recipient: RecipientId, address: str) -> str:
        return hashlib.sha256(self.address_salt(recipient) + address.encode()).hexdigest()

    def token(self, purpose: str, text: str) -> str:
        return self._digest(f"token\0{purpose}", text)[:10].hex()

    def domain_key(self, domain: str) -> int:
        return int.from_bytes(self._digest("domain", domain)[:8], "big") >> 1

    def sign(self, message: bytes) -> bytes:
        return self._ring.newest.signer.sign(message)

    def public_keys(self) -> dict[str, bytes]:
        return {key.id: key.signer.public_key().public_bytes_raw() for key in self._ring.keys}

    def _digest(self, purpose: str, text: str) -> bytes:
        keyed = self._keyed.copy()  # quicker than to begin with the key again
        keyed.update(f"{purpose}\0{text}".encode("utf-8", "surrogatepass"))
        return keyed.digest()
