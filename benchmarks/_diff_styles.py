"""The made-up texts in the styles of others: plain text, underlined, strong and HTML headings, every level."""

import re
from collections.abc import Callable

_HEADING = re.compile(r"^(#+) (.*?)(?: \{#\w+\})?$", re.M)


def _each(dress: Callable[[int, str], str]) -> Callable[[str], str]:
    return lambda text: _HEADING.sub(lambda match: dress(len(match[1]), match[2]), text)


STYLES: dict[str, Callable[[str], str]] = {
    "plain text": _each(lambda level, title: title),
    "underlined": _each(lambda level, title: f"{title}\n{('=' if level == 1 else '-') * 8}"),
    "strong": _each(lambda level, title: title if level == 1 else f"**{title}**"),
    "first level": _each(lambda level, title: f"# {title}"),
    "fifth level": _each(lambda level, title: f"{'#' if level == 1 else '#####'} {title}"),
    "HTML": _each(lambda level, title: f"<h{level}>{title}</h{level}>"),
    "CRLF": lambda text: _each(lambda level, title: f"{'#' * level} {title}")(text).replace("\n", "\r\n").rstrip(),
}
