"""ASGI middleware (ASGI 3): a sign-up without a good attestation never reaches the app."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from gate.client import presented
from gate.client.api import AgeGate
from gate.client.errors import REFUSALS, GateDownError, MissingAttestationError
from gate.client.protected import Protected
from gate.client.refusal import Refusal, refusal
from gate.model import Claims

CLAIMS = "gate.claims"
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
_HEADER = presented.HEADER.lower().encode()


class RequireAttestation:
    """Redeems the attestation of every sign-up, and hands the claims on as `scope["gate.claims"]`.

    `paths` are the sign-up paths (see `Protected`). `screening` gives the id of the screening that was made for the
    person who sends this request, None where there is none, which is refused; without `screening` an attestation is
    good whoever brings it. Where the gate cannot be asked, nobody passes.
    """

    def __init__(
        self,
        app: Application,
        gate: AgeGate,
        paths: Iterable[str],
        *,
        screening: Callable[[Scope], str | None] | None = None,
        age_over: int | None = None,
    ) -> None:
        self._app = app
        self._gate = gate
        self._protected = Protected(paths)
        self._screening = screening
        self._age_over = age_over

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope.pop(CLAIMS, None)
        path, root = scope.get("path", ""), scope.get("root_path", "")
        if scope["type"] != "http" or not self._protected(scope["method"], path, path.removeprefix(root), root + path):
            await self._app(scope, receive, send)
            return
        try:
            body, receive = await _peeked(scope, receive)
            scope[CLAIMS] = await self._redeem(scope, body)
        except (*REFUSALS, GateDownError) as error:
            await _answer(refusal(error), send)
            return
        await self._app(scope, receive, send)

    async def _redeem(self, scope: Scope, body: bytes) -> Claims:
        header = _header(scope, _HEADER)
        token = presented.attestation(header, _header(scope, b"content-type") or "", body)
        expected = self._screening(scope) if self._screening else None
        if token is None or (self._screening and expected is None):
            raise MissingAttestationError
        return await asyncio.to_thread(self._gate.redeem, token, screening=expected, age_over=self._age_over)


def _header(scope: Scope, name: bytes) -> str | None:
    found = {value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name}
    return found.pop() if len(found) == 1 else None


async def _peeked(scope: Scope, receive: Receive) -> tuple[bytes, Receive]:
    """The body where it is of a kind that is searched, and a `receive` that gives all of it to the app again."""
    if not presented.searchable(_header(scope, b"content-type") or ""):
        return b"", receive
    messages: list[Message] = []
    size = 0
    while size <= presented.MOST_BYTES:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            break
    whole = b"".join(message.get("body", b"") for message in messages)

    async def again() -> Message:
        return messages.pop(0) if messages else await receive()

    return (whole if size <= presented.MOST_BYTES else b""), again


async def _answer(refused: Refusal, send: Send) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in refused.headers]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": refused.body})
