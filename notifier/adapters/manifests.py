"""Reading the site's manifest from a file or a URL, and checking it: format, schema, hashes.

The schema is the notifier's own copy of format 1, for the parts never import one another; a test compares the copies.
"""

import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3
from jsonschema import Draft202012Validator

from notifier.model.errors import NotifierError
from notifier.model.manifest import Manifest, Text
from notifier.model.manifest_parsing import parse_manifest

FORMAT = 1
LIMIT = 64 * 1024 * 1024
_TIMEOUT = urllib3.Timeout(connect=10, read=30)


class ManifestUnreadable(NotifierError):
    """{source}: cannot be read: {reason}; check the path or URL"""


class ManifestNotJson(NotifierError):
    """{source}: not JSON: {reason}"""


class ManifestNewer(NotifierError):
    """{source}: is of format {found}, and this notifier reads format {known}; install a newer notifier"""


class ManifestInvalid(NotifierError):
    """{source}: not a manifest of format 1: {where}: {reason}"""


class WrongHash(NotifierError):
    """{source}: the text's sha256 is {found}, and the manifest says {expected}; build and publish the site again"""


@cache
def schema_validator() -> Draft202012Validator:
    """The validator of format 1."""
    text = files("notifier").joinpath("manifest.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


class SiteManifest:
    """`ports.manifest.ManifestSource` over a path or an http(s) URL."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._site_url = ""
        self._http = urllib3.PoolManager(num_pools=2, timeout=_TIMEOUT, retries=urllib3.Retry(2, redirect=3))

    def read(self) -> Manifest:
        raw = self._json(self._bytes(self.source))
        if isinstance(raw, dict) and isinstance(raw.get("format"), int) and raw["format"] > FORMAT:
            raise ManifestNewer(source=self.source, found=raw["format"], known=FORMAT)
        self._validate(raw)
        manifest = parse_manifest(raw)
        self._site_url = manifest.site_url
        return manifest

    def check_text(self, text: Text) -> None:
        """A file's texts lie beside it, as the site lies on the web server's disk; a URL's are fetched."""
        source = self._beside(text.source_url)
        found = hashlib.sha256(self._bytes(source)).hexdigest()
        if found != text.sha256:
            raise WrongHash(source=source, found=found, expected=text.sha256)

    def _beside(self, url: str) -> str:
        if _is_url(self.source) or not url.startswith(self._site_url):
            return url
        path = Path(self.source).parent / url.removeprefix(self._site_url).lstrip("/")
        return str(path) if path.is_file() else url

    def _json(self, content: bytes) -> Any:
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as problem:
            raise ManifestNotJson(source=self.source, reason=problem) from problem

    def _validate(self, raw: Any) -> None:
        problem = min(schema_validator().iter_errors(raw), key=lambda one: list(map(str, one.path)), default=None)
        if problem is not None:
            where = "/".join(map(str, problem.path)) or "(top)"
            raise ManifestInvalid(source=self.source, where=where, reason=problem.message[:300])

    def _bytes(self, source: str) -> bytes:
        return self._fetched(source) if _is_url(source) else self._from_disk(source)

    def _from_disk(self, source: str) -> bytes:
        try:
            return Path(source).read_bytes()
        except OSError as problem:
            raise ManifestUnreadable(source=source, reason=problem.strerror) from problem

    def _fetched(self, source: str) -> bytes:
        try:
            response = self._http.request("GET", source, preload_content=False)
            try:
                content = response.read(LIMIT + 1)
            finally:
                response.release_conn()
        except urllib3.exceptions.HTTPError as problem:
            reason = getattr(problem, "reason", None) or problem
            raise ManifestUnreadable(source=source, reason=reason) from problem
        if response.status != 200:
            raise ManifestUnreadable(source=source, reason=f"the server answers {response.status}")
        if len(content) > LIMIT:
            raise ManifestUnreadable(source=source, reason=f"larger than {LIMIT} bytes")
        return content


def _is_url(source: str) -> bool:
    return urlsplit(source).scheme in ("http", "https")
