"""`notifier keys`: make one, and seal again with the newest."""

from datetime import UTC, datetime

import click

from notifier.adapters.keys import new_key
from notifier.bootstrap import Notifier
from notifier.cli.output import note, say
from notifier.cli.words import _


@click.group(help=_("The keys that contacts are encrypted with."))
def keys() -> None:
    """A group."""


@keys.command(
    "new",
    help=_("Print a new key, to be put first in NOTIFIER_KEYS."),
    epilog=_("Example: export NOTIFIER_KEYS=$(notifier keys new)"),
)
def new() -> None:
    """The id is the day and the minute."""
    say(f"{datetime.now(UTC):%Y%m%dT%H%M}:{new_key()}")


@keys.command(
    "public",
    help=_("Print the public keys, ID=HEX: publish them, so that others can check a proof against them."),
    epilog=_("Example: notifier keys public"),
)
@click.pass_obj
def public(notifier: Notifier) -> None:
    """One line a key, the newest first."""
    for name, raw in notifier.vault.public_keys().items():
        say(f"{name}={raw.hex()}")


@keys.command(
    "rotate",
    help=_("Seal everything again with the first key of NOTIFIER_KEYS; then the old one can be removed."),
    epilog=_("Example: NOTIFIER_KEYS=new:…,old:… notifier keys rotate"),
)
@click.pass_obj
def rotate(notifier: Notifier) -> None:
    """Can be stopped and started again at any time."""
    from notifier.adapters.sql.secrets import reseal_pepper  # loaded here: a new key needs no database

    done = 0
    for done in notifier.recipients.reseal(1000):
        note(_("{done} contacts sealed again").format(done=done))
    reseal_pepper(notifier.database, notifier.ring)
    notifier.webhooks.reseal()
    say(_("{done} contacts are sealed with the key {key}. Keep old keys in the list as long as the log they signed "
          "is to be verified.").format(done=done, key=notifier.vault.key_id))  # fmt: skip
