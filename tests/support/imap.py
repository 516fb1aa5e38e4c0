"""Dovecot: a real IMAP server with one user and one mailbox, with STARTTLS under a certificate of its own."""

import contextlib
import datetime
import getpass
import grp
import imaplib
import ipaddress
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.support.processes import free_port, server
from tests.support.smtp import SEARCH

USER, PASSWORD = "bounces", "p:w/d"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
first_valid_uid = 1
{identity}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


def binary() -> str | None:
    """The path of Dovecot, or None where it is not installed."""
    return shutil.which("dovecot", path=SEARCH)


@dataclass(frozen=True)
class Imap:
    """A running server; `authority` is the file of the certificate that a client has to trust for STARTTLS."""

    port: int
    authority: Path

    def put(self, *messages: bytes) -> None:
        """Deliver messages into the mailbox."""
        with self._client() as client:
            for one in messages:
                client.append("INBOX", "", None, one)  # type: ignore[arg-type]

    def flags(self) -> list[str]:
        """The flags of every message, in order."""
        with self._client() as client:
            client.select("INBOX", readonly=True)
            _, found = client.fetch("1:*", "(FLAGS)")
        return [one.decode() for one in found if isinstance(one, bytes)]

    def _client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        client.login(USER, PASSWORD)
        return client


@contextlib.contextmanager
def running() -> Iterator[Imap]:
    """Dovecot in a folder that its users may enter; as the superuser it hands mail to the user `mail`."""
    program = binary()
    if program is None:
        raise FileNotFoundError("dovecot is not installed")
    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
    folder.chmod(0o755)
    try:
        port, root = free_port(), os.geteuid() == 0
        user, group = ("mail", "mail") if root else (getpass.getuser(), grp.getgrgid(os.getegid()).gr_name)
        (folder / "mail").mkdir()
        if root:
            shutil.chown(folder / "mail", user, group)
        identity = "" if root else f"default_internal_user = {user}\ndefault_login_user = {user}\n"
        identity += "" if root else f"default_internal_group = {group}\n"
        _certificate(folder)
        text = CONFIG.format(folder=folder, port=port, user=user, group=group, identity=identity, password=PASSWORD)
        (folder / "dovecot.conf").write_text(text)
        with server([program, "-F", "-c", str(folder / "dovecot.conf")], port, folder / "log"):
            yield Imap(port, folder / "cert.pem")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _certificate(folder: Path) -> None:
    """One for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    (folder / "key.pem").write_bytes(secret)
