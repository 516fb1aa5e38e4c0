"""Publishing is atomic: killed at any point, or on a full disk, the tree is as it was or fully published."""

import bisect
import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from publisher.content import load_policy
from publisher.errors import RefusedError
from publisher.ledger import Release, adopt, load_chain, publish, verify_folder
from publisher.ledger.transaction import publishing
from publisher.model import ZONE
from tests.support import policies

NOW = datetime(2024, 3, 1, 9, 30, tzinfo=ZONE)
IMPORTS = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from publisher.ledger import Release, publish
from publisher.model import ZONE
"""
PUBLISH = """
sys.stdout.write("ready")
sys.stdout.flush()
sys.stdin.read(1)
publish(Path(sys.argv[1]), Release(), datetime(2024, 3, 1, 9, 30, tzinfo=ZONE))
"""
# The program stops itself with SIGKILL before the n-th call of the operating system that changes or flushes a file.
KILL_AT = """
left = int(sys.argv[2])
def count(event, args):
    global left
    writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_DIRECTORY)
    if writes or event in ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "fcntl.flock"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
"""


def prepare(root: Path) -> Path:
    """A policy with one adopted version and a complete draft."""
    folder = policies.draft_only(root)
    metadata = policies.VERSION.replace("2024-04-01", "2021-04-22")
    policies.write(folder / "2021-04-22", {"version.yml": metadata, "ja.md": "# 題\n", "en.md": "# Title\n"})
    adopt(folder, NOW)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def recovered(folder: Path) -> dict[str, bytes]:
    """The tree after the next publication has cleared what was left behind."""
    with publishing(folder):
        return tree(folder)


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], dict[str, bytes]]:
    """The policy as it was, and its tree before and after an undisturbed publication."""
    template = prepare(tmp_path_factory.mktemp("template"))
    done = Path(shutil.copytree(template, tmp_path_factory.mktemp("done") / "privacy"))
    publish(done, Release(), NOW)
    return template, tree(template), tree(done)


def assert_whole(folder: Path, before: dict[str, bytes], after: dict[str, bytes]) -> bool:
    """The tree verifies as it lies, says one of two things, and recovers to one of two trees. Returns whether new."""
    assert verify_folder(folder) == ()
    versions = [version.label for version in load_policy(folder).versions]
    published = len(load_chain(folder)[0].entries) == 2
    assert versions == ["2021-04-22", "2024-04-01"][: 1 + published]
    assert recovered(folder) == (after if published else before)
    return published


def test_killed_before_any_single_step_the_tree_is_whole(
    states: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    template, before, after = states
    outcomes = []
    for step in range(1, 80):
        folder = Path(shutil.copytree(template, tmp_path / str(step) / "privacy"))
        command = [sys.executable, "-c", IMPORTS + KILL_AT + PUBLISH, str(folder), str(step)]
        ended = subprocess.run(command, input=b"x", capture_output=True, timeout=120, check=False)
        outcomes.append(assert_whole(folder, before, after))
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert ended.returncode == 0, "never came to its end"
    assert outcomes == sorted(outcomes), "published, then not: there is more than one point of commit"
    assert len(outcomes) > 20
    assert outcomes[0] is False


def killed_at(template: Path, root: Path, step: int) -> bool:
    """Kill a publication of a copy before a step; whether it was committed."""
    trial = Path(shutil.copytree(template, root / str(step) / "privacy"))
    command = [sys.executable, "-c", IMPORTS + KILL_AT + PUBLISH, str(trial), str(step)]
    subprocess.run(command, input=b"x", capture_output=True, timeout=120, check=False)
    return len(load_chain(trial)[0].entries) == 2


def kill_at_random(folder: Path, after: float) -> None:
    """Publish in a process of its own and kill it after some seconds, counted from when it begins to work."""
    command = [sys.executable, "-c", IMPORTS + PUBLISH, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.read(5) == b"ready"
        process.stdin.write(b"x")
        process.stdin.flush()
        time.sleep(after)
        process.kill()


@pytest.mark.slow
def test_killed_at_200_random_moments_the_tree_is_whole(
    states: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    template, before, after = states
    begun = time.monotonic()
    undisturbed = Path(shutil.copytree(template, tmp_path / "undisturbed/privacy"))
    publish(undisturbed, Release(), NOW)
    longest = 1.5 * (time.monotonic() - begun)
    moments = random.Random(20210422)
    outcomes = []
    for attempt in range(200):
        folder = Path(shutil.copytree(template, tmp_path / str(attempt) / "privacy"))
        kill_at_random(folder, moments.uniform(0, longest))
        outcomes.append(assert_whole(folder, before, after))
        shutil.rmtree(folder)
    assert 0 < sum(outcomes) < 200, "every attempt ended alike: the moments do not fall into the publication"


@contextlib.contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """A file system of a few kilobytes at `folder`."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here (needs root and the right to mount)")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_on_a_full_disk_the_tree_is_as_it_was(
    states: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    template, before, after = states
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk, 128):
        folder = Path(shutil.copytree(template, disk / "privacy"))
        outcomes = []
        for spare in range(0, 60, 4):
            fill(disk / "ballast", spare)
            with contextlib.suppress(OSError):
                publish(folder, Release(), NOW)
            outcomes.append(assert_whole(folder, before, after))
            if outcomes[-1]:
                break
    assert outcomes[0] is False
    assert outcomes[-1] is True


def fill(ballast: Path, spare: int) -> None:
    """Fill the disk, then give back some kilobytes."""
    descriptor = os.open(ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with contextlib.suppress(OSError):
        while os.write(descriptor, b"x" * 4096):
            pass
    os.ftruncate(descriptor, max(os.fstat(descriptor).st_size - spare * 1024, 0))
    os.close(descriptor)


def test_where_files_may_not_grow_the_tree_is_as_it_was(
    states: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    template, before, after = states
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    for size in (0, 50, 200, 600):
        folder = Path(shutil.copytree(template, tmp_path / str(size) / "privacy"))
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, limit[1]))
        try:
            with pytest.raises(OSError, match="File too large"):
                publish(folder, Release(), NOW)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
            signal.signal(signal.SIGXFSZ, handler)
        assert tree(folder) == before
        assert not assert_whole(folder, before, after)


def test_two_publications_at_once_are_refused(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    with publishing(folder), pytest.raises(RefusedError, match="another process is publishing here"):
        publish(folder, Release(), NOW)


def test_a_draft_changed_after_a_cut_off_publication_is_kept(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    commit = bisect.bisect_left(range(1, 60), True, key=lambda step: killed_at(folder, tmp_path, step)) + 1
    trial = tmp_path / str(commit) / "privacy"
    assert (trial / "draft").exists()
    policies.write(trial / "draft", {"ja.md": "# 書きかけの改定\n"})
    recovered(trial)
    assert (trial / "draft/ja.md").read_text(encoding="utf-8") == "# 書きかけの改定\n"


def test_a_folder_that_a_person_made_is_never_taken_for_a_leftover(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    policies.write(folder, {".publishing-2024-04-01/version/ja.md": "x", "2024-04-01/ja.md": "mine"})
    recovered(folder)
    assert (folder / "2024-04-01/ja.md").read_text(encoding="utf-8") == "mine"
    assert not (folder / ".publishing-2024-04-01").exists()
