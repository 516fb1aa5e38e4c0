"""`notifier recipients`: import, and erase."""

import sys
from datetime import date, datetime, time
from pathlib import Path

import click

from notifier.adapters.sources.files import CsvSource, JsonLinesSource
from notifier.adapters.sources.sql import SqlSource
from notifier.bootstrap import Notifier
from notifier.cli.output import json_option, note, print_json, say
from notifier.cli.words import _, explain
from notifier.messages.dates import TOKYO
from notifier.messages.rendering import LANGUAGES
from notifier.model.errors import NotifierError, UsageProblem
from notifier.ports.recipients import RecipientSource
from notifier.service.erasing import erase_left, erase_people
from notifier.service.importing import Importer, ImportReport

SHOWN = 20
"""Bad rows that are printed; the rest is counted, or written where --bad-rows says."""


@click.group(help=_("The people to tell."))
def recipients() -> None:
    """A group."""


@recipients.command(
    "import",
    help=_("Import recipients from a CSV file, JSON lines (*.jsonl), or a query on the app's database."),
    epilog=_("Example: notifier recipients import users.csv"),
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--sql", nargs=2, metavar="URL QUERY", help=_("A database URL and a query whose columns are the fields."))
@click.option("--encoding", default="utf-8", show_default=True, help=_("Of a CSV file; cp932 for Japanese Excel."))
@click.option("--complete", is_flag=True, help=_("Who is not in the source has left: mark them deleted."))
@click.option("--bad-rows", type=click.Path(path_type=Path), help=_("Write every bad row's line and reason here."))
@json_option
@click.pass_obj
def import_(
    notifier: Notifier,
    file: Path | None,
    sql: tuple[str, str] | None,
    encoding: str,
    complete: bool,
    bad_rows: Path | None,
    form: str,
) -> None:
    """Exit 1 where a row was bad; all others are imported."""
    source = _source(file, sql, encoding)
    store = notifier.recipients
    sink = _BadRows(bad_rows)
    whole = source.position()[1]
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=whole or 0, label=_("importing"), file=sys.stderr, hidden=hidden) as bar:

        def tick(rows: int, where: tuple[int, int | None]) -> None:
            if where[1]:
                bar.update(where[0] - bar.pos)

        importer = Importer(store, LANGUAGES, notifier.clock, bad_row=sink, tick=tick)
        report = importer.run(source, complete=complete)
    sink.close()
    _print(report, form, complete)
    if report.bad:
        raise SystemExit(1)


def _source(file: Path | None, sql: tuple[str, str] | None, encoding: str) -> RecipientSource:
    if (file is None) == (sql is None):
        raise UsageProblem(reason=_("give a FILE or --sql URL QUERY"))
    if sql is not None:
        return SqlSource(*sql)
    if file is not None and file.suffix in (".jsonl", ".ndjson"):
        return JsonLinesSource(file)
    return CsvSource(Path(str(file)), encoding)


class _BadRows:
    """Prints the first bad rows as they come, and writes all of them where asked."""

    def __init__(self, path: Path | None) -> None:
        self._file = path.open("w", encoding="utf-8") if path else None
        self._count = 0

    def __call__(self, line: int, problem: Exception) -> None:
        self._count += 1
        words = explain(problem) if isinstance(problem, NotifierError) else str(problem)
        if self._file:
            self._file.write(f"{line}: {words}\n")
        if self._count <= SHOWN:
            note(_("line {line}: {words}").format(line=line, words=words))
        elif self._count == SHOWN + 1:
            note(_("more bad rows follow; --bad-rows FILE writes them all"))

    def close(self) -> None:
        """The file is complete."""
        if self._file:
            self._file.close()


def _print(report: ImportReport, form: str, complete: bool) -> None:
    if form == "json":
        print_json(report)
        return
    say(
        _("{rows} rows: {added} added, {changed} changed, {unchanged} unchanged, {bad} bad").format(
            rows=report.rows, added=report.added, changed=report.changed, unchanged=report.unchanged, bad=report.bad
        )
    )
    if complete and report.bad:
        say(_("nobody was marked deleted, because a bad row may be one of them"))
    elif complete:
        say(_("{deleted} are not in the source and are marked deleted").format(deleted=report.deleted))
    say(_("Next: notifier plan MANIFEST --policy P --version V"))


@recipients.command(
    "erase",
    help=_("Erase people: their addresses are deleted, and what proves that they were told keeps only keyed hashes."),
    epilog=_("Example: notifier recipients erase user-1 --reason 'request 2026-0042'"),
)
@click.argument("people", nargs=-1)
@click.option("--left-before", metavar="DAY", help=_("Everybody who was marked deleted before this day (Japan time)."))
@click.option("--reason", help=_("Why; kept in the log, without a name."))
@json_option
@click.pass_obj
def erase(notifier: Notifier, people: tuple[str, ...], left_before: str | None, reason: str | None, form: str) -> None:
    """Exit 1 where nobody of them is known."""
    if bool(people) == bool(left_before):
        raise UsageProblem(reason=_("give ids of people, or --left-before DAY"))
    if not reason:
        raise UsageProblem(reason=_("--reason is missing: it is kept in the log"))
    erasing = notifier.after.erasing()
    if left_before:
        done = erase_left(erasing, notifier.clock, _day(left_before), reason)
    else:
        done = erase_people(erasing, notifier.clock, people, reason)
    if form == "json":
        print_json({"erased": done})
        return
    say(
        _("{done} people are erased. notifier proof still finds them by their id, without an address.").format(
            done=done
        )
    )


def _day(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(), TOKYO)
    except ValueError:
        raise UsageProblem(reason=_("--left-before is a day such as 2026-01-31")) from None
