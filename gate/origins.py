"""Web origins (RFC 6454) and return addresses, compared exactly: no wildcards, no default that lets more in."""

from functools import lru_cache
from urllib.parse import urlsplit

from gate.model import ConfigurationError, Origin
from gate.settings import LOCAL_HOSTS

_DEFAULT_PORTS = {"https": 443, "http": 80}


def origin(text: str) -> Origin:
    """The origin that `text` spells, in the form that browsers send; raises ConfigurationError for anything more or
    less.

    https only, except for localhost.
    """
    found = origin_of(text)
    parts = urlsplit(text)
    if parts.path not in ("", "/") or parts.query or parts.fragment or "?" in text or "#" in text:
        raise ConfigurationError(f"{text!r} is not an origin: write https://app.example.com, without a path")
    return found


@lru_cache(maxsize=1024)
def origin_of(url: str) -> Origin:
    """The origin of an absolute address; raises ConfigurationError where it has none, or is not https."""
    wrong = ConfigurationError(f"{url!r} is not an address of the kind https://app.example.com/…")
    if not url.isascii() or any(c <= " " or c in "\"\\<>;,'*" or c == "\x7f" for c in url):
        raise wrong
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise wrong from None
    host = parts.hostname or ""
    local = host in LOCAL_HOSTS or host.endswith(".localhost")
    if not host or parts.username is not None or "@" in parts.netloc or parts.scheme not in _DEFAULT_PORTS:
        raise wrong
    if parts.scheme == "http" and not local:
        raise ConfigurationError(f"{url!r} must begin with https:// (http:// is for localhost only)")
    shown = f"[{host}]" if ":" in host else host
    suffix = "" if port is None or port == _DEFAULT_PORTS[parts.scheme] else f":{port}"
    return Origin(f"{parts.scheme}://{shown}{suffix}")
