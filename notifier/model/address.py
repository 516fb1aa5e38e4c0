"""Mail addresses: what is accepted, how it is written on the wire, and what is refused by name.

Sources: RFC 5321 §4.1.2, RFC 5890 (international domain names), and the carriers' notices about addresses that docomo
and au gave out before 2009, whose local part has two dots in a row or a dot at an end. RFC 5321 allows those only in
quotes."""

import re
from dataclasses import dataclass, field

from notifier.model.errors import NotifierError

CARRIERS = frozenset({"docomo.ne.jp", "ezweb.ne.jp", "au.com"})
_ORDINARY = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*\.(?:com|net|org|jp|kr)")
LONGEST_LOCAL = 64
_DOTTED = re.compile(r"[A-Za-z0-9_+.-]{1,62}")


class AddressRefused(NotifierError):
    """the address is not one that mail can reach: {reason}"""


class DottedAddress(NotifierError):
    """the address has two dots in a row or a dot before the @, which only old docomo and au addresses have"""


class InternationalLocalPart(NotifierError):
    """the part before the @ is not ASCII; only the domain may be written in other letters"""


@dataclass(frozen=True, slots=True)
class Address:
    """A checked address: `local` as it stands on the wire (quoted where it must be), `domain` in ASCII, lower case."""

    local: str = field(repr=False)
    domain: str

    @property
    def wire(self) -> str:
        """The addr-spec for SMTP and for a header."""
        return f"{self.local}@{self.domain}"


def parse_address(text: str) -> Address:
    """Check `text`; raises AddressRefused, DottedAddress or InternationalLocalPart."""
    text = text.strip()
    if len(text) <= LONGEST_LOCAL and _ORDINARY.fullmatch(text):  # nearly every address, without the full check
        local, _, domain = text.partition("@")
        return Address(local, domain)
    local, _, domain = text.rpartition("@")
    quoted = local[:1] == local[-1:] == '"'
    dotted = ".." in local or local.startswith((".", '".')) or local.endswith((".", '."'))
    if dotted and (not quoted or domain.lower() in CARRIERS):
        return _dotted(local.strip('"') if quoted else local, domain.lower())
    return _checked(text)


def _checked(text: str) -> Address:
    # Loaded here: it takes long, and nearly every address is an ordinary one.
    from email_validator import EmailNotValidError, EmailSyntaxError, validate_email

    try:
        checked = validate_email(text, check_deliverability=False, allow_quoted_local=True, strict=True)
    except EmailSyntaxError as problem:
        raise AddressRefused(reason=str(problem)) from problem
    except EmailNotValidError as problem:
        raise AddressRefused(reason=str(problem)) from problem
    if checked.ascii_local_part is None or not checked.local_part.isascii():
        raise InternationalLocalPart()
    return Address(checked.ascii_local_part, checked.ascii_domain.lower())


def _dotted(local: str, domain: str) -> Address:
    """An old carrier's address in quotes."""
    if domain not in CARRIERS or not _DOTTED.fullmatch(local):
        raise DottedAddress()
    return Address(f'"{local}"', domain)
