"""A throw-away PostgreSQL cluster on a free port of 127.0.0.1, owned by an ordinary user."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from tests.support.processes import accepts, free_port, wait_until


def binaries() -> Path | None:
    """The folder with `initdb`, or None where no PostgreSQL server is installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


class Cluster:
    """One running server; `stop`, `start` and `restart` let a test take it away in mid-run."""

    def __init__(self, folder: Path, port: int, *, fsync: bool = False) -> None:
        self.folder = folder
        self.port = port
        # Without a disk to be safe on, nothing need be written twice; and hundreds of databases that live for one test
        # would keep autovacuum going round all the time.
        careless = ("fsync=off", "full_page_writes=off", "autovacuum=off")
        self._settings = ("fsync=on",) if fsync else careless

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, template: str = "template1") -> str:
        """Make a database, empty or a copy of `template`, and return its SQLAlchemy URL."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        with psycopg.connect(host="127.0.0.1", port=self.port, user="postgres", autocommit=True) as connection:
            connection.execute(statement)
        return self.url(name)

    def start(self) -> None:
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} "
            f"-c max_connections=200 {' '.join(f'-c {one}' for one in self._settings)}"
        )
        log = str(self.folder / "server.log")
        self._as_owner(["pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", log, "-w", "start"])
        wait_until(lambda: accepts(self.port), "PostgreSQL")

    def stop(self, mode: str = "fast") -> None:
        self._as_owner(["pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop"])

    def _as_owner(self, command: Sequence[str]) -> None:
        folder = binaries()
        if folder is None:
            raise FileNotFoundError("no PostgreSQL server binaries")
        argv = [str(folder / command[0]), *command[1:]]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            argv = ["runuser", "-u", "postgres", "--", *argv]
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


@contextlib.contextmanager
def cluster(*, fsync: bool = False) -> Iterator[Cluster]:
    """Make, start and finally remove a cluster; it commits to the disk where `fsync` says so."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    one = Cluster(folder, free_port(), fsync=fsync)
    try:
        one._as_owner(["initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"])
        one.start()
        yield one
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            one.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
