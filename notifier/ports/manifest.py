"""Where the site's manifest and its texts come from."""

from typing import Protocol

from notifier.model.manifest import Manifest, Text


class ManifestSource(Protocol):
    """A file or a URL."""

    def read(self) -> Manifest:
        """The manifest, checked; raises ManifestError's subclasses."""

    def check_text(self, text: Text) -> None:
        """Compare the text's bytes with its hash; raises WrongHash or Unreachable."""
