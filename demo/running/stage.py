"""The whole demo: what is started in which order, how it begins anew, and how it ends."""

import secrets
import shutil
import threading
from contextlib import ExitStack

from demo.running import servers
from demo.running.backstage import Backstage
from demo.running.children import Child, StartError, require_free, start
from demo.running.keys import Keys, gate_secret, keys_in
from demo.running.operator import CommandError, Operator, plain_environment
from demo.running.options import MAIL, Options
from demo.running.post_office import post_office
from demo.running.settings import parts_environment
from demo.service import Settings, create
from demo.static_site import SiteServer, static_server
from demo.tour import add_tour

MARK = ".policypress-demo"
"""A file that says that a folder is the demo's own, so that nothing else is ever wiped."""


class Stage:
    """Starts with `open`, runs until `close`; begins anew in between where the tour asks for it."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._children: list[Child] = []
        self._curtain = servers.Curtain()
        self._servers = ExitStack()
        self._again = threading.Event()
        self._site: SiteServer | None = None

    def open(self) -> None:
        """Start everything. Raises StartError."""
        require_free(self.options.ports)
        make_folder(self.options)
        self._serve()
        self._begin()

    def wait(self, ended: threading.Event) -> None:
        """Until it is ended. Raises StartError where a part ends by itself, or does not start again."""
        while not ended.wait(0.25):
            if self._again.is_set():
                self._again.clear()
                self._begin_anew()
            for child in self._children:
                if not child.alive:
                    raise StartError(child.complaint())

    def close(self) -> None:
        """End everything that was started."""
        self._stop_children()
        self._servers.close()

    def _serve(self) -> None:
        """The servers inside this process; they stay while the rest begins anew."""
        self._site = static_server(self.options.folder / "nothing-yet", self.options.ports["site"])
        app = servers.app_server(self._curtain, self.options.ports["app"])
        mail = post_office(self.options.mail, self.options.ports[MAIL])
        self._servers.callback(mail.stop)
        for server in (self._site, app):
            servers.in_background(server)
            self._servers.callback(server.server_close)
            self._servers.callback(server.shutdown)

    def _begin(self) -> None:
        folder, origin = self.options.folder, self.options.url("app")
        try:
            keys = keys_in(folder, Operator(plain_environment()))
            operator = Operator(plain_environment() | parts_environment(self.options, keys))
            backstage = Backstage(self.options, operator, self._require_site(), self._ask_anew)
            backstage.build()
            secret = gate_secret(folder, operator, origin)
        except CommandError as problem:
            raise StartError(str(problem)) from problem
        self._start_children(operator)
        application = create(self._settings(keys, secret))
        add_tour(application, backstage)
        self._curtain.shown = application

    def _ask_anew(self) -> None:
        self._curtain.shown = servers.waiting
        self._again.set()

    def _begin_anew(self) -> None:
        self._stop_children()
        wipe(self.options)
        self._begin()

    def _require_site(self) -> SiteServer:
        if self._site is None:
            raise StartError("the site is not served yet")
        return self._site

    def _start_children(self, operator: Operator) -> None:
        ports, logs = self.options.ports, self.options.folder
        serving = ("serve", "--port", str(ports["notifier"]))
        commands = [
            ("gate", operator.command("gate", "serve"), ports["gate"]),
            ("notifier", operator.command("notifier", *serving), ports["notifier"]),
            *(("worker", operator.command("notifier", "worker"), None) for _ in range(self.options.workers)),
        ]
        for name, command, port in commands:
            self._children.append(start(name, command, operator.environment, logs / f"{name}.log", port))

    def _stop_children(self) -> None:
        while self._children:
            self._children.pop().stop()

    def _settings(self, keys: Keys, secret: str) -> Settings:
        return Settings(
            own_url=self.options.url("app"),
            site_url=self.options.url("site"),
            gate_url=self.options.url("gate"),
            notifier_url=self.options.url("notifier"),
            mail_port=self.options.ports[MAIL],
            database=self.options.accounts,
            session_key=secrets.token_bytes(32),
            gate_secret=secret,
            token_key=keys.tokens,
            app_key=keys.app,
        )


def make_folder(options: Options) -> None:
    """The folder with its copy of the content; wiped unless it is kept. Raises StartError where it is not ours."""
    folder = options.folder
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise StartError(f"{folder} is not empty and not the demo's; choose another with --folder")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()
    if not options.keep or not options.copy.is_dir():
        wipe(options)


def wipe(options: Options) -> None:
    """Remove all that the demo has written, and copy the content again."""
    for path in options.folder.iterdir():
        if path.name == MARK:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    shutil.copytree(options.content, options.copy)
    options.mail.mkdir()
