"""How long the site takes to build, and how much an archived version weighs.

- one more `publish` with 100 versions kept: at most 2 times a build with one version;
- a clean build with 100 versions: at most 1.0 times MkDocs with Material alone on as many pages with the same text;
- an archived version: at most 250 kB on disk, both languages, its changes pages included.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks._site_corpus import day, publish_next, write_policy

VERSIONS = int(os.environ.get("BENCH_VERSIONS", "100"))
REPEATS = 3
OURS = """\
site_name: Example
site_url: https://example.com/
theme: {name: material}
docs_dir: content
plugins: [policypress: {as_of: 2026-11-23}, material/search]
"""
_PEER = """\
site_name: Example
site_url: https://example.com/
theme: {name: material, font: false}
docs_dir: pages
plugins: [material/search]
nav: [index.md]
not_in_nav: "*"
validation: {links: {anchors: ignore, not_found: ignore}}
"""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder))


def _measure(home: Path) -> None:
    one, many = home / "one", home / "many"
    for place, versions in ((one, 1), (many, VERSIONS)):
        write_policy(place / "content", versions)
        (place / "mkdocs.yml").write_text(OURS, encoding="utf-8")
    single = min(_build(one) for _ in range(REPEATS))
    clean = min(_clean_build(many) for _ in range(REPEATS))
    pages = len(list((many / "site").rglob("*.html")))
    peer = _peer(home / "peer", many, pages)
    after = []
    for _ in range(REPEATS):
        publish_next(many / "content" / "privacy")
        after.append(_build(many))
    print_line("build with 1 version", f"{single:.2f} s")
    print_line(f"one more publish, {VERSIONS} versions kept", f"{min(after):.2f} s", min(after) / single, 2.0)
    print_line(f"MkDocs and Material alone, {pages} pages", f"{peer:.2f} s")
    print_line(f"clean build, {VERSIONS} versions, {pages} pages", f"{clean:.2f} s", clean / peer, 1.0)
    _weigh(many / "site")


def _build(place: Path) -> float:
    """Seconds that `mkdocs build --strict` takes, the start of Python included."""
    return _seconds([sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"], place)


def _clean_build(place: Path) -> float:
    """Seconds for a build with nothing kept from before."""
    for name in ("site", ".cache"):
        shutil.rmtree(place / name, ignore_errors=True)
    return _build(place)


def _seconds(command: list[str], place: Path) -> float:
    """Seconds of processor time, which other work on the machine does not change as it changes the time on the wall."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=place, check=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _peer(place: Path, ours: Path, pages: int) -> float:
    """MkDocs and Material on as many pages: each text a page, and a page with the text of one clause for each other."""
    folder = place / "pages"
    folder.mkdir(parents=True)
    texts = sorted((ours / "content" / "privacy").glob("*/*.md"))
    clause = texts[0].read_text(encoding="utf-8")[:1200]
    (folder / "index.md").write_text("# Policies\n", encoding="utf-8")
    for number in range(pages - 1):
        text = texts[number].read_text(encoding="utf-8") if number < len(texts) else f"# {number}\n\n{clause}"
        path = folder / str(number // 20) / f"{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace("[](#", "[clause](#"), encoding="utf-8")
    (place / "mkdocs.yml").write_text(_PEER, encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    return min(_seconds(command, place) for _ in range(REPEATS))


def _weigh(site: Path) -> None:
    """The heaviest archived version: its pages in both languages and its texts."""
    weights = []
    for number in range(1, VERSIONS):
        name = day(number).isoformat()
        places = (site / "ja/privacy" / name, site / "en/privacy" / name, site / "privacy" / name)
        weights.append(sum(path.stat().st_size for place in places for path in place.rglob("*") if path.is_file()))
    heaviest = max(weights) / 1000
    print_line("heaviest archived version, both languages", f"{heaviest:.0f} kB", heaviest / 250, 1.0)
    whole = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    print_line("the whole site", f"{whole / 1e6:.1f} MB")
    print_line(
        "the page to compare any two, one language",
        f"{(site / 'ja/privacy/compare/index.html').stat().st_size / 1000:.0f} kB",
    )


def print_line(what: str, value: str, ratio: float | None = None, bar: float | None = None) -> None:
    """A measured value, its ratio to what it is measured against, and the most that this may be."""
    judged = f"  {ratio:5.2f}" if ratio is not None else ""
    judged += f"  (at most {bar:.2f})" if bar is not None else ""
    print(f"{what:<52}{value:>10}{judged}", flush=True)
