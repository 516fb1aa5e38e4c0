"""Every setting of the gate: its name in the environment, its default, what it means, and how it is read.

The same table makes the options of `gate serve`, and the settings page of the documentation is checked against it.
"""

import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from gate.model import ConfigurationError, Reading
from gate.screening.age import POLICY_ZONE
from gate.screening.thresholds import POLICY_THRESHOLD

Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
PREFIX = "GATE_"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings as values. Durations are seconds, limits are per minute."""

    url: str = "http://localhost:8100"
    database: str = "sqlite:///var/gate.db"
    host: str = "127.0.0.1"
    port: int = 8100
    workers: int = 1
    threads: int = 1
    threshold: int = POLICY_THRESHOLD
    reading: Reading = Reading.INSTANT
    zone: str = POLICY_ZONE
    screening_seconds: int = 3600
    attestation_seconds: int = 300
    lock_seconds: int = 86400
    site_limit: int = 6000
    address_limit: int = 600
    screening_limit: int = 20
    trusted_proxies: Networks = ()
    access_log: str = "var/gate-access.jsonl"
    metrics_token: str = ""
    sandbox: bool = False

    @property
    def secure(self) -> bool:
        """Whether the gate is reached by https."""
        return self.url.startswith("https://")

    @cached_property
    def origins(self) -> frozenset[str]:
        """The origins of the gate's own pages: its address, and on one's own machine each of the machine's names."""
        if self.secure:
            return frozenset([self.url])
        port = urlsplit(self.url).port
        suffix = "" if port is None else f":{port}"
        names = (f"[{host}]" if ":" in host else host for host in LOCAL_HOSTS)
        return frozenset([self.url, *(f"http://{name}{suffix}" for name in names)])


def _url(text: str) -> str:
    parts = urlsplit(text)
    local = parts.hostname in LOCAL_HOSTS or (parts.hostname or "").endswith(".localhost")
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("must be an address such as https://gate.example.com")
    if parts.scheme == "http" and not local:
        raise ValueError("must begin with https:// (http:// is for localhost only)")
    if parts.path.rstrip("/"):
        raise ValueError("must have no path")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _networks(text: str) -> Networks:
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def _between(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            raise ValueError(f"must be a whole number from {lowest} to {highest}")
        return int(text)

    return read


def _flag(text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
    if text.lower() not in known:
        raise ValueError("must be 1 or 0")
    return known[text.lower()]


def _reading(text: str) -> Reading:
    try:
        return Reading(text)
    except ValueError:
        raise ValueError("must be instant or day") from None


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One row of the table."""

    name: str
    read: Callable[[str], Any]
    help: str

    @property
    def variable(self) -> str:
        """The name in the environment."""
        return PREFIX + self.name.upper()


TABLE: tuple[Setting, ...] = (
    Setting(name="url", read=_url, help="Address by which browsers and apps reach the gate; it is the issuer too."),
    Setting(name="database", read=str, help="sqlite:////path/gate.db or postgresql+psycopg://user@host/name."),
    Setting(name="host", read=str, help="Address or name to listen on."),
    Setting(name="port", read=_between(1, 65535), help="Port to listen on."),
    Setting(name="workers", read=_between(1, 64), help="Server processes."),
    Setting(name="threads", read=_between(1, 64), help="Threads in each process."),
    Setting(name="threshold", read=_between(1, 25), help="Completed years of age that the policy asks for."),
    Setting(name="reading", read=_reading, help="When a year of age is complete: instant (birthday) or day (before)."),
    Setting(name="zone", read=str, help="IANA time zone whose midnight counts."),
    Setting(name="screening_seconds", read=_between(60, 86400), help="How long a screening can be answered."),
    Setting(name="attestation_seconds", read=_between(30, 1800), help="How long an attestation can be redeemed."),
    Setting(name="lock_seconds", read=_between(60, 34560000), help="How long a browser stays locked."),
    Setting(name="site_limit", read=_between(1, 10_000_000), help="Calls a minute for each site."),
    Setting(name="address_limit", read=_between(1, 10_000_000), help="Requests a minute for each coarse address."),
    Setting(
        name="screening_limit",
        read=_between(1, 10_000_000),
        help="Answers a minute to one screening (views: three times as many).",
    ),
    Setting(name="trusted_proxies", read=_networks, help="Networks of proxies whose X-Forwarded-For is believed."),
    Setting(name="access_log", read=str, help="File of the access log (a hash chain)."),
    Setting(name="metrics_token", read=str, help="Bearer token for /metrics; without one there is no /metrics."),
    Setting(name="sandbox", read=_flag, help="1: test secrets and fixed test births. Never in production."),
)


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings that the environment gives; raises ConfigurationError that names the variable and what it must be.

    A variable that begins with GATE_ and is no setting is refused too: a misspelt threshold must not go unnoticed.
    """
    known = {setting.variable: setting for setting in TABLE}
    values = {}
    for variable in sorted(name for name in environment if name.startswith(PREFIX)):
        setting = known.get(variable)
        if setting is None:
            raise ConfigurationError(f"{variable} is not a setting of the gate")
        try:
            values[setting.name] = setting.read(environment[variable])
        except ValueError as error:
            raise ConfigurationError(f"{variable}: {error}") from error
    if "url" not in values and "port" in values:
        values["url"] = f"http://localhost:{values['port']}"
    return Settings(**values)


DEFAULTS: Mapping[str, object] = {field.name: field.default for field in fields(Settings)}
