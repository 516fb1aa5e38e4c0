"""Reading the manifest: from disk and over HTTP, and every way in which it can be wrong."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from notifier.adapters.manifests import (
    ManifestInvalid,
    ManifestNewer,
    ManifestNotJson,
    ManifestUnreadable,
    SiteManifest,
    WrongHash,
)
from notifier.model.manifest import UnknownPolicy, UnknownVersion
from notifier.model.manifest_parsing import parse_policy, policy_with_one_version
from tests.notifier.manifests import SITE, manifest, version, write_site
from tests.notifier.world import ROOT
from tests.support.processes import free_port


def test_the_notifiers_copy_of_the_schema_is_the_publishers() -> None:
    ours = (ROOT / "notifier/manifest.schema.json").read_bytes()
    assert ours == (ROOT / "publisher/manifest.schema.json").read_bytes()


def test_a_manifest_from_disk_with_its_texts_beside_it(tmp_path: Path) -> None:
    source = SiteManifest(str(write_site(tmp_path)))
    policy = source.read().policy("privacy")
    found = policy.version("2026-12-15")
    assert (policy.lead_time_days, found.klass, found.effective_at.isoformat()) == (
        14,
        "major",
        "2026-12-15T00:00:00+09:00",
    )
    assert [one.id for one in policy.optional_items] == ["age-verification"]
    for text in found.texts.values():
        source.check_text(text)


def test_what_a_notice_keeps_can_be_read_again(tmp_path: Path) -> None:
    read = SiteManifest(str(write_site(tmp_path, manifest(version(), version("2027-01-01"))))).read()
    kept = json.loads(json.dumps(policy_with_one_version(read.raw, "privacy", "2027-01-01")))
    assert [one.id for one in parse_policy(kept).versions] == ["2027-01-01"]


def test_a_text_that_is_not_the_one_hashed_is_refused(tmp_path: Path) -> None:
    source = SiteManifest(str(write_site(tmp_path)))
    text = source.read().policy("privacy").version("2026-12-15").texts
    path = tmp_path / "sources/privacy/2026-12-15/en.md"
    path.write_text(path.read_text() + "!")
    english = next(one for language, one in text.items() if language == "en")
    with pytest.raises(WrongHash, match=r"en\.md"):
        source.check_text(english)


def test_a_newer_format_is_refused_by_its_number(tmp_path: Path) -> None:
    content = {**manifest(), "format": 2, "something": "new"}
    (tmp_path / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(ManifestNewer, match="format 2"):
        SiteManifest(str(tmp_path / "manifest.json")).read()


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        ("{", ManifestNotJson, "not JSON"),
        ("[" * 100_000, ManifestNotJson, "not JSON"),
        ("[]", ManifestInvalid, "(top)"),
        (json.dumps({**manifest(), "policies": [{}]}), ManifestInvalid, "policies/0"),
        (json.dumps({**manifest(), "format": 0}), ManifestInvalid, "format"),
    ],
)
def test_what_is_not_a_manifest_is_refused(tmp_path: Path, content: str, error: type[Exception], words: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(error) as refused:
        SiteManifest(str(tmp_path / "manifest.json")).read()
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_policy_or_version_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    read = SiteManifest(str(write_site(tmp_path))).read()
    with pytest.raises(UnknownPolicy, match="it has: privacy"):
        read.policy("terms")
    with pytest.raises(UnknownVersion, match="the newest is 2026-12-15"):
        read.policy("privacy").version("2020-01-01")


def test_a_missing_file_or_unreachable_url_is_said(tmp_path: Path) -> None:
    with pytest.raises(ManifestUnreadable, match="No such file"):
        SiteManifest(str(tmp_path / "none.json")).read()
    with pytest.raises(ManifestUnreadable, match="cannot be read"):
        SiteManifest(f"http://127.0.0.1:{free_port()}/manifest.json").read()


@pytest.fixture
def website(tmp_path: Path) -> Iterator[str]:
    """A real web server over the site; its texts' URLs point to it."""
    port = free_port()
    content = json.loads(json.dumps(manifest()).replace(SITE, f"http://127.0.0.1:{port}"))
    write_site(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps(content))

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    handler = lambda *args: Quiet(*args, directory=str(tmp_path))  # noqa: E731
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_manifest_over_http_with_its_texts(website: str) -> None:
    source = SiteManifest(f"{website}/manifest.json")
    for text in source.read().policy("privacy").version("2026-12-15").texts.values():
        source.check_text(text)


def test_an_http_error_is_said(website: str) -> None:
    with pytest.raises(ManifestUnreadable, match="404"):
        SiteManifest(f"{website}/nothing.json").read()
