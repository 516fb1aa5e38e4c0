"""A small server for a built site: its files, with the headers that its `_headers` file asks for."""

from fnmatch import fnmatchcase
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Rules = list[tuple[str, dict[str, str]]]


def read_rules(folder: Path) -> Rules:
    """The patterns of `_headers` with the headers each asks for; none where there is no such file."""
    rules: Rules = []
    path = folder / "_headers"
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        if not line.startswith(" "):
            rules.append((line, {}))
        else:
            name, _, value = line.strip().partition(": ")
            rules[-1][1][name] = value
    return rules


def headers_for(path: str, rules: Rules) -> dict[str, str]:
    """The headers of every rule that fits a path; the last rule wins."""
    fitting = (headers for pattern, headers in rules if fnmatchcase(path, pattern))
    return {name: value for headers in fitting for name, value in headers.items()}


class SiteServer(ThreadingHTTPServer):
    """A server for the site in a folder. Its rules are read when it starts, and again by `reload`."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], folder: Path) -> None:
        self.folder = folder
        self.rules = read_rules(folder)
        super().__init__(address, partial(Handler, directory=str(folder)))

    def reload(self) -> None:
        """Read the rules again, after the site was built anew."""
        self.rules = read_rules(self.folder)

    def show(self, folder: Path) -> None:
        """Serve another folder from now on."""
        self.folder, self.rules = folder, read_rules(folder)


class Handler(SimpleHTTPRequestHandler):
    """Serves one request; what is not there is answered by the site's own 404.html."""

    server: SiteServer
    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        """The file for a path, in the folder that is served now: a connection may outlive a change of folders."""
        self.directory = str(self.server.folder)
        return super().translate_path(path)

    def end_headers(self) -> None:
        """Add the headers that the rules ask for; the content type has been sent by then."""
        for name, value in headers_for(urlsplit(self.path).path, self.server.rules).items():
            if name != "Content-Type":
                self.send_header(name, value)
        super().end_headers()

    def guess_type(self, path: Any) -> str:
        """The type that a rule gives, or the one that the name suggests, in UTF-8 where it is text."""
        ruled = headers_for(urlsplit(self.path).path, self.server.rules).get("Content-Type")
        guessed = ruled or str(super().guess_type(path))
        return f"{guessed}; charset=utf-8" if guessed.startswith("text/") and "charset" not in guessed else guessed

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's page for what is not there."""
        page = self.server.folder / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def list_directory(self, path: Any) -> None:
        """A folder without a page is not shown."""
        self.send_error(404)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Keep quiet: who reads which page is nobody's business."""


def static_server(folder: Path, port: int, host: str = "127.0.0.1") -> SiteServer:
    """A server for the site in `folder`, bound but not yet running; port 0 takes a free one."""
    return SiteServer((host, port), folder)
