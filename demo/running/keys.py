"""The secrets of one demo: made when it begins, kept beside its data for its owner only, never in the repository."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from demo.running.operator import Operator, written_once


@dataclass(frozen=True, kw_only=True)
class Keys:
    """`notifier` seals contacts; `tokens` signs users' tokens; `app` is what the service shows to the notifier."""

    notifier: str
    tokens: str
    app: str


def keys_in(folder: Path, operator: Operator) -> Keys:
    """The keys of the demo in `folder`; new ones where it has none."""
    path = folder / "keys.json"
    if not path.is_file():
        made = Keys(
            notifier=operator.run("notifier", "keys", "new").strip(),
            tokens=operator.run("notifier", "tokens", "new").strip(),
            app=secrets.token_urlsafe(32),
        )
        written_once(path, json.dumps(asdict(made)))
    return Keys(**json.loads(path.read_text(encoding="utf-8")))


def gate_secret(folder: Path, operator: Operator, origin: str) -> str:
    """The secret of the service at the gate: its site is added the first time, as an operator does."""
    path = folder / "gate-secret"
    if not path.is_file():
        titles = ("--title-ja", "うたのわ", "--title-en", "Utanowa", "--help-url", f"{origin}/help")
        added = operator.ask("gate", "site", "add", "utanowa", "--origin", origin, *titles)
        written_once(path, str(added["secret"]))
    return path.read_text(encoding="utf-8")
