"""Content security policies without inline code, by kind of page."""

from functools import lru_cache

from gate.model import Origin

_PAGE = (
    "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action {to}; frame-ancestors {by}"
)
DOCUMENT = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


@lru_cache(maxsize=1024)
def page_policy(sent_to: Origin | None, framed_by: tuple[Origin, ...]) -> str:
    """The policy of a hosted page: only the site frames it, and its form goes to the gate and, when done, to the
    app.
    """
    to = "'self'" if sent_to is None else f"'self' {sent_to}"
    return _PAGE.format(to=to, by=" ".join(framed_by) or "'none'")
