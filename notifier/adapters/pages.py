"""Looking at a page of the site as a visitor does."""

import urllib3

from notifier.ports.observations import Page

_TIMEOUT = urllib3.Timeout(connect=10, read=30)
LIMIT = 16 * 1024 * 1024


class HttpPages:
    """`ports.observations.Pages` over HTTP."""

    def __init__(self) -> None:
        self._http = urllib3.PoolManager(num_pools=2, timeout=_TIMEOUT, retries=urllib3.Retry(1, redirect=3))

    def get(self, url: str) -> Page:
        try:
            response = self._http.request("GET", url, preload_content=False)
            try:
                content = response.read(LIMIT, decode_content=True)
            finally:
                response.release_conn()
        except (urllib3.exceptions.HTTPError, OSError):
            return Page(status=None, content=b"")
        return Page(status=response.status, content=content)
