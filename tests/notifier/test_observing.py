"""What the site shows, seen as a visitor sees it: evidence of publication, kept apart from that of notices."""

import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from notifier.adapters.manifests import SiteManifest
from notifier.adapters.sql.schema import observations
from notifier.model.observation import Observation
from notifier.service.observing import NotAnnounced
from tests.notifier.clients import announcement
from tests.notifier.manifests import SITE, TEXTS, manifest, version, write_site
from tests.notifier.world import World

NEW = "2026-12-15"
TITLE = {"ja": "個人情報取扱方針の改定のお知らせ", "en": "Revision of the Privacy Policy"}
DATE = {"ja": "個人情報取扱方針（2026年12月15日施行）", "en": "Privacy Policy, 15 December 2026"}


@dataclass
class Site:
    """Pages by path, as a web server has them; `content` is the manifest."""

    url: str
    content: dict[str, Any]
    pages: dict[str, bytes] = field(default_factory=dict)


@pytest.fixture
def site() -> Iterator[Site]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    made = Site(f"http://127.0.0.1:{server.server_address[1]}", moved(f"http://127.0.0.1:{server.server_address[1]}"))

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = made.pages.get(self.path)
            self.send_response(200 if found is not None else 404)
            self.end_headers()
            self.wfile.write(found or b"nothing here")

        def log_message(self, format: str, *arguments: object) -> None:
            return

    server.RequestHandlerClass = Handler
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for lang in ("ja", "en"):
        made.pages[f"/{lang}/"] = f"<ul><li>{TITLE[lang][:5]}<wbr>{TITLE[lang][5:]}</ul>".encode()
        made.pages[f"/{lang}/privacy/"] = made.pages[f"/{lang}/privacy/{NEW}/changes/"] = DATE[lang].encode()
        made.pages[f"/sources/privacy/{NEW}/{lang}.md"] = TEXTS[lang].encode()
    yield made
    server.shutdown()
    server.server_close()


def moved(url: str) -> dict[str, Any]:
    content = manifest(version(NEW))
    policy = content["policies"][0]
    policy["announcements"] = [announcement(policy["versions"][0])]
    policy["urls"] |= {
        "announcements": {lang: f"{SITE}/{lang}/" for lang in ("ja", "en")},
        "in_force": {lang: f"{SITE}/{lang}/privacy/" for lang in ("ja", "en")},
    }
    return dict(replaced(content, SITE, url))


def replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {name: replaced(one, old, new) for name, one in value.items()}
    if isinstance(value, list):
        return [replaced(one, old, new) for one in value]
    return value.replace(old, new) if isinstance(value, str) else value


def observe(world: World, site: Site) -> dict[tuple[str, str], Observation]:
    policy = SiteManifest(str(write_site(world.folder / "site", site.content))).read().policy("privacy")
    found = world.notifier.observer().observe(policy, policy.version(NEW))
    return {(one.kind, one.language): one for one in found}


def test_list_banner_announcement_and_text_are_seen_in_both_languages(world: World, site: Site) -> None:
    found = observe(world, site)
    kinds = {kind for kind, _ in found}
    assert kinds == {"list", "banner", "announcement", "text"}
    assert len(found) == 8
    assert all(one.shown for one in found.values())
    assert len(world.notifier.observations.all()) == 8
    assert world.verify().flaws == ()


def test_what_is_missing_is_recorded_as_missing(world: World, site: Site) -> None:
    site.pages["/ja/"] = "お知らせはありません".encode()
    site.pages["/en/privacy/"] = b"the old text"
    del site.pages[f"/en/privacy/{NEW}/changes/"]
    site.pages[f"/sources/privacy/{NEW}/ja.md"] += b" "
    found = observe(world, site)
    missing = {where for where, one in found.items() if not one.shown}
    assert missing == {("list", "ja"), ("banner", "en"), ("announcement", "en"), ("text", "ja")}
    assert found["announcement", "en"].status == 404
    assert world.verify().flaws == ()


def test_a_server_that_does_not_answer_is_evidence_too(sqlite_world: World, site: Site) -> None:
    site.content = dict(replaced(site.content, site.url, "http://127.0.0.1:9"))
    found = observe(sqlite_world, site)
    assert {(one.status, one.content_hash, one.shown) for one in found.values()} == {(None, None, False)}


def test_a_version_in_force_needs_no_banner(sqlite_world: World, site: Site) -> None:
    sqlite_world.clock.turn(days=60)
    assert {kind for kind, _ in observe(sqlite_world, site)} == {"list", "announcement", "text"}


def test_a_version_that_the_site_does_not_announce_is_refused(sqlite_world: World, site: Site) -> None:
    site.content["policies"][0]["announcements"] = []
    with pytest.raises(NotAnnounced):
        observe(sqlite_world, site)
    assert sqlite_world.notifier.observations.all() == []


def test_looking_again_keeps_both_looks_and_an_altered_one_is_named(world: World, site: Site) -> None:
    observe(world, site)
    world.clock.turn(days=1)
    observe(world, site)
    times = {one.observed_at for one in world.notifier.observations.all()}
    assert max(times) - min(times) == timedelta(days=1)
    with world.notifier.database.write() as connection:
        connection.execute(update(observations).where(observations.c.id == 3).values(shown=False))
    assert "observation 3" in {flaw.where for flaw in world.verify().flaws}


def test_the_command_lists_and_fails_where_a_page_does_not_show_it(sqlite_world: World, site: Site) -> None:
    path = str(write_site(sqlite_world.folder / "site", site.content))
    wanted = ("--policy", "privacy", "--version", NEW)
    assert "8 observations" in sqlite_world.invoke("observe", path, *wanted)
    site.pages.clear()
    assert "NO" in sqlite_world.invoke("observe", path, *wanted, code=1)
    assert "16 observations" in sqlite_world.invoke("observe", "--list", *wanted)
