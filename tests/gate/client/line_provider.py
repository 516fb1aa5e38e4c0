"""A stand-in for LINE's login: three endpoints, one code for each person, used once."""

import json
from typing import Any
from urllib.parse import parse_qs, urlencode

CHANNEL = {"client_id": "1650000000", "client_secret": "line-secret"}


class Line:
    """WSGI. `/authorize` sends the browser back at once with a code; `user` in its query says who the person is."""

    def __init__(self) -> None:
        self.codes: dict[str, dict[str, str]] = {}
        self.scopes: set[str] = set()

    def code_for(self, user: str, nonce: str) -> str:
        """A code as the browser would bring it back."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = {"sub": user, "nonce": nonce}
        return code

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        query = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        found = {"/authorize": self._authorize, "/token": self._token, "/verify": self._verify}
        status, headers, answer = found[environ["PATH_INFO"]](query, form)
        start_response(status, headers)
        return [answer.encode()]

    def _authorize(self, query: dict[str, str], _: dict[str, str]) -> tuple[str, list[tuple[str, str]], str]:
        self.scopes.add(query["scope"])
        back = {"code": self.code_for("uta", query["nonce"]), "state": query["state"]}
        return "302 Found", [("Location", f"{query['redirect_uri']}?{urlencode(back)}")], ""

    def _token(self, _: dict[str, str], form: dict[str, str]) -> tuple[str, list[tuple[str, str]], str]:
        claims = self.codes.pop(form["code"], None)
        if claims is None or CHANNEL.items() - form.items() or form["grant_type"] != "authorization_code":
            return "400 Bad Request", [], "{}"
        return "200 OK", [], json.dumps({"id_token": json.dumps(claims)})

    def _verify(self, _: dict[str, str], form: dict[str, str]) -> tuple[str, list[tuple[str, str]], str]:
        claims = json.loads(form["id_token"])
        if form["client_id"] != CHANNEL["client_id"] or claims["nonce"] != form["nonce"]:
            return "400 Bad Request", [], "{}"
        return "200 OK", [], json.dumps(claims)
