"""Keys: sealing contacts at rest, keyed hashes, tokens and the log's signatures."""

from typing import Protocol

from notifier.model.ids import RecipientId
from notifier.model.recipient import Contact


class Vault(Protocol):
    """Seals with the newest key and opens with any of those configured."""

    @property
    def key_id(self) -> str:
        """The id of the newest key, for `recipients.key_id` and the log."""

    def seal(self, contact: Contact) -> bytes:
        """The contact encrypted with the newest key."""

    def open(self, key_id: str, sealed: bytes) -> Contact:
        """The contact back; raises where the key is not configured or the bytes were altered."""

    def seal_bytes(self, clear: bytes, purpose: str) -> bytes:
        """Any other secret (a webhook's), bound to `purpose`."""

    def open_bytes(self, key_id: str, sealed: bytes, purpose: str) -> bytes:
        """The secret back."""

    def lookup(self, email: str) -> bytes:
        """A keyed hash by which an address is found again, the same for the same address."""

    def subject(self, recipient: RecipientId) -> str:
        """A keyed hash that stands for the recipient in the log."""

    def address_hash(self, recipient: RecipientId, address: str) -> str:
        """sha256(salt ‖ address) in hex; the salt is the recipient's own and can be shown in a proof."""

    def address_salt(self, recipient: RecipientId) -> bytes:
        """That salt."""

    def token(self, purpose: str, text: str) -> str:
        """20 characters [0-9a-f] that only a holder of the key can make for `text`: Message-ID, return path."""

    def domain_key(self, domain: str) -> int:
        """A keyed 63-bit number that stands for a mail domain."""

    def sign(self, message: bytes) -> bytes:
        """Ed25519 with the newest key's signing half."""

    def public_keys(self) -> dict[str, bytes]:
        """Raw Ed25519 public keys by key id, of every configured key."""
