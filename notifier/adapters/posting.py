"""Posting to a webhook over HTTP."""

import urllib3

from notifier.model.webhook import Answer

_TIMEOUT = urllib3.Timeout(connect=5, read=15, total=20)
_READ_AT_MOST = 4096


class HttpSender:
    """`ports.webhooks.WebhookSender`: one attempt, no redirects, no more of the answer than a little."""

    def __init__(self) -> None:
        self._http = urllib3.PoolManager(num_pools=20, maxsize=4, timeout=_TIMEOUT, retries=False)

    def post(self, url: str, headers: dict[str, str], body: str) -> Answer:
        try:
            response = self._http.request(
                "POST", url, body=body.encode(), headers=headers, preload_content=False, redirect=False
            )
            try:
                response.read(_READ_AT_MOST)
            finally:
                response.close()
                response.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as problem:
            return Answer(status=None, reason=type(problem).__name__)
        return Answer(status=response.status)
