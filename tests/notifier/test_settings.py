"""Settings: what is read, what is refused, that all are documented and none shows a secret."""

import re
from datetime import time, timedelta

import pytest

from notifier.model.errors import UsageProblem
from notifier.settings import DEFAULTS, read_settings
from tests.notifier.world import ROOT


def test_the_defaults_need_nothing() -> None:
    settings = read_settings({})
    assert settings.database == "sqlite:///var/notifier.db"
    assert settings.smtp is None
    assert (settings.connections, settings.lease, settings.rate) == (20, timedelta(seconds=60), None)


def test_everything_set() -> None:
    settings = read_settings(
        {
            "NOTIFIER_SMTP": "smtp://user%40x:p%3Aw@mail.example.com:587?security=starttls",
            "NOTIFIER_RATE": "600/min",
            "NOTIFIER_DOMAIN_RATES": "docomo.ne.jp=5/s, ezweb.ne.jp=3600/h",
            "NOTIFIER_QUIET_HOURS": "21:00-08:00",
            "NOTIFIER_RESEND_AFTER": "1.5h",
        }
    )
    assert settings.smtp is not None
    assert (settings.smtp.username, settings.smtp.password, settings.smtp.security) == ("user@x", "p:w", "starttls")
    assert settings.rate == 10
    assert settings.domain_rates == {"docomo.ne.jp": 5.0, "ezweb.ne.jp": 1.0}
    assert settings.quiet is not None
    assert (settings.quiet.start, settings.quiet.end) == (time(21), time(8))
    assert settings.resend_after == timedelta(minutes=90)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NOTIFIER_RATE", "fast"),
        ("NOTIFIER_RATE", "0/s"),
        ("NOTIFIER_DOMAIN_RATES", "docomo.ne.jp"),
        ("NOTIFIER_QUIET_HOURS", "night"),
        ("NOTIFIER_LEASE", "60"),
        ("NOTIFIER_CONNECTIONS", "0"),
        ("NOTIFIER_ENGINE", "celery"),
        ("NOTIFIER_FROM", "nobody"),
        ("NOTIFIER_SETTINGS_URL", "javascript:alert(1)"),
        ("NOTIFIER_DKIM_DOMAIN", "example.com"),
        ("NOTIFIER_LETTER_WINDOW", "22,15,85"),
        ("NOTIFIER_LETTER_WINDOW", "22,15,140,38"),
        ("NOTIFIER_LETTER_WINDOW", "22,140,85,38"),
    ],
)
def test_a_bad_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(UsageProblem, match=name) as refused:
        read_settings({name: value})
    assert refused.value.exit_code == 2


def test_a_bad_mail_server_is_refused_without_showing_the_password() -> None:
    with pytest.raises(UsageProblem) as refused:
        read_settings({"NOTIFIER_SMTP": "http://user:hunter2@mail.example.com"})
    assert "hunter2" not in str(refused.value)


def test_every_setting_is_documented_with_its_default() -> None:
    guide = (ROOT / "docs/guides/notifier-settings.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `(NOTIFIER_\w+)` \| (?:`([^`]*)`|—) \|", guide, re.MULTILINE))
    assert listed == DEFAULTS
