"""What a serving process does beside answering: it posts messages to webhooks and keeps the manifest fresh."""

import logging
import threading
from collections.abc import Callable

from notifier.adapters.manifests import SiteManifest
from notifier.bootstrap import Notifier
from notifier.model.errors import NotifierError

TELL_SECONDS = 1.0
MANIFEST_SECONDS = 60.0
_log = logging.getLogger("notifier.web")


class Background:
    """Two threads; several processes may run them over one store."""

    def __init__(self, notifier: Notifier) -> None:
        self._notifier = notifier
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin; the manifest is read at once."""
        telling = self._notifier.telling()
        self._run("webhooks", TELL_SECONDS, lambda: telling.run_once() and telling.next_due())
        if self._notifier.settings.web.manifest:
            self._run("manifest", MANIFEST_SECONDS, self._read_manifest)

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self._stop.set()

    def _run(self, name: str, seconds: float, work: Callable[[], object]) -> None:
        threading.Thread(target=self._loop, args=(name, seconds, work), name=name, daemon=True).start()

    def _loop(self, name: str, seconds: float, work: Callable[[], object]) -> None:
        while not self._stop.is_set():
            try:
                work()
            except NotifierError as problem:  # the site or the database does not answer: the next round tries again
                _log.warning("%s: %s", name, problem)
            self._stop.wait(seconds)

    def _read_manifest(self) -> None:
        manifest = SiteManifest(self._notifier.settings.web.manifest).read()
        if not self._notifier.policies.remember(manifest):
            _log.warning("manifest: an older build than the one known was ignored")
