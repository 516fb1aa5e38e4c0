"""What an operator does by command: `publisher`, `gate` and `notifier`, run as anybody would run them."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 300


class CommandError(Exception):
    """A command refused; the message is what it said."""


@dataclass(frozen=True)
class Operator:
    """Runs commands with the settings of the gate and the notifier in their environment."""

    environment: dict[str, str]

    def command(self, part: str, *arguments: str) -> list[str]:
        """The words of a command; `part` is publisher, gate or notifier."""
        return [str(Path(sys.executable).with_name(part)), *arguments]

    def run(self, part: str, *arguments: str, lang: str = "en", expect: tuple[int, ...] = (0,)) -> str:
        """Run a command and return what it prints, in a language. Raises CommandError."""
        environment = self.environment | {"LC_ALL": "ja_JP.UTF-8" if lang == "ja" else "C.UTF-8"}
        done = subprocess.run(
            self.command(part, *arguments), env=environment, capture_output=True, text=True, encoding="utf-8",
            timeout=SECONDS, check=False,
        )  # fmt: skip
        if done.returncode not in expect:
            raise CommandError((done.stderr or done.stdout).strip())
        return done.stdout

    def ask(self, part: str, *arguments: str, lang: str = "en", expect: tuple[int, ...] = (0,)) -> Any:
        """The same with `--format json`, parsed."""
        return json.loads(self.run(part, *arguments, "--format", "json", lang=lang, expect=expect))


def plain_environment() -> dict[str, str]:
    """This process's environment without settings of the gate and the notifier that may stand in it."""
    dropped = ("GATE_", "NOTIFIER_", "PUBLISHER_", "POLICYPRESS_", "SOURCE_DATE_EPOCH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {"NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"}


def written_once(path: Path, content: str) -> str:
    """What a file holds; made with `content`, readable by its owner only, where it is missing."""
    if not path.is_file():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
    return path.read_text(encoding="utf-8")
