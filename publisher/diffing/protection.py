"""Protection: what must never be cut, found before anything is cut into words.

Addresses, Latin words, numbers and references are atoms whatever the segmenter makes of the rest.
"""

import re

ATOM = "\ue000"
"""Stands for each character of an address while the text is scanned."""
REFERENCE = "\ue001"
"""Stands for a cross reference, which shows a number that the source does not hold."""
NOTE = "\ue002"
"""Stands for a footnote's mark."""

_URL = re.compile(r"(?:https?|ftp)://[!-~]+|www\.[!-~]+")
_URL_BREAK = re.compile(r"[<>\"|`{}\\^]")
_URL_TAIL = ".,;:!?'*_~"
_OPENERS = {")": "(", "]": "["}
_MAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}")

_DIGIT = r"(?:[0-9]+|[〇一二三四五六七八九十百千]+)"
_UNIT = "(?:条|項|号|章|節|款|目|編)"
_BRANCH = rf"(?:[ \t]?の[ \t]?{_DIGIT}(?![部般方人つ時切番度回定]))*"
_LEGAL = rf"第[ \t]?{_DIGIT}[ \t]?{_UNIT}{_BRANCH}(?:[ \t]?第?[ \t]?{_DIGIT}[ \t]?{_UNIT}{_BRANCH})*"

_LATIN = r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\u0300-\u036f"
_VOICING = r"\u3099\u309a"
_WHOLE = (
    r"\u3005\u3007\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf"
    r"\u4e00-\u7b2b\u7b2d-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # without 第, which always begins a word
)
JAPANESE = _WHOLE + _VOICING
_UNSEEN = r"\u00ad\u200b\u200c\u2060\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef"
_ADDED = rf"\u0300-\u036f{_VOICING}{_UNSEEN}"
_EMOJI = (
    r"(?:[\U0001f1e6-\U0001f1ff]{2}"
    r"|[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff][\ufe0f\u20e3\U0001f3fb-\U0001f3ff]*"
    r"(?:\u200d[\u2600-\u27bf\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)*"
    r"|[0-9#*]\ufe0f?\u20e3)"
)

_TAG = (
    r"<(?:/?(?:a|abbr|b|big|blockquote|br|caption|center|code|col|colgroup|dd|del|details|div|dl|dt|em|figcaption|figure"
    r"|font|footer|h[1-6]|header|hr|i|img|ins|li|main|mark|nav|nobr|ol|p|pre|q|rb|rp|rt|ruby|s|section|small|span|strike"
    r"|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|wbr)(?:\s[^<>]*)?/?>|!--(?:(?!-->|<!--).)*-->)"
)
"""A tag or a comment of HTML: markup in most texts that are compared, whatever becomes of it on our own pages."""


def _words(letters: str, hyphens: str) -> str:
    """Words with the apostrophes, hyphens and dots inside them."""
    return (
        rf"[{letters}][{letters}0-9\u00ad]*"
        rf"(?:(?:['{hyphens}.][{letters}0-9]|[_&][{letters}])[{letters}0-9\u00ad]*)*"
    )


def _numbers(letters: str, hyphens: str) -> str:
    """Numbers, dates and times with the letters of their unit."""
    return rf"[0-9]+(?:[.,:/{hyphens}][0-9]+)*[{letters}]*"


_LATIN_WORD = _words(_LATIN, r"\-‐‑")
_NUMBER = _numbers(_LATIN, r"\-‐‑–−")

_ASCII = ("A-Za-z", r"\-")

SCAN = re.compile(
    rf"(?P<run>[{_WHOLE}]++(?![{_VOICING}{_UNSEEN}]|\s[\s{_UNSEEN}]*[{JAPANESE}]))"
    rf"|(?P<mark>[、。「」・（）()](?![{_ADDED}]))"
    rf"|(?P<space>[\s{_UNSEEN}]+)"
    rf"|(?P<japanese>[{JAPANESE}]+(?:[\s{_UNSEEN}]+[{JAPANESE}]+)*[{_UNSEEN}]*)"
    rf"|(?P<latin>{_LATIN_WORD})"
    rf"|(?P<atom>{ATOM}+)"
    rf"|(?P<emoji>{_EMOJI})"
    rf"|(?P<number>{_NUMBER})"
    rf"|(?P<legal>{_LEGAL})"
    rf"|(?P<word>(?:(?![{JAPANESE}{_LATIN}{ATOM}{REFERENCE}{NOTE}])[^\W_0-9]|第)+)"
    rf"|(?P<dots>\.{{2,}}|[…‥]+|[―—–─-]{{2,}})"
    rf"|(?P<tag>(?i:{_TAG}))"
    rf"|(?P<sign>.[{_ADDED}]*)",
    re.S,
)
"""One pass over folded text. The first alternative that fits wins; what nothing else takes is a sign of its own.

The first two are the most usual cases of `japanese` and of `sign`, found before anything else is tried.
"""

SCAN_PLAIN = re.compile(rf"({_words(*_ASCII)}|{_numbers(*_ASCII)}|\.{{2,}}|-{{2,}}|\S)")
"""What `SCAN` finds, white space left out, in folded ASCII without a tag. Splits such a text into space and words."""


def shield(text: str) -> str:
    """`text` with each character of a URL or an e-mail address replaced by `ATOM`; offsets stay.

    A URL ends at the first character that is not ASCII: Japanese text follows an address without a space.
    """
    if "://" in text or "www." in text:
        text = _URL.sub(_shield_url, text)
    return _MAIL.sub(lambda match: ATOM * len(match[0]), text) if "@" in text else text


def _shield_url(match: re.Match[str]) -> str:
    found = match[0]
    end = _URL_BREAK.search(found)
    address = (found[: end.start()] if end else found).rstrip(_URL_TAIL)
    while address and address[-1] in _OPENERS and address.count(address[-1]) > address.count(_OPENERS[address[-1]]):
        address = address[:-1].rstrip(_URL_TAIL)
    return ATOM * len(address) + found[len(address) :]
