"""How a build grows with the versions of a large policy: time, memory and disk.

- a version more costs about as much time where there are many as where there are few: at most 1.3 times;
- a build of four times as many versions needs about as much memory: at most 1.3 times.

The policy is small, so that this takes a minute or two. `BENCH_VERSIONS=200 BENCH_CLAUSES=2000` is one of 1 MB in
either language, which takes a quarter of an hour and 5 GB on disk.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks._large_policy import write_large_policy
from benchmarks.site_build import OURS, print_line

VERSIONS = int(os.environ.get("BENCH_VERSIONS", "40"))
CLAUSES = int(os.environ.get("BENCH_CLAUSES", "200"))
FEWER = max(VERSIONS // 4, 2)


@dataclass(frozen=True, kw_only=True)
class Built:
    """What a build took: seconds of processor time; in megabytes its largest resident size, the site, the cache."""

    seconds: float
    memory: float
    site: float
    kept: float


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        one, few, many = (_measured(Path(folder) / str(versions), versions) for versions in (1, FEWER, VERSIONS))
        after = _measured(Path(folder) / str(VERSIONS), VERSIONS + 1)
    for versions, built in ((1, one), (FEWER, few), (VERSIONS, many)):
        print_line(f"{CLAUSES} clauses, versions: {versions}", f"{built.seconds:.1f} s")
        print_line("  memory", f"{built.memory:.0f} MB")
        print_line("  site, and what is kept for the next build", f"{built.site:.0f}, {built.kept:.0f} MB")
    early = (few.seconds - one.seconds) / (FEWER - 1)
    late = (many.seconds - few.seconds) / (VERSIONS - FEWER)
    print_line(f"each of the first {FEWER} versions", f"{early:.2f} s")
    print_line("each of those after them, against that", f"{late:.2f} s", late / early, 1.3)
    print_line("memory, against that with a quarter of the versions", "", many.memory / few.memory, 1.3)
    print_line(
        "one more publish, against a build of one version", f"{after.seconds:.1f} s", after.seconds / one.seconds
    )


def _measured(home: Path, versions: int) -> Built:
    """A build of so many versions, from nothing where there are none yet."""
    write_large_policy(home / "content", versions, CLAUSES)
    (home / "mkdocs.yml").write_text(OURS, encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    process = subprocess.Popen(command, cwd=home, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})
    _, status, usage = os.wait4(process.pid, 0)  # of this process alone, unlike RUSAGE_CHILDREN
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Built(
        seconds=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss / 1024,
        site=_megabytes(home / "site"),
        kept=_megabytes(home / ".cache"),
    )


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
