"""A short cut for the two operations that every sign-up needs: they are answered before Flask builds its objects.

Flask knows both routes too and would give the same answers; whatever is unusual about a request is left to it.
"""

import re
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from gate import events
from gate.web import api, pages
from gate.web.context import Context
from gate.web.exchange import Incoming, Outgoing
from gate.web.problems import ProblemError
from gate.web.problems import answer as problem_answer

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
MAX_BODY = 64 * 1024
"""Room for every member at its longest, each character written as an escape."""
_SCREENING = re.compile("/s/([A-Za-z0-9_-]{1,100})")
_STATUS = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class Direct:
    """WSGI (PEP 3333) around Flask's."""

    def __init__(self, application: Application, context: Context) -> None:
        self._application = application
        self._context = context

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if environ["REQUEST_METHOD"] != "POST" or not (
            length.isascii() and length.isdigit() and int(length) <= MAX_BODY
        ):
            return self._application(environ, start_response)
        path = environ["PATH_INFO"]
        match = _SCREENING.fullmatch(path)
        if match is None and path != api.REDEEM:
            return self._application(environ, start_response)
        began = time.perf_counter()
        answer = self._answer(Incoming(environ, environ["wsgi.input"].read(int(length))), match)
        route = "/s/<screening>" if match else path
        self._context.metrics.request(route, answer.status, time.perf_counter() - began)
        start_response(_STATUS[answer.status], answer.all_headers(self._context.gate.settings.secure))
        return [answer.body]

    def _answer(self, incoming: Incoming, match: re.Match[str] | None) -> Outgoing:
        try:
            if match is not None:
                return pages.answer(self._context, incoming, match[1])
            return api.redeem(self._context, incoming)
        except Exception as error:  # noqa: BLE001 - the outermost edge: the log learns its kind and place
            return failed(error)


def failed(error: Exception) -> Outgoing:
    """What nobody foresaw, as a plain 500; the log learns its kind and place."""
    events.failure(error)
    return problem_answer(ProblemError("internal", "Nothing was decided. Try again, or tell whoever runs this gate"))
