"""The site as a plugin of MkDocs (or ProperDocs): a thin shell that hands pages from `publisher.rendering` to its host.

The only module of the publisher that knows MkDocs.
"""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fnmatch import fnmatch
from itertools import groupby
from pathlib import Path
from typing import Literal

from mkdocs.config import base
from mkdocs.config import config_options as options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as HostPage
from mkdocs.utils.templates import TemplateContext

from publisher import urls
from publisher.archive.cache import Cache
from publisher.archive.folders import KeptFolders
from publisher.archive.headers import content_security_policy, headers_file, inline_hashes, nginx_snippet
from publisher.archive.outputs import Output, outputs
from publisher.archive.search_index import indexes_by_language
from publisher.clock import build_instant
from publisher.content import load_policies
from publisher.errors import PublisherError
from publisher.ledger import ensure_verified
from publisher.model import Policy
from publisher.rendering import hosted
from publisher.rendering.site import Page, Site

_THEME = Path(__file__).parent / "rendering" / "templates" / "material"
_SEARCH_INDEX = "search/search_index.json"
# Files of the theme that no page of ours asks for.
_UNUSED = (
    "sitemap.xml",
    "*.map",
    "assets/images/*",
    "assets/stylesheets/palette.*",
    "assets/javascripts/*",
)


class PolicyPressConfig(base.Config):
    """The plugin's settings in `mkdocs.yml`; docs/guides/visitors.md describes them."""

    as_of = options.Optional(options.Type((str, date)))  # YAML reads 2026-12-15 as a date
    cache = options.Type(str, default=".cache/policypress")


class _ServedFile(File):
    """A file that is served as it is, though its name may end in `.md`."""

    def is_documentation_page(self) -> bool:
        """Whether the host should render the file: never."""
        return False


class PolicyPressPlugin(BasePlugin[PolicyPressConfig]):
    """Replaces the host's files by the pages and files of the policies in `docs_dir`."""

    def __init__(self) -> None:
        self._drafts = False
        self._site: Site | None = None
        self._hosted: dict[str, Page] = {}
        self._hashes: set[tuple[str, str]] = set()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether this is a preview, which shows drafts."""
        self._drafts = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Put our templates before the theme's; leave out the pages that the host would add."""
        if str(_THEME) not in config.theme.dirs:
            config.theme.dirs.insert(0, str(_THEME))
        config.theme["font"] = False
        config.theme.static_templates.clear()
        self._hashes.clear()
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Move what may stay as it is out of the way of the host's cleaning."""
        KeptFolders(Path(config.site_dir)).set_aside()

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read the policies and replace every file but the theme's."""
        folder = Path(config.config_file_path).parent / self.config.cache
        try:
            with Cache(folder) as cache:
                policies = load_policies(Path(config.docs_dir))
                chains = {policy.id: ensure_verified(Path(config.docs_dir) / policy.id) for policy in policies}
                site = self._site = self._describe(config, policies)
                kept = [file for file in files if file.src_dir != config.docs_dir and _is_used(file.src_uri)]
                ours = self._placed(outputs(site, chains, cache), config)
        except PublisherError as error:
            raise PluginError(str(error)) from error
        return Files([*kept, *ours])

    def on_page_content(self, html: str, *, page: HostPage, config: MkDocsConfig, files: Files) -> str:
        """Give the search what it may read; the template shows the page itself."""
        ours = self._hosted.get(page.file.src_uri)
        if ours is None or self._site is None:
            return html
        page.meta["title"] = ours.title
        page.meta["search"] = {"exclude": not ours.search_html}
        page.meta["frame"] = hosted.parts(ours, self._site)
        return ours.search_html

    @event_priority(50)
    def on_page_context(
        self, context: TemplateContext, *, page: HostPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Set the theme's language for this one page."""
        ours = self._hosted.get(page.file.src_uri)
        if ours is not None:
            config.theme["language"] = str(ours.language)
        return context

    def on_post_page(self, output: str, *, page: HostPage, config: MkDocsConfig) -> str:
        """Note the inline code that the security policy must allow."""
        self._hashes.update(inline_hashes(output))
        return hosted.tidied(output)

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Cut the search index by language and write the headers, now that all pages are known."""
        folder = Path(config.site_dir)
        KeptFolders(folder).finish()
        index = folder / _SEARCH_INDEX
        if index.is_file() and self._site is not None:
            for language, text in indexes_by_language(index.read_text(encoding="utf-8"), self._site.languages).items():
                _write(folder / urls.search_index(language), text)
            index.unlink()
            index.parent.rmdir()
        policy = content_security_policy(self._hashes)
        _write(folder / "_headers", headers_file(policy))
        _write(folder / "_nginx.conf", nginx_snippet(policy))

    def _describe(self, config: MkDocsConfig, policies: tuple[Policy, ...]) -> Site:
        return Site(
            url=config.site_url or "http://127.0.0.1:8000/",
            name=config.site_name,
            as_of=build_instant(self._as_of(), os.environ, datetime.now(UTC)),
            policies=policies,
            drafts=self._drafts,
        )

    def _as_of(self) -> str | None:
        given: object = self.config.as_of
        if isinstance(given, date):
            return given.isoformat()
        return str(given) if given else None

    def _placed(self, items: Iterator[Page | Output], config: MkDocsConfig) -> list[File]:
        """What the host is given to write. A folder that may stay as it is is put in its place at once, so that of a
        long history one folder is in memory at a time."""
        folders, files = KeptFolders(Path(config.site_dir)), []
        for folder, group in groupby(items, key=lambda item: item.folder if isinstance(item, Output) else ""):
            if folder:
                folders.put(folder, {item.path: item.content for item in group if isinstance(item, Output)})
            else:
                files += [self._file(item, config) for item in group]
        return files

    def _file(self, item: Page | Output, config: MkDocsConfig) -> File:
        if isinstance(item, Page):
            source = item.file.removesuffix(".html") + ".md"
            self._hosted[source] = item
            return File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV)
        if isinstance(item.content, Path):
            return _ServedFile.generated(config, item.path, abs_src_path=str(item.content))
        return _ServedFile.generated(config, item.path, content=item.content)


def _is_used(path: str) -> bool:
    return not any(fnmatch(path, pattern) for pattern in _UNUSED)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
