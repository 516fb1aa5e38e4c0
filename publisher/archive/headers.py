"""The headers a server should send: a strict Content-Security-Policy with hashes for inline code, and content types."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator

_INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1>", re.S | re.I)
_DATA_BLOCK = re.compile(r"\btype=[\"']?(?:application/|text/(?!javascript))", re.I)
_HAS_SOURCE = re.compile(r"\bsrc=", re.I)

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"
CONTENT_TYPES = {
    "/*/feed.xml": "application/atom+xml; charset=utf-8",
    "/*/timemap": "application/link-format; charset=utf-8",
    "/*.md": "text/markdown; charset=utf-8",
}


def inline_hashes(html: str) -> Iterator[tuple[str, str]]:
    """For each inline script or style of a page its kind and the CSP source that allows just that one."""
    for kind, attributes, code in _INLINE.findall(html):
        if _HAS_SOURCE.search(attributes) or (kind.lower() == "script" and _DATA_BLOCK.search(attributes)):
            continue
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        yield kind.lower(), f"'sha256-{digest}'"


def content_security_policy(hashes: Iterable[tuple[str, str]]) -> str:
    """The policy for a site with these inline codes: its own host only, nothing `unsafe`."""
    known = sorted(set(hashes))
    scripts = " ".join(["'self'", *(source for kind, source in known if kind == "script")])
    styles = " ".join(["'self'", *(source for kind, source in known if kind == "style")])
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src {styles}",
            "img-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def security_headers(policy: str) -> dict[str, str]:
    """The headers for every response."""
    return {
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


def headers_file(policy: str) -> str:
    """`_headers`, in the form that static hosts read."""
    lines = ["/*", *(f"  {name}: {value}" for name, value in security_headers(policy).items())]
    for pattern, content_type in CONTENT_TYPES.items():
        lines += [pattern, f"  Content-Type: {content_type}"]
    return "\n".join(lines) + "\n"


def nginx_snippet(policy: str) -> str:
    """The same for nginx, to be included in the `server` block."""
    lines = ["# Include this in the server block that serves the site."]
    lines += [f'add_header {name} "{value}" always;' for name, value in security_headers(policy).items()]
    lines += ["error_page 404 /404.html;"]
    for pattern, content_type in CONTENT_TYPES.items():
        place = re.escape(pattern.removeprefix("/*")) + "$"
        lines.append(f'location ~ {place} {{ types {{ }} default_type "{content_type}"; }}')
    return "\n".join(lines) + "\n"
