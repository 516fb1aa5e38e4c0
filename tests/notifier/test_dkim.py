"""Signatures that another library verifies."""

import base64
import hashlib
import re
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from dkim.canonicalization import Relaxed

from notifier.model.errors import UsageProblem
from tests.notifier.world import World

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ED = ed25519.Ed25519PrivateKey.generate()


def signed_mails(world: World, key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> list[bytes]:
    path = world.folder / "dkim.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    world.set(NOTIFIER_DKIM_DOMAIN="example.com", NOTIFIER_DKIM_SELECTOR="s1", NOTIFIER_DKIM_KEY=str(path))
    world.send(4)
    return [path.read_bytes() for path in sorted((world.folder / "eml").glob("*.eml"))]


def test_every_mail_is_signed_so_that_others_can_verify_it(sqlite_world: World) -> None:
    mails = signed_mails(sqlite_world, RSA)
    der = RSA.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)
    assert len(mails) == 4
    for mail in mails:
        assert dkim.verify(mail, dnsfunc=lambda name, timeout=5: record)
        altered_to = mail.replace(b"\r\nTo: ", b"\r\nTo: x", 1)
        for altered in (altered_to, mail.rstrip() + b"x\r\n", b"From: x@y.z\r\n" + mail):
            assert not dkim.verify(altered, dnsfunc=lambda name, timeout=5: record)


def test_an_ed25519_signature_is_over_the_hash_of_the_same_canonical_headers(sqlite_world: World) -> None:
    """RFC 8463 §3. dkimpy verifies Ed25519 only with a further library, so its canonical form is used here directly."""
    for mail in signed_mails(sqlite_world, ED):
        headers, _ = dkim.rfc822_parse(mail)
        canonical = Relaxed.canonicalize_headers(headers)
        (own,) = [value for name, value in canonical if name == b"dkim-signature"]
        tags = dict(part.strip().split(b"=", 1) for part in own.strip().split(b";"))
        by_name = {name: value for name, value in canonical if name != b"dkim-signature"}
        signed = [name + b":" + by_name.pop(name) for name in tags[b"h"].split(b":") if name in by_name]
        unsigned = b"dkim-signature:" + re.sub(rb"(b=)[^;]*$", rb"\1", own.rstrip())
        content = b"".join(signed) + unsigned
        ED.public_key().verify(base64.b64decode(tags[b"b"]), hashlib.sha256(content).digest())


@pytest.mark.parametrize("content", [b"", b"not a key"])
def test_a_key_that_cannot_be_read_is_refused(sqlite_world: World, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.pem"
    path.write_bytes(content)
    sqlite_world.set(NOTIFIER_DKIM_DOMAIN="example.com", NOTIFIER_DKIM_SELECTOR="s1", NOTIFIER_DKIM_KEY=str(path))
    with pytest.raises(UsageProblem, match="NOTIFIER_DKIM_KEY"):
        sqlite_world.notifier.composer()


def test_a_key_of_another_kind_is_refused(sqlite_world: World, tmp_path: Path) -> None:
    path = tmp_path / "ec.pem"
    key = ec.generate_private_key(ec.SECP256R1())
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    sqlite_world.set(NOTIFIER_DKIM_DOMAIN="example.com", NOTIFIER_DKIM_SELECTOR="s1", NOTIFIER_DKIM_KEY=str(path))
    with pytest.raises(UsageProblem, match="neither RSA"):
        sqlite_world.notifier.composer()
