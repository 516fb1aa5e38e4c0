"""The server of `make run`: the site as it is, with the headers that it asks for."""

import urllib.error
import urllib.request
from email.message import Message

import pytest

from tests.publisher.site.conftest import Built


def get(url: str) -> tuple[int, Message, str]:
    """Status, headers and text of an answer."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def test_every_answer_carries_the_security_headers(site: Built) -> None:
    for path in ("", "ja/privacy/", "manifest.json", "not/there"):
        _, headers, _ = get(site.address + path)
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("ja/privacy/feed.xml", "application/atom+xml; charset=utf-8"),
        ("privacy/timemap", "application/link-format; charset=utf-8"),
        ("privacy/2024-04-01/ja.md", "text/markdown; charset=utf-8"),
        ("ja/privacy/", "text/html; charset=utf-8"),
    ],
)
def test_files_are_served_as_what_they_are(site: Built, path: str, expected: str) -> None:
    assert get(site.address + path)[1]["Content-Type"] == expected


@pytest.mark.parametrize("path", ["nowhere/", "assets/", "ja/privacy/1999-01-01/", "../../etc/passwd"])
def test_what_is_not_there_is_answered_by_the_sites_own_page(site: Built, path: str) -> None:
    status, _, text = get(site.address + path)
    assert status == 404
    assert "Page not found" in text
