"""The notifier's settings: environment variables, read once, each with its default and what it is for.

`docs/guides/notifier-settings.md` has the same list; a test compares them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TypeVar

from notifier import setting_forms as forms
from notifier.model.errors import NotifierError, UsageProblem
from notifier.model.ids import Language
from notifier.model.paper import Window
from notifier.planning.quiet import QuietHours, parse_quiet_hours
from notifier.setting_forms import Imap, Smtp

T = TypeVar("T")

DEFAULTS: dict[str, str] = {
    "NOTIFIER_DATABASE": "sqlite:///var/notifier.db",
    "NOTIFIER_KEYS": "",
    "NOTIFIER_KEYS_FILE": "",
    "NOTIFIER_ENGINE": "in-process",
    "NOTIFIER_SMTP": "",
    "NOTIFIER_MAIL_FOLDER": "var/mail",
    "NOTIFIER_FROM": "",
    "NOTIFIER_FROM_NAME": "",
    "NOTIFIER_BOUNCE": "",
    "NOTIFIER_BOUNCE_MAILBOX": "",
    "NOTIFIER_CONNECTIONS": "20",
    "NOTIFIER_JOURNAL_PROCESS": "auto",
    "NOTIFIER_RATE": "",
    "NOTIFIER_DOMAIN_RATES": "",
    "NOTIFIER_QUIET_HOURS": "",
    "NOTIFIER_LEASE": "60s",
    "NOTIFIER_RESEND_AFTER": "30min",
    "NOTIFIER_PATIENCE": "5min",
    "NOTIFIER_SETTINGS_URL": "",
    "NOTIFIER_ANSWER_URL": "",
    "NOTIFIER_TEMPLATES": "",
    "NOTIFIER_LETTER_SENDER_JA": "",
    "NOTIFIER_LETTER_SENDER_EN": "",
    "NOTIFIER_LETTER_WINDOW": "22,15,85,38",
    "NOTIFIER_DKIM_DOMAIN": "",
    "NOTIFIER_DKIM_SELECTOR": "",
    "NOTIFIER_DKIM_KEY": "",
    "NOTIFIER_TOKEN_KEYS": "",
    "NOTIFIER_APP_KEYS": "",
    "NOTIFIER_ORIGINS": "",
    "NOTIFIER_MANIFEST": "",
    "NOTIFIER_STREAMS": "1000",
    "NOTIFIER_HEARTBEAT": "20s",
    "NOTIFIER_USER_LIMIT": "300",
    "NOTIFIER_NETWORK_LIMIT": "60",
    "NOTIFIER_APP_LIMIT": "6000",
    "NOTIFIER_PROXIES": "",
    "NOTIFIER_ON_REFUSAL_JA": "",
    "NOTIFIER_ON_REFUSAL_EN": "",
}
"""Every setting with its default; an empty one means that it is off or taken from another."""


Networks = tuple[IPv4Network | IPv6Network, ...]


@dataclass(frozen=True, kw_only=True)
class WebSettings:
    """What serving over HTTP needs. Limits are calls a minute; `streams` are live streams a process."""

    origins: frozenset[str]
    manifest: str
    streams: int
    heartbeat: timedelta
    user_limit: int
    network_limit: int
    app_limit: int
    proxies: Networks
    on_refusal: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class PaperSettings:
    """The sender's lines by language, empty for those of the manifest; where the address stands on a letter."""

    senders: dict[Language, tuple[str, ...]]
    window: Window


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings, parsed; secrets stay out of repr by not being here (`keys` is read where it is used)."""

    database: str
    engine: str
    smtp: Smtp | None
    mail_folder: Path
    sender: str
    sender_name: str
    bounce: str
    bounce_mailbox: Imap | None
    connections: int
    journal_process: str
    rate: float | None
    domain_rates: Mapping[str, float]
    quiet: QuietHours | None
    lease: timedelta
    resend_after: timedelta
    patience: timedelta
    settings_url: str
    answer_url: str
    templates: Path | None
    dkim: tuple[str, str, Path] | None
    paper: PaperSettings
    web: WebSettings


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Raises UsageProblem naming the variable; never shows a password or a key."""
    value = _Reader(environment)
    return Settings(
        database=value("NOTIFIER_DATABASE", str),
        engine=value("NOTIFIER_ENGINE", forms.engine),
        smtp=value("NOTIFIER_SMTP", forms.smtp),
        mail_folder=value("NOTIFIER_MAIL_FOLDER", Path),
        sender=value("NOTIFIER_FROM", forms.address),
        sender_name=value("NOTIFIER_FROM_NAME", str),
        bounce=value("NOTIFIER_BOUNCE", forms.address) or value("NOTIFIER_FROM", forms.address),
        bounce_mailbox=value("NOTIFIER_BOUNCE_MAILBOX", forms.imap),
        connections=value("NOTIFIER_CONNECTIONS", forms.count),
        journal_process=value("NOTIFIER_JOURNAL_PROCESS", forms.journal_process),
        rate=value("NOTIFIER_RATE", forms.rate),
        domain_rates=value("NOTIFIER_DOMAIN_RATES", forms.domain_rates),
        quiet=value("NOTIFIER_QUIET_HOURS", parse_quiet_hours),
        lease=value("NOTIFIER_LEASE", forms.duration),
        resend_after=value("NOTIFIER_RESEND_AFTER", forms.duration),
        patience=value("NOTIFIER_PATIENCE", forms.duration),
        settings_url=value("NOTIFIER_SETTINGS_URL", forms.url),
        answer_url=value("NOTIFIER_ANSWER_URL", forms.url),
        templates=value("NOTIFIER_TEMPLATES", lambda text: Path(text) if text else None),
        dkim=_dkim(environment),
        paper=_paper(value),
        web=_web(value),
    )


def _paper(value: "_Reader") -> PaperSettings:
    return PaperSettings(
        senders={
            Language("ja"): value("NOTIFIER_LETTER_SENDER_JA", forms.lines),
            Language("en"): value("NOTIFIER_LETTER_SENDER_EN", forms.lines),
        },
        window=value("NOTIFIER_LETTER_WINDOW", forms.window),
    )


def _web(value: "_Reader") -> WebSettings:
    return WebSettings(
        origins=value("NOTIFIER_ORIGINS", forms.origins),
        manifest=value("NOTIFIER_MANIFEST", str),
        streams=value("NOTIFIER_STREAMS", lambda text: forms.number(text, 100_000)),
        heartbeat=value("NOTIFIER_HEARTBEAT", forms.duration),
        user_limit=value("NOTIFIER_USER_LIMIT", lambda text: forms.number(text, 10_000_000)),
        network_limit=value("NOTIFIER_NETWORK_LIMIT", lambda text: forms.number(text, 10_000_000)),
        app_limit=value("NOTIFIER_APP_LIMIT", lambda text: forms.number(text, 10_000_000)),
        proxies=value("NOTIFIER_PROXIES", lambda text: tuple(ip_network(one) for one in forms.words(text))),
        on_refusal={
            "ja": value("NOTIFIER_ON_REFUSAL_JA", str),
            "en": value("NOTIFIER_ON_REFUSAL_EN", str),
        },
    )


@dataclass(frozen=True)
class _Reader:
    """Reads one variable; what its parser says is put behind its name."""

    environment: Mapping[str, str]

    def __call__(self, name: str, parse: Callable[[str], T]) -> T:
        text = self.environment.get(name, DEFAULTS[name]).strip()
        try:
            return parse(text)
        except (ValueError, NotifierError) as problem:
            raise UsageProblem(reason=f"{name}: {problem}") from None


def _dkim(environment: Mapping[str, str]) -> tuple[str, str, Path] | None:
    names = ("NOTIFIER_DKIM_DOMAIN", "NOTIFIER_DKIM_SELECTOR", "NOTIFIER_DKIM_KEY")
    domain, selector, key = (environment.get(name, "").strip() for name in names)
    if not (domain or selector or key):
        return None
    if not (domain and selector and key):
        raise UsageProblem(reason=f"{', '.join(names)}: all three or none")
    return domain, selector, Path(key)
