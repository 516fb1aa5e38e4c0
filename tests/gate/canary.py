"""Every way in which a date could be written, so that a search for it means something."""

import base64
import hashlib
import struct
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

ERAS = {"昭和": ("S", 1925), "平成": ("H", 1988), "令和": ("R", 2018)}
JST = timezone(timedelta(hours=9))


def written(born: date) -> list[str]:
    """The date as text, in Western and Japanese ways."""
    y, m, d = born.year, born.month, born.day
    found = [f"{y}{s}{a}{s}{b}" for s in "-/. " for a, b in ((m, d), (f"{m:02}", f"{d:02}"))]
    found += [f"{a}{s}{b}{s}{y}" for s in "-/." for a, b in ((m, d), (d, m), (f"{m:02}", f"{d:02}"))]
    found += [born.strftime(form) for form in ("%Y%m%d", "%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d", "%Y-W%W")]
    found += [
        f"{y}年{m}月{d}日",
        f"{m}月{d}日",
        f"year={y}",
        f'"year": "{y}"',
        f"'year': '{y}'",
        f"date({y}, {m}, {d})",
    ]
    for name, (letter, before) in ERAS.items():
        if y - before > 0:
            found += [f"{name}{y - before}年", f"{letter}{y - before}.{m}.{d}", f"{name}{y - before}"]
    return found


def numbers(born: date) -> list[int]:
    """The date as seconds and days since the usual beginnings."""
    midnights = [datetime(born.year, born.month, born.day, tzinfo=zone) for zone in (UTC, JST)]
    return [int(moment.timestamp()) for moment in midnights] + [born.toordinal()]


def patterns(born: date) -> Iterator[tuple[str, bytes]]:
    """Every byte string that would give the date away, with a name."""
    for text in written(born):
        for encoding in ("utf-8", "utf-16-le", "shift_jis", "euc_jp"):
            yield f"{text} in {encoding}", text.encode(encoding)
        yield f"{text} in base64", base64.b64encode(text.encode()).rstrip(b"=")[:-1]
        yield f"{text} in hex", text.encode().hex().encode()
        for kind in ("md5", "sha1", "sha256"):
            digest = hashlib.new(kind, text.encode())
            yield f"{kind} of {text}", digest.digest()
            yield f"{kind} of {text} in hex", digest.hexdigest().encode()
    for number in numbers(born):
        if number > 10**7:
            yield f"{number} in digits", str(number).encode()
        for form in ("<q", ">q", "<d", ">d"):
            yield f"{number} as {form}", struct.pack(form, number)


def found(content: bytes, born: date) -> list[str]:
    """The names of the patterns that `content` holds. Runs of zeros, of which databases are full, are skipped."""
    dense = content.replace(bytes(256), b"")
    return [name for pattern, name in {pattern: name for name, pattern in patterns(born)}.items() if pattern in dense]
