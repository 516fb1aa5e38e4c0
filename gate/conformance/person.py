"""A person who answers the gate's question as a browser without scripts would, and what the gate then hands on."""

from html.parser import HTMLParser

from gate.conformance.model import Step, UnreachableError
from gate.conformance.visitor import Visitor


class _Page(HTMLParser):
    """The few attributes that matter of the gate's pages."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.form: str | None = None
        self.attestation: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the form's token, and the attestation of the page that ends well."""
        found = dict(attrs)
        if tag == "input" and found.get("name") == "form":
            self.form = found.get("value")
        if tag == "body":
            self.attestation = found.get("data-attestation")


def answer(gate: Visitor, screening: str, born: tuple[str, str, str]) -> str:
    """The attestation for a screening. Raises UnreachableError where the gate gives none."""
    path = f"/s/{screening}?lang=en&embed"
    page = _Page(gate.follow(Step(method="GET", path=path)).body)
    if page.attestation is not None:
        return page.attestation
    if page.form is None:
        raise UnreachableError(f"{screening[:12]}… is no open screening of this gate: check take.screening")
    fields = dict(zip(("year", "month", "day"), born, strict=True)) | {"form": page.form}
    done = _Page(gate.follow(Step(method="POST", path=path, form=fields)).body)
    if done.attestation is None:
        raise UnreachableError("the gate gave no attestation for gate.born: choose an adult's date")
    return done.attestation
