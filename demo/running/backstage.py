"""What the tour's buttons do behind the scenes: publish, build, tell everybody, prove, begin anew."""

import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from demo.running.operator import CommandError, Operator
from demo.running.options import ROOT, Options
from demo.running.revision import POLICY, Revision
from demo.static_site import SiteServer
from publisher.errors import PublisherError
from publisher.model import ZONE

PEOPLE = "SELECT id, email, name, language, created_at AS signed_up_at FROM accounts"
"""The query on the service's own database that gives the people to tell."""


@dataclass
class Publication:
    """One press of the button, from the draft to the last mail: `said` holds what each step printed."""

    STEPS = ("publish", "build", "import", "plan", "send")
    said: dict[str, str] = field(default_factory=dict)
    failed: str = ""
    version: str = ""

    @property
    def running(self) -> bool:
        """Whether a step is still under way."""
        return not self.failed and len(self.said) < len(self.STEPS)


class Backstage:
    """The operator's side of one demo."""

    def __init__(self, options: Options, operator: Operator, site: SiteServer, begin_anew: Callable[[], None]) -> None:
        self.options = options
        self.begin_anew = begin_anew
        self.publication: Publication | None = None
        self._operator = operator
        self._site = site
        self._builds = 0
        self._lock = threading.Lock()

    @property
    def revision(self) -> Revision:
        """The copy of the policy that is published from."""
        return Revision(self.options.copy)

    def check(self, lang: str) -> list[dict[str, Any]]:
        """What `publisher check` says of the draft, finding by finding. Raises CommandError."""
        content = ("--content", str(self.options.copy))
        found = self._operator.ask("publisher", *content, "check", POLICY, lang=lang, expect=(0, 1))
        return list(found["findings"])

    @property
    def can_begin_anew(self) -> bool:
        """A database that somebody named on the command line is theirs, and is never wiped."""
        return not self.options.database

    @property
    def drafted(self) -> bool:
        """Whether there is a draft still to be published."""
        return self.revision.draft.is_dir()

    def build(self) -> None:
        """Build the site beside the one that is served, then serve it. Raises CommandError."""
        self._builds += 1
        new, old = self.options.folder / f"site-{now():%H%M%S}-{self._builds}", self._site.folder
        content = ("--content", str(self.options.copy))
        config = ("--config", str(ROOT / "mkdocs.yml"))
        self._operator.run("publisher", *content, "build", *config, "--output", str(new))
        self._site.show(new)
        if old.parent == self.options.folder:
            shutil.rmtree(old, ignore_errors=True)

    def publish(self, lang: str) -> None:
        """Begin the publication. A second press changes nothing, unless the first one failed: then it goes on."""
        with self._lock:
            if self.publication and not self.publication.failed:
                return
            self.publication = Publication()
        threading.Thread(target=self._publish, args=(self.publication, lang), daemon=True).start()

    def _publish(self, job: Publication, lang: str) -> None:
        try:
            version = self.revision.publish(now()) if self.drafted else self.revision.last
            job.said["publish"] = f"{POLICY} {version}"
            self.build()
            job.said["build"] = f"{self.options.url('site')}/"
            job.said["import"] = self.import_people(lang)
            what = ("--policy", POLICY, "--version", version)
            job.said["plan"] = self._run("plan", f"{self.options.url('site')}/manifest.json", *what, lang=lang)
            job.version = version
            job.said["send"] = self._run("send", lang=lang)
        except (CommandError, PublisherError, OSError, KeyError) as problem:
            job.failed = str(problem)

    def import_people(self, lang: str) -> str:
        """Read the service's accounts into the notifier, and mark those who left."""
        database = f"sqlite:///{self.options.accounts}"
        return self._run("recipients", "import", "--sql", database, PEOPLE, "--complete", lang=lang)

    def prove(self, account: str, version: str) -> bytes:
        """The proof of what one person was told. Raises CommandError."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "proof.json"
            arguments = (account, "--policy", POLICY, "--version", version, "--output", str(path))
            self._operator.run("notifier", "proof", *arguments)
            return path.read_bytes()

    def check_proof(self, content: bytes, lang: str) -> tuple[bool, str]:
        """Whether a proof holds, and what `notifier proof-check` says of it. Raises CommandError."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "proof.json"
            path.write_bytes(content)
            said = self._run("proof-check", str(path), *self._keys(), lang=lang, expect=(0, 1))
            holds = bool(
                self._operator.ask("notifier", "proof-check", str(path), *self._keys(), expect=(0, 1))["holds"]
            )
            return holds, said.replace(str(path), "proof.json")

    @cached_property
    def public_keys(self) -> list[str]:
        """The notifier's public keys, `ID=HEX`."""
        return self._operator.run("notifier", "keys", "public").split()

    def status(self, lang: str) -> str:
        """How far the notices are: `notifier status`."""
        return self._run("status", lang=lang)

    def verify_log(self, lang: str) -> str:
        """Whether the notifier's log holds: `notifier verify`."""
        return self._run("verify", lang=lang, expect=(0, 1))

    def _keys(self) -> list[str]:
        return [word for key in self.public_keys for word in ("--key", key)]

    def _run(self, *arguments: str, lang: str, expect: tuple[int, ...] = (0,)) -> str:
        return self._operator.run("notifier", *arguments, lang=lang, expect=expect)


def now() -> datetime:
    """The clock, in the policy's zone."""
    return datetime.now(ZONE).replace(microsecond=0)
