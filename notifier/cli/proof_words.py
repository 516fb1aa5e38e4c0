"""A proof in words: the answer in one line, then what happened, in order."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from notifier.cli.output import table, when
from notifier.cli.words import _
from notifier.proofcheck.chain import Entry
from notifier.proofcheck.checking import Report
from notifier.proofcheck.completeness import fate

CODES = {
    "form": _("the file has the form of a proof"),
    "signature": _("the whole file is signed"),
    "keys": _("the keys are the sender's"),
    "chain": _("the log's entries follow one another and are signed"),
    "planned": _("the notice was planned as told"),
    "words": _("the words are those that were planned"),
    "content": _("the version and the hashes of its texts are those that were planned"),
    "member": _("the person stands in the audience"),
    "delivery": _("the delivery was planned for this person and channel"),
    "history": _("the delivery is what the log says"),
    "message": _("the message is the one that was sent"),
    "address": _("the address is the one it was sent to"),
    "text": _("the text is the one that was announced"),
    "inbox": _("seen, read and archived are as the log says"),
    "consent": _("the decision is as the log says"),
    "people": _("nobody of the audience is missing"),
    "deliveries": _("no delivery is missing"),
    "counts": _("told + waiting + ambiguous + failed + excluded is the audience"),
}
FATES = {
    "told": _("told"),
    "waiting": _("not told yet: waiting"),
    "ambiguous": _("not known: the connection ended before the server's answer"),
    "failed": _("NOT told: every way that was tried failed"),
    "excluded": _("NOT told: left out, with the reason below"),
    "absent": _("not in the audience: joined after it was frozen, or was deleted"),
}
EVENTS = {
    "members": _("in the audience"),
    "planned": _("the notice was planned"),
    "running": _("the notice was started"),
    "paused": _("the notice was paused"),
    "stopped": _("the notice was stopped"),
    "finished": _("the notice was finished"),
    "attempt": _("handed to the server"),
    "result": _("the server answered"),
    "late result": _("the server answered"),
    "orphaned": _("interrupted: not known whether it arrived"),
    "resend": _("to be sent again, as the notice says"),
    "resolved": _("settled"),
    "bounced": _("came back"),
    "reported": _("a report was read"),
    "escalated": _("on to the next channel"),
    "exported": _("written"),
    "withdrawn from print": _("taken back before it was handed over"),
    "handed over": _("handed over"),
    "returned": _("came back"),
    "stopped row": _("not sent any more"),
    "seen": _("seen in the app"),
    "read": _("read in the app"),
    "archive": _("archived in the app"),
    "consent": _("decided"),
}
WORDS = {
    "mail": _("mail"),
    "letter": _("letter"),
    "fax": _("fax"),
    "pending": _("waiting"),
    "in_flight": _("on its way"),
    "accepted": _("accepted"),
    "ambiguous": _("ambiguous"),
    "bounced": _("bounced"),
    "failed": _("failed"),
    "excluded": _("left out"),
    "notice": _("the notice itself"),
    "correction": _("a correction"),
    "withdrawal": _("a withdrawal"),
    "refused": _("refused"),
    "withdrawn": _("withdrawn"),
}
"""Values that appear as they are in the file."""
_FACTS = ("channel", "state", "reason", "code", "reply", "queue_id", "status", "by", "why", "decision", "item")


def verdict(report: Report) -> Iterator[str]:
    """The answer, a line a notice."""
    document = report.document
    for notice in document.get("notices", ()):
        what = _fate(notice)
        channels = ", ".join(f"{WORDS[one['channel']]}: {WORDS[one['state']]}" for one in notice["deliveries"])
        yield _("{recipient}, {notice} ({kind}): {fate}").format(
            recipient=document["recipient"]["id"], notice=notice["id"], kind=WORDS[notice["kind"]], fate=FATES[what]
        )
        if channels:
            yield f"  {channels}"


def _fate(notice: Mapping[str, Any]) -> str:
    member = notice["member"]
    if member is None:
        return "absent"
    return fate("in_app" in member["channels"], {one["state"] for one in notice["deliveries"]})


def history(report: Report) -> Iterator[str]:
    """What happened, a line an entry, in the order of the log."""
    rows = [_row(entry) for entry in report.entries if entry.said["event"] in EVENTS]
    timed = [row for row in rows if row[0]]
    if timed:
        yield table([(_("when"), _("what"), _("facts")), *timed])


def _row(entry: Entry) -> tuple[str, str, str]:
    said = entry.said
    at = said.get("at")
    facts = [WORDS.get(said[name], str(said[name])) for name in _FACTS if said.get(name) is not None]
    return when(datetime.fromisoformat(at)) if at else "", EVENTS[said["event"]], " · ".join(facts)
