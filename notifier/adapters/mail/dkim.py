"""DKIM signatures (RFC 6376; Ed25519 by RFC 8463).

Hashing a body and signing with a library in pure Python costs eight milliseconds a message. All messages of one
language have the same body, so it is hashed once, and OpenSSL signs the headers."""

import base64
import hashlib
import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from notifier.model.errors import UsageProblem

SIGNED = (
    "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-language", "auto-submitted"
)  # fmt: skip
SMALLEST_RSA = 1024
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_BLANKS = re.compile(rb"[ \t]+")


class DkimSigner:
    """`ports.signing.MailSigner` for one domain and selector; canonicalisation relaxed/relaxed."""

    def __init__(self, domain: str, selector: str, key: RSAPrivateKey | Ed25519PrivateKey) -> None:
        self._domain = domain
        self._selector = selector
        self._key = key
        self._algorithm = "ed25519-sha256" if isinstance(key, Ed25519PrivateKey) else "rsa-sha256"

    def body_hash(self, body: bytes) -> str:
        """Blanks at line ends and empty lines at the end do not count (§3.4.4)."""
        lines = [_BLANKS.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
        canonical = b"\r\n".join(lines).rstrip(b"\r\n")
        canonical = canonical + b"\r\n" if canonical else b""
        return base64.b64encode(hashlib.sha256(canonical).digest()).decode("ascii")

    def header(self, headers: bytes, body_hash: str) -> bytes:
        """Signs the headers of SIGNED that are there, and From twice so that none can be added (§5.4)."""
        fields = _fields(headers)
        names = [name for name in SIGNED if name in fields]
        listed = ":".join([*names, "from"])
        unsigned = (
            f"v=1; a={self._algorithm}; c=relaxed/relaxed; d={self._domain}; s={self._selector};"
            f" h={listed}; bh={body_hash}; b="
        )
        lines = [_relaxed(name, fields[name]) for name in names]
        lines.append(_relaxed("dkim-signature", unsigned.encode("ascii")))
        signature = base64.b64encode(self._sign(b"\r\n".join(lines))).decode("ascii")
        folded = "\r\n ".join(signature[i : i + 72] for i in range(0, len(signature), 72))
        head = unsigned.replace("; h=", ";\r\n h=").replace("; bh=", ";\r\n bh=").replace("; b=", ";\r\n b=")
        return f"DKIM-Signature: {head}{folded}\r\n".encode("ascii")

    def _sign(self, content: bytes) -> bytes:
        if isinstance(self._key, Ed25519PrivateKey):
            return self._key.sign(hashlib.sha256(content).digest())  # RFC 8463 §3: over the hash
        return self._key.sign(content, padding.PKCS1v15(), SHA256())


def load_signer(domain: str, selector: str, path: Path) -> DkimSigner:
    """The signer with the PEM private key at `path`; raises UsageProblem."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        raise UsageProblem(reason=f"NOTIFIER_DKIM_KEY: {path} is not a readable PEM private key") from None
    if isinstance(key, Ed25519PrivateKey) or (isinstance(key, RSAPrivateKey) and key.key_size >= SMALLEST_RSA):
        return DkimSigner(domain, selector, key)
    raise UsageProblem(reason=f"NOTIFIER_DKIM_KEY: {path} is neither RSA of 1024 bits or more nor Ed25519")


def _fields(headers: bytes) -> dict[str, bytes]:
    """Header fields by lower-case name, values unfolded."""
    fields: dict[str, bytes] = {}
    for line in _FOLD.sub(b"", headers).split(b"\r\n"):
        name, colon, value = line.partition(b":")
        if colon:
            fields[name.decode("ascii").strip().lower()] = value
    return fields


def _relaxed(name: str, value: bytes) -> bytes:
    return name.encode("ascii") + b":" + _BLANKS.sub(b" ", _FOLD.sub(b"", value)).strip(b" ")
