"""A visitor of one server over HTTP: keeps its cookies, sends steps, takes what they ask for. I/O lives here."""

import json
import time
from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3

from gate.conformance.filling import filled
from gate.conformance.model import Answer, Step, UnreachableError

TIMEOUT = 30.0
MOST_BYTES = 1024 * 1024
MOST_REDIRECTS = 5
TRIES = 4
LONGEST_WAIT = 60
AGENT = "gate-conformance/1"


class Visitor:
    """One visitor of the server at `base`, without redirects unless asked. `sleep` waits where the server says 429."""

    def __init__(self, pool: urllib3.PoolManager, base: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._pool = pool
        self._base = base.rstrip("/")
        self._sleep = sleep
        self._cookies: dict[str, str] = {}

    def copy(self) -> "Visitor":
        """Another window of the same browser: the cookies of this moment."""
        other = Visitor(self._pool, self._base, self._sleep)
        other._cookies = dict(self._cookies)
        return other

    def follow(self, step: Step) -> Answer:
        """Send a request and go where it leads, on the same origin. Raises UnreachableError."""
        answer, url = self.send(step), self._base + step.path
        for _ in range(MOST_REDIRECTS):
            target = next((value for name, value in answer.headers if name.lower() == "location"), None)
            if not 300 <= answer.status < 400 or target is None:
                break
            url = urljoin(url, target)
            if _origin(url) != _origin(self._base):
                break
            answer = self.send(Step(method="GET", path=url.removeprefix(_origin(url))), base=_origin(url))
        return answer

    def send(self, step: Step, base: str | None = None) -> Answer:
        """Send one request, and wait and send it again where the server has had too many. Raises UnreachableError."""
        for _ in range(TRIES):
            answer = self._once(step, base or self._base)
            if answer.status != 429:
                return answer
            wait = next((value for name, value in answer.headers if name.lower() == "retry-after"), "")
            self._sleep(min(int(wait) if wait.isascii() and wait.isdigit() else 5, LONGEST_WAIT))
        raise UnreachableError(f"{step.method} {step.path} answers 429 (too many requests) again and again")

    def _once(self, step: Step, base: str) -> Answer:
        body, headers = _content(step)
        headers |= {"User-Agent": AGENT, **step.headers}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            reply = self._pool.request(
                step.method,
                base + step.path,
                body=body,
                headers=headers,
                redirect=False,
                retries=False,
                timeout=TIMEOUT,
                preload_content=False,
            )
            raw = reply.read(MOST_BYTES, decode_content=True)
            reply.drain_conn()
            reply.release_conn()
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise UnreachableError(f"{step.method} {base}{step.path}: {_kind(error)}") from error
        self._keep(reply.headers.getlist("Set-Cookie"))
        text = raw.decode("utf-8", "replace")
        return Answer(status=reply.status, headers=tuple(reply.headers.items()), body=text)

    def _keep(self, set_cookies: list[str]) -> None:
        for text in set_cookies:
            try:
                found = SimpleCookie(text)
            except CookieError:
                continue
            for name, morsel in found.items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self._cookies.pop(name, None)
                else:
                    self._cookies[name] = morsel.coded_value


def taken(step: Step, answer: Answer) -> dict[str, str]:
    """What the step takes from its answer. Raises UnreachableError where a pattern finds nothing."""
    values = {}
    for name, pattern in step.take.items():
        found = pattern.search(answer.text)
        if found is None:
            what = f"{step.method} {step.path} ({answer.status}): nothing in its answer fits take.{name}"
            raise UnreachableError(what)
        values[name] = found[1]
    return values


def walk(visitor: Visitor, steps: tuple[Step, ...], values: Mapping[str, str | None]) -> dict[str, str | None]:
    """Send the steps one after another, following redirects; the values with all that they took."""
    known = dict(values)
    for step in steps:
        sent = filled(step, known)
        known |= taken(sent, visitor.follow(sent))
    return known


def _content(step: Step) -> tuple[bytes | None, dict[str, str]]:
    if step.form is not None:
        return urlencode(step.form).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    if step.body is not None:
        return json.dumps(step.body).encode(), {"Content-Type": "application/json"}
    return None, {}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _kind(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return type(reason).__name__
