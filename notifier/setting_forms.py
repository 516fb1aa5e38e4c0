"""The forms in which settings are written, each with its reader; a reader raises ValueError with what is wrong."""

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

from notifier.model.address import parse_address
from notifier.model.paper import Window

_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)/(s|min|h)")
_UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0}
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(s|min|h|d)")
_SECONDS = {**_UNITS, "d": 86400.0}


@dataclass(frozen=True, kw_only=True)
class Smtp:
    """`smtp://user:password@host:25?security=none|starttls`, or `smtps://…:465`."""

    host: str
    port: int
    security: str
    username: str | None
    password: str | None


@dataclass(frozen=True, kw_only=True)
class Imap:
    """`imaps://user:password@host:993/INBOX`, or `imap://…?security=starttls|none`."""

    host: str
    port: int
    security: str
    username: str
    password: str
    folder: str


def lines(text: str) -> tuple[str, ...]:
    """Lines separated by `|`."""
    return tuple(one for one in (part.strip() for part in text.split("|")) if one)


def window(text: str) -> Window:
    """On the first page of an A4 sheet, with room beside it for the date and the sender."""
    numbers = [float(one) for one in words(text) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", one)]
    if len(numbers) != 4 or not (numbers[2] >= 40 and numbers[3] >= 20 and numbers[1] + numbers[3] <= 150):
        raise ValueError(f"{text!r} is not left,top,width,height in millimetres, such as 22,15,85,38")
    if not 15 <= numbers[0] <= 150 - numbers[2]:
        raise ValueError(f"{text!r} leaves no room on the page: 15 mm on the left, 60 mm on the right")
    return Window(left=numbers[0], top=numbers[1], width=numbers[2], height=numbers[3])


def engine(text: str) -> str:
    """One of the two engines."""
    if text not in ("in-process", "procrastinate"):
        raise ValueError(f"{text!r} is not in-process or procrastinate")
    return text


def journal_process(text: str) -> str:
    """Whether a run writes its journal in a process of its own."""
    if text not in ("auto", "always", "never"):
        raise ValueError(f"{text!r} is not auto, always or never")
    return text


def smtp(text: str) -> Smtp | None:
    """A mail server; None where none is set."""
    if not text:
        return None
    parts = urlsplit(text)
    security = parse_qs(parts.query).get("security", ["none"])[0]
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or security not in ("none", "starttls"):
        raise ValueError("not of the form smtp://user:password@host:587?security=starttls or smtps://host:465")
    return Smtp(
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 25),
        security="tls" if parts.scheme == "smtps" else security,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def imap(text: str) -> Imap | None:
    """A mailbox; None where none is set."""
    if not text:
        return None
    parts = urlsplit(text)
    security = parse_qs(parts.query).get("security", ["starttls"])[0]
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or security not in ("none", "starttls"):
        raise ValueError("not of the form imaps://user:password@host:993/INBOX or imap://…?security=starttls")
    return Imap(
        host=parts.hostname,
        port=parts.port or (993 if parts.scheme == "imaps" else 143),
        security="tls" if parts.scheme == "imaps" else security,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.lstrip("/")) or "INBOX",
    )


def address(text: str) -> str:
    """A checked address, or an empty text."""
    return parse_address(text).wire if text else ""


def count(text: str) -> int:
    """A number of connections."""
    return number(text, 200)


def number(text: str, most: int) -> int:
    """A whole number from 1 to `most`."""
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= most:
        raise ValueError(f"{text!r} is not a number from 1 to {most}")
    return int(text)


def words(text: str) -> list[str]:
    """Parts separated by commas."""
    return [one for one in (part.strip() for part in text.split(",")) if one]


def origins(text: str) -> frozenset[str]:
    """Exact origins (RFC 6454), as browsers send them: no path, no wildcard, lower case."""
    for one in words(text):
        parts = urlsplit(one)
        if (
            parts.scheme not in ("http", "https")
            or not parts.netloc
            or f"{parts.scheme}://{parts.netloc}" != one.lower()
        ):
            raise ValueError(f"{one!r} is not an origin such as https://app.example.com")
    return frozenset(one.lower() for one in words(text))


def rate(text: str) -> float | None:
    """A second; None without a limit."""
    if not text:
        return None
    found = _RATE.fullmatch(text)
    if not found or not float(found[1]):
        raise ValueError(f"{text!r} is not of the form 50/s, 600/min or 10000/h")
    return float(found[1]) / _UNITS[found[2]]


def domain_rates(text: str) -> dict[str, float]:
    """Rates a second by domain."""
    rates = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        domain, _, written = part.partition("=")
        limit = rate(written)
        if limit is None:
            raise ValueError(f"{part!r} is not of the form docomo.ne.jp=10/s")
        rates[parse_address(f"x@{domain}").domain] = limit
    return rates


def duration(text: str) -> timedelta:
    """A span of time."""
    found = _DURATION.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not of the form 30s, 5min, 12h or 2d")
    return timedelta(seconds=float(found[1]) * _SECONDS[found[2]])


def url(text: str) -> str:
    """An address for links, or an empty text."""
    if text and urlsplit(text).scheme not in ("http", "https"):
        raise ValueError(f"{text!r} is not a URL with http or https")
    return text
