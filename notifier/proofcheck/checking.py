"""Checking a proof: the file's form, its signature, the chain, and every claim against the entries of the chain."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from notifier.proofcheck import claims, completeness
from notifier.proofcheck.chain import Entry, signed, walk
from notifier.proofcheck.form import Document, NotAProof, read, to_sign

FORMAT = "policypress-proof/1"
LONGEST = 64 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """One thing that was checked. `code` names it, `where` says of what, `ok` is None where it could not be checked."""

    code: str
    ok: bool | None
    where: str = ""
    why: str = ""


@dataclass(frozen=True)
class Outside:
    """What the person who checks knows from elsewhere: keys (hex by id), the address, the policy's text."""

    keys: Mapping[str, str] | None = None
    address: str | None = None
    text: bytes | None = None


@dataclass(frozen=True)
class Report:
    """What was found; `document` is the proof, and `entries` what its part of the log says, oldest first."""

    findings: tuple[Finding, ...]
    document: Document = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing was found to be wrong."""
        return all(finding.ok is not False for finding in self.findings)


def check_file(path: Path, outside: Outside = Outside()) -> Report:
    """Check the proof in `path`; raises OSError where it cannot be read."""
    if completeness.is_one(path):
        found = [Finding(*one) for one in completeness.check(path, outside.keys)]
        return Report(findings=tuple(found), document=completeness.head(path))
    if path.stat().st_size > LONGEST:
        return Report((Finding("form", False, str(path), "larger than any proof"),))
    return check_bytes(path.read_bytes(), outside)


def check_bytes(content: bytes, outside: Outside = Outside()) -> Report:
    """Check a proof's bytes; never raises for what they are."""
    try:
        document = read(content)
        if document.get("format") != FORMAT:
            raise NotAProof(f"the format is not {FORMAT}")
        entries, findings = _check(document, outside)
    except NotAProof as problem:
        return Report((Finding("form", False, why=str(problem)),))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as problem:
        return Report((Finding("form", False, why=f"a member is missing or of another kind: {problem!r}"),))
    return Report(tuple(findings), document, tuple(entries))


def _check(document: Document, outside: Outside) -> tuple[list[Entry], list[Finding]]:
    keys = document["keys"] if outside.keys is None else outside.keys
    mark = document["signature"]
    findings = [
        Finding("form", True),
        Finding("signature", signed(keys, mark["key_id"], mark["value"], to_sign(document)), mark["key_id"]),
        Finding("keys", None if outside.keys is None else True, ", ".join(sorted(document["keys"]))),
    ]
    entries = walk(document["log"], keys)
    findings.append(Finding("chain", True, str(len(entries))))
    for notice in document["notices"]:
        findings += _notice(document, notice, entries, outside)
    findings += _run(claims.consents(document, entries))
    return entries, findings


def _notice(document: Document, notice: dict[str, Any], entries: list[Entry], outside: Outside) -> Iterator[Finding]:
    subject = document["recipient"]["subject"]
    yield from _run(claims.planned(notice, entries))
    yield from _run(claims.member(notice, subject, entries))
    for delivery in notice["deliveries"]:
        yield from _run(claims.delivery(notice, delivery, subject, entries))
        if outside.address is not None:
            yield from _run(claims.address(delivery, outside.address))
    yield from _run(claims.inbox(notice, subject, entries))
    if outside.text is not None:
        yield from _run(claims.text(notice, outside.text))


def _run(found: claims.Claims) -> Iterator[Finding]:
    for code, ok, where, why in found:
        yield Finding(code, ok, where, why)
