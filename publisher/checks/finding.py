"""A finding: a stable code, where, what, and what to do."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from publisher.checks.codes import CODES
from publisher.messages import _, with_remedy
from publisher.model import Document


class Level(StrEnum):
    """`publish` refuses a text with an error; a warning is for a person to look at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to settle. Codes are listed in docs/reference/findings.md and never change their meaning."""

    code: str
    level: Level
    path: Path
    line: int
    message: str
    remedy: str

    def __post_init__(self) -> None:
        """A code that the documentation does not know is a mistake of the program."""
        if self.code not in CODES:
            raise ValueError(f"{self.code} is not a code of a finding")

    def facts(self) -> dict[str, str | int]:
        """The finding for JSON."""
        return {"file": str(self.path), "line": self.line, "code": self.code, "level": str(self.level),
                "message": self.message, "remedy": self.remedy}  # fmt: skip

    @property
    def level_word(self) -> str:
        """The level in the language in use."""
        return _("error") if self.level is Level.ERROR else _("warning")

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.level_word} {self.code}: {with_remedy(self.message, self.remedy)}"


def error(code: str, document: Document, line: int, message: str, remedy: str) -> Finding:
    """A finding that keeps a text from being published."""
    return _finding(Level.ERROR, code, document, line, message, remedy)


def warning(code: str, document: Document, line: int, message: str, remedy: str) -> Finding:
    """A finding for a person to look at."""
    return _finding(Level.WARNING, code, document, line, message, remedy)


def _finding(level: Level, code: str, document: Document, line: int, message: str, remedy: str) -> Finding:
    path = document.path or Path(f"{document.language}.md")
    return Finding(code=code, level=level, path=path, line=line, message=message, remedy=remedy)
