"""Run MkDocs, the host program that builds the site; its plugin does the work."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from publisher.cli.scope import Scope
from publisher.clock import VARIABLE, read_instant
from publisher.errors import BadInputError
from publisher.messages import _


def run_host(scope: Scope, command: str, config: Path, as_of: str | None, options: Sequence[str]) -> int:
    """`mkdocs COMMAND` on a configuration, its `docs_dir` the scope's folder; returns the exit status.

    Raises BadInputError where there is no configuration or `as_of` is no instant.
    """
    program, environment = host_call(scope, command, config, as_of, options)
    return subprocess.run(program, env=environment, check=False).returncode


def become_host(program: list[str], environment: dict[str, str]) -> NoReturn:
    """Go on as the host program in place of this process, so that a signal to it ends the host."""
    os.execve(program[0], program, environment)  # noqa: S606


def host_call(
    scope: Scope, command: str, config: Path, as_of: str | None, options: Sequence[str]
) -> tuple[list[str], dict[str, str]]:
    """The command line and the environment of `mkdocs COMMAND`. Raises BadInputError as `run_host` does."""
    if not config.is_file():
        remedy = _("run this where mkdocs.yml is, or give `--config`; `publisher init` makes one")
        raise BadInputError(_("no such file"), path=config, remedy=remedy)
    environment = {**os.environ, "PUBLISHER_CONTENT": str(scope.root.resolve()), "NO_MKDOCS_2_WARNING": "1"}
    if as_of:
        environment[VARIABLE] = read_instant(as_of, "--as-of").isoformat()
    program = [sys.executable, "-m", "mkdocs", command, "--strict", "--config-file", str(config), *options]
    return program, environment
