"""Setting up webhooks: where the app listens, for what, and with which secret."""

import base64
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from notifier.model.webhook import BadWebhookUrl, UnknownWebhook, Webhook, WebhookEvent
from notifier.ports.webhooks import Webhooks

PREVIOUS_SIGNS = timedelta(days=1)
_LOCAL = re.compile(r"127\.[0-9.]+|localhost|::1")
Random = Callable[[int], bytes]


def add_webhook(webhooks: Webhooks, url: str, events: Sequence[WebhookEvent], now: datetime, random: Random) -> Webhook:
    """Raises BadWebhookUrl."""
    parts = urlsplit(url)
    local = parts.scheme == "http" and _LOCAL.fullmatch(parts.hostname or "")
    if not (parts.scheme == "https" or local) or not parts.hostname or parts.username or parts.fragment:
        raise BadWebhookUrl(url=url)
    made = Webhook(
        id=f"wh_{random(6).hex()}",
        url=url,
        events=tuple(sorted(set(events))),
        active=True,
        created_at=now,
        secrets=(new_secret(random),),
    )
    webhooks.add(made)
    return made


def rotate_webhook(webhooks: Webhooks, webhook: str, now: datetime, random: Random) -> str:
    """A new secret; the one before it signs as well for a day. Raises UnknownWebhook."""
    known = require_webhook(webhooks, webhook)
    fresh = new_secret(random)
    webhooks.replace_secrets(webhook, (fresh, *known.secrets[:1]), now + PREVIOUS_SIGNS)
    return fresh


def require_webhook(webhooks: Webhooks, webhook: str) -> Webhook:
    """Raises UnknownWebhook."""
    known = webhooks.all()
    for one in known:
        if one.id == webhook:
            return one
    raise UnknownWebhook(id=webhook, known=", ".join(one.id for one in known) or "-")


def new_secret(random: Random) -> str:
    """32 random bytes in the form of Standard Webhooks."""
    return "whsec_" + base64.b64encode(random(32)).decode("ascii")
