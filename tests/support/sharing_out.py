"""How the tests are shared out among pytest-xdist's workers: what is costly to set up is set up once."""

from xdist.scheduler import LoadFileScheduling

TOGETHER = ("tests/e2e/",)
"""Folders whose files share a server that takes long to start."""


def unit(test: str) -> str:
    """What is given to one worker as a whole with this test: its folder where that is TOGETHER, or its file."""
    return next((folder for folder in TOGETHER if test.startswith(folder)), test.partition("::")[0])


class ByUnit(LoadFileScheduling):
    """Gives whole units away. (The plugin's own marks for groups do nothing since pytest 9.2: its issue 1386.)"""

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)
