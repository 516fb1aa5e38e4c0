"""The gate, and beside it in the same process a bare Flask endpoint that answers JSON with JSON."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, jsonify, request

from gate.app import create as create_gate
from gate.server import Server


def create() -> Server:
    """Both as one application, in the server that `gate serve` runs."""
    bare = Flask("bare")

    @bare.post("/bare")
    def answer() -> Any:
        return jsonify(ok=True, year=request.get_json()["year"])

    gate = create_gate()

    def both(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        chosen = bare if environ["PATH_INFO"] == "/bare" else gate
        return chosen(environ, start_response)

    return Server(both)
