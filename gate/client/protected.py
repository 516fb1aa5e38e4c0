"""Which requests are sign-ups. Told narrowly by paths, matched broadly: a spelling that a framework might route to the
same place counts as the same path.
"""

import re
from collections.abc import Iterable
from urllib.parse import unquote

_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_SLASHES = re.compile(r"[/\\]+")


class Protected:
    """The sign-up paths of an app, each with everything below it. GET, HEAD, OPTIONS and TRACE make no account."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = tuple(_plain(path) for path in paths)
        if not self._paths:
            raise ValueError("name at least one sign-up path")

    def __call__(self, method: str, *paths: str) -> bool:
        """Whether a request with this method is a sign-up; `paths` are the ways in which its path can be read."""
        if method.upper() in _HARMLESS:
            return False
        return any(self._holds(_plain(path)) for path in paths)

    def _holds(self, path: str) -> bool:
        return any(path == one or one == "/" or path.startswith(one + "/") for one in self._paths)


def _plain(path: str) -> str:
    """The path in lower case, decoded, without parameters, empty segments and dots."""
    kept: list[str] = []
    for segment in _SLASHES.split(unquote(path).casefold()):
        name = segment.partition(";")[0].strip()
        if name == "..":
            del kept[-1:]
        elif name not in ("", "."):
            kept.append(name)
    return "/" + "/".join(kept)
