"""WSGI middleware (PEP 3333): a sign-up without a good attestation never reaches the app."""

import io
from collections.abc import Callable, Iterable
from typing import Any

from gate.client import presented
from gate.client.api import AgeGate
from gate.client.errors import REFUSALS, GateDownError, MissingAttestationError
from gate.client.protected import Protected
from gate.client.refusal import Refusal, refusal

CLAIMS = "gate.claims"
Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
_REASONS = {403: "403 Forbidden", 503: "503 Service Unavailable"}


class RequireAttestation:
    """Redeems the attestation of every sign-up, and hands the claims on as `environ["gate.claims"]`.

    `paths` are the sign-up paths (see `Protected`). `screening` gives the id of the screening that was made for the
    person who sends this request, None where there is none, which is refused; without `screening` an attestation is
    good whoever brings it. Where the gate cannot be asked, nobody passes.
    """

    def __init__(
        self,
        application: Application,
        gate: AgeGate,
        paths: Iterable[str],
        *,
        screening: Callable[[Environ], str | None] | None = None,
        age_over: int | None = None,
    ) -> None:
        self._application = application
        self._gate = gate
        self._protected = Protected(paths)
        self._screening = screening
        self._age_over = age_over

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        environ.pop(CLAIMS, None)
        path = environ.get("PATH_INFO", "")
        if not self._protected(environ["REQUEST_METHOD"], path, environ.get("SCRIPT_NAME", "") + path):
            return self._application(environ, start_response)
        try:
            environ[CLAIMS] = self._redeem(environ)
        except (*REFUSALS, GateDownError) as error:
            return _answer(refusal(error), start_response)
        return self._application(environ, start_response)

    def _redeem(self, environ: Environ) -> Any:
        kind = environ.get("CONTENT_TYPE", "")
        token = presented.attestation(environ.get("HTTP_AGE_ATTESTATION"), kind, _body(environ, kind))
        expected = self._screening(environ) if self._screening else None
        if token is None or (self._screening and expected is None):
            raise MissingAttestationError
        return self._gate.redeem(token, screening=expected, age_over=self._age_over)


def _body(environ: Environ, media_type: str) -> bytes:
    """The body, read and put back, where it is of a kind that is searched; else nothing."""
    length = environ.get("CONTENT_LENGTH") or ""
    if not presented.searchable(media_type) or not (length.isascii() and length.isdigit()):
        return b""
    if int(length) > presented.MOST_BYTES:
        return b""
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _answer(refused: Refusal, start_response: Any) -> Iterable[bytes]:
    start_response(_REASONS[refused.status], refused.headers)
    return [refused.body]
