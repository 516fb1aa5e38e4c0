"""Mail as `.eml` files: what `notifier send` does where no SMTP server is configured."""

import os
import re
from pathlib import Path

from notifier.ports.channel import ChannelDown, Envelope, Reply, Session, Stage

_UNSAFE = re.compile(r"[^A-Za-z0-9.@_-]")


class FolderCarrier:
    """`ports.channel.Carrier` over a folder. A message sent again replaces its file, for it has the same Message-ID."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def server(self) -> str:
        return "folder"

    async def connect(self) -> Session:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise ChannelDown(server=str(self.folder), reason=problem.strerror) from problem
        return FolderSession(self.folder)


class FolderSession:
    """`ports.channel.Session`; each file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def usable(self) -> bool:
        return True

    @property
    def awaits(self) -> bool:
        return False

    async def deliver(self, envelope: Envelope, following: Envelope | None = None) -> Reply:
        name = _UNSAFE.sub("_", envelope.message_id.strip("<>")) + ".eml"
        partial = self._folder / f".{name}.part"
        try:
            partial.write_bytes(envelope.content)
            os.replace(partial, self._folder / name)
        except OSError as problem:
            partial.unlink(missing_ok=True)
            return Reply(stage=Stage.MESSAGE, code=None, text=f"{self._folder}: {problem.strerror}", server="folder")
        return Reply(stage=Stage.END, code=250, text=f"written to {name}", queue_id=name, server="folder")

    async def close(self) -> None:
        """Nothing is open."""
