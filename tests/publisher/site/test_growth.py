"""What a long history costs: each text is read once, few are in memory, and memory does not grow with the site."""

import os
import subprocess
import sys
import weakref
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from benchmarks._large_policy import write_large_policy
from benchmarks.site_build import OURS
from publisher.archive.cache import Cache
from publisher.archive.outputs import outputs
from publisher.content import load_policy
from publisher.content.lazy import LazyTexts, Recent
from publisher.ledger import ensure_verified
from publisher.model import Document, Language, Version
from publisher.parsing import parse_document
from publisher.rendering.site import Site
from tests.publisher.site.conftest import build
from tests.publisher.site.test_build import NOW, files

VERSIONS, CLAUSES, LANGUAGES = 12, 20, 2


class Readings:
    """The texts that were read: how many, and which of them are in memory still."""

    def __init__(self) -> None:
        self._read: list[weakref.ref[Document]] = []

    def noting(self, version: Version, recent: Recent) -> LazyTexts:
        """The texts of a version, which note when they are read."""
        home = version.home or Path()
        return LazyTexts({code: partial(self.read, home / f"{code}.md", code) for code in version.texts}, recent)

    def read(self, path: Path, language: Language) -> Document:
        """Read a text, and note it."""
        document = parse_document(path.read_text(encoding="utf-8"), language, path)
        self._read.append(weakref.ref(document))
        return document

    @property
    def count(self) -> int:
        """How many were read."""
        return len(self._read)

    @property
    def alive(self) -> int:
        """How many are in memory."""
        return sum(reference() is not None for reference in self._read)


def made(home: Path, readings: Readings) -> int:
    """Make every file of a site from nothing, and say how many texts there were in memory at most."""
    policy, recent = load_policy(home / "content" / "privacy"), Recent(2 * LANGUAGES)
    versions = tuple(replace(version, texts=readings.noting(version, recent)) for version in policy.versions)
    site = Site(url="https://example.com/", name="x", as_of=NOW, policies=(replace(policy, versions=versions),))
    with Cache(home / "cache") as cache:
        chains = {policy.id: ensure_verified(home / "content" / "privacy")}
        return max(readings.alive for _ in outputs(site, chains, cache))


def test_each_text_of_a_history_is_read_once_and_few_are_in_memory(tmp_path: Path) -> None:
    write_large_policy(tmp_path / "content", VERSIONS, CLAUSES)
    first, again = Readings(), Readings()
    assert made(tmp_path, first) <= 3 * LANGUAGES
    assert first.count == VERSIONS * LANGUAGES
    assert made(tmp_path, again) <= 3 * LANGUAGES
    assert again.count == LANGUAGES  # the text in force


@pytest.mark.slow
def test_one_more_version_gives_the_bytes_that_a_build_from_nothing_gives(tmp_path: Path) -> None:
    content = tmp_path / "content"
    for versions in (14, 15):
        write_large_policy(content, versions, 12)
        assert build(tmp_path / "kept", content).returncode == 0
    assert build(tmp_path / "anew", content).returncode == 0
    assert files(tmp_path / "kept" / "site") == files(tmp_path / "anew" / "site")


@dataclass(frozen=True)
class Measured:
    """The largest resident size of a build and the size of the site, in bytes."""

    memory: int
    disk: int


def measured(home: Path, versions: int) -> Measured:
    """Build a site of so many versions in a process of its own."""
    write_large_policy(home / "content", versions, 400)
    (home / "mkdocs.yml").write_text(OURS, encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    process = subprocess.Popen(command, cwd=home, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return Measured(usage.ru_maxrss * 1024, sum(map(len, files(home / "site").values())))


@pytest.mark.slow
def test_a_longer_history_takes_disk_and_hardly_any_memory(tmp_path: Path) -> None:
    few, many = (measured(tmp_path / str(versions), versions) for versions in (6, 36))
    assert many.memory - few.memory < (many.disk - few.disk) / 2
