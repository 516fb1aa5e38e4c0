"""`notifier tokens`: the key with which the app signs users' tokens, and a token to try things out with."""

import base64
import secrets
from datetime import timedelta

import click
import jwt

from notifier.bootstrap import Notifier
from notifier.cli.output import say
from notifier.cli.words import _
from notifier.model.errors import UsageProblem
from notifier.web.tokens import AUDIENCE, parse_token_keys


@click.group(help=_("Users' tokens: short JWTs that the app signs."))
def tokens() -> None:
    """A group."""


@tokens.command(
    "new",
    help=_("Print a new shared key for NOTIFIER_TOKEN_KEYS; the app signs with the same."),
    epilog=_("Example: export NOTIFIER_TOKEN_KEYS=$(notifier tokens new)"),
)
def new() -> None:
    """32 random bytes for HS256."""
    encoded = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")
    say(f"app-{secrets.token_hex(3)}:HS256:{encoded}")


@tokens.command(
    "sign",
    help=_("Print a token of a user, to try the inbox out without the app."),
    epilog=_("Example: notifier tokens sign user-1 --minutes 60"),
)
@click.argument("user")
@click.option("--minutes", type=click.IntRange(1, 1439), default=10, show_default=True, help=_("How long it is good."))
@click.pass_obj
def sign(notifier: Notifier, user: str, minutes: int) -> None:
    """With the first shared key; exit 2 where there is none."""
    keys = parse_token_keys(notifier.environment.get("NOTIFIER_TOKEN_KEYS", ""))
    key = next((one for one in keys if one.algorithm == "HS256"), None)
    if key is None:
        raise UsageProblem(reason="NOTIFIER_TOKEN_KEYS has no HS256 key to sign with; notifier tokens new makes one")
    claims = {"sub": user, "aud": AUDIENCE, "exp": notifier.clock() + timedelta(minutes=minutes)}
    say(jwt.encode(claims, key.key, algorithm="HS256", headers={"kid": key.id}))
