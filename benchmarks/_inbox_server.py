"""The notifier, and beside it in the same process, threads and server a bare Flask endpoint that answers JSON."""

import os
from typing import Any

from flask import Flask, jsonify

from notifier.bootstrap import bootstrap
from notifier.web.context import make_context
from notifier.web.server import Server, _through_wsgi


class Both(Server):
    """`/bare` goes to the bare application in the way that everything goes to the notifier's."""

    def __init__(self) -> None:
        super().__init__(make_context(bootstrap(os.environ)))
        self._bare = Flask("bare")

        @self._bare.get("/bare")
        def answer() -> Any:
            return jsonify(total=1, unread=1, unseen=1, items=[{"id": "privacy", "title": "個人情報取扱方針"}])

    def _answer(self, scope: Any, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        return _through_wsgi(self._bare, scope, body) if scope.path == "/bare" else super()._answer(scope, body)


def create() -> Both:
    """Both as one RSGI application."""
    return Both()
