"""What the service is told from outside. There is no default for a secret."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Addresses have no slash at the end. `token_key` is one key of NOTIFIER_TOKEN_KEYS, `id:HS256:secret`."""

    own_url: str
    site_url: str
    gate_url: str
    notifier_url: str
    mail_port: int
    database: Path
    session_key: bytes
    gate_secret: str
    token_key: str
    app_key: str
