"""What is chosen on the command line: ports, folders, and whether to begin anew."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
HOST = "127.0.0.1"
MAIL = "mail"
PORTS = {"site": 8000, "app": 8001, "gate": 8002, "notifier": 8003, MAIL: 8004}


@dataclass(frozen=True, kw_only=True)
class Options:
    """`ports` by part; `content` is only read; all that is written lies in `folder`."""

    ports: dict[str, int]
    content: Path
    folder: Path
    keep: bool = False
    database: str = ""
    workers: int = 0

    def url(self, part: str) -> str:
        """Where browsers find a part, without a slash at the end."""
        return f"http://{HOST}:{self.ports[part]}"

    @property
    def copy(self) -> Path:
        """The copy of `content` that the demo publishes from."""
        return self.folder / "content"

    @property
    def mail(self) -> Path:
        """The folder with all mail that was received."""
        return self.folder / "mail"

    @property
    def accounts(self) -> Path:
        """The service's own database."""
        return self.folder / "service.db"
