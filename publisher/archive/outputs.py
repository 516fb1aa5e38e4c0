"""Everything a site consists of: the pages that a host's theme surrounds, and the files that are complete."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from publisher import urls
from publisher.archive.cache import Cache
from publisher.archive.changed import changes_of
from publisher.archive.feeds import atom_feed
from publisher.archive.sitemap import robots, sitemap
from publisher.archive.timemap import time_map
from publisher.ledger import Chain
from publisher.manifest import ChangesOf, manifest
from publisher.model import Policy, PolicyId, Version
from publisher.rendering import build, frame
from publisher.rendering.site import LOST, Page, Site

_SCHEMA = Path(__file__).parent.parent / "manifest.schema.json"


@dataclass(frozen=True)
class Output:
    """One file of the site: its path and its content, or the file that holds it.

    `folder` is the folder that stays as it is together with the file, where there is one.
    """

    path: str
    content: bytes | Path
    folder: str = ""


def outputs(site: Site, chains: Mapping[PolicyId, Chain], cache: Cache) -> Iterator[Page | Output]:
    """The hosted pages as they are, everything else as files; the files of one folder come one after another."""
    changes, listed = changes_of(cache), list[Page]()
    for policy in site.policies:
        archive = build.Archive(site, policy, cache.get)
        for version in archive.versions:
            yield from _frozen(site, archive.of_version(version), cache)
            if version.id is not None:
                changes(policy, version)  # for the manifest, while the texts are at hand
                yield from _sources(policy, version)
        yield from _frozen(site, archive.of_clauses(), cache)
        yield from _live(site, archive.live(), listed)
        yield from _policy_files(site, policy)
    yield from _live(site, build.common_pages(site), listed)
    yield from _site_files(site, listed, chains, changes)


def _live(site: Site, pages: Iterable[Page], listed: list[Page]) -> Iterator[Page | Output]:
    """The pages, and what is beside them; those that search engines may list are noted in `listed`."""
    root = urlsplit(site.url).path.rstrip("/") + "/"
    for page in pages:
        listed += [page] if page.indexed else []
        yield page if page.hosted else Output(page.file, _shell(page, site, root))
        for path, text in page.stylesheets:
            yield Output(path, text.encode())


def _frozen(site: Site, pages: Iterator[build.FrozenPage], cache: Cache) -> Iterator[Output]:
    for page in pages:
        content = cache.get(_maker(site, page), page.path, *page.inputs)
        yield Output(f"{page.path}index.html", content, page.folder)


def _shell(page: Page, site: Site, root: str) -> bytes:
    """A complete page; the one for lost addresses links from the site's root, since it is shown anywhere."""
    if page.path != LOST:
        return frame.shell(page, site).encode()
    return frame.shell(page, site, root).replace("@root@", root).encode()


def _maker(site: Site, frozen: build.FrozenPage) -> Callable[[], bytes]:
    return lambda: frame.shell(frozen.make(), site).encode()


def _sources(policy: Policy, version: Version) -> Iterator[Output]:
    for language in version.texts:
        name = f"{language}.md"
        content = version.home / name if version.home else version.texts[language].source.encode()
        path = urls.source(language, policy.id, version)
        yield Output(path, content, path.rpartition("/")[0])


def _policy_files(site: Site, policy: Policy) -> Iterator[Output]:
    for language in policy.languages:
        yield Output(urls.feed(language, policy.id), atom_feed(site, policy, language))
    yield Output(urls.timemap(policy.id), time_map(site, policy).encode())


def _site_files(
    site: Site, listed: list[Page], chains: Mapping[PolicyId, Chain], changes: ChangesOf
) -> Iterator[Output]:
    whole = manifest(site.policies, chains, changes, site.as_of, site.url)
    yield Output(urls.MANIFEST, (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode())
    yield Output(urls.SCHEMA, _SCHEMA)
    yield Output(urls.SITEMAP, sitemap(site, listed))
    yield Output("robots.txt", robots(site).encode())
    for asset in sorted(frame.ASSETS.iterdir()):
        yield Output(f"{frame.ASSET_FOLDER}/{asset.name}", asset)
