"""`publisher import-history`."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

from publisher.cli.options import text_or_json
from publisher.cli.output import print_columns, print_json
from publisher.cli.scope import Scope
from publisher.content import load_policy
from publisher.errors import BadInputError
from publisher.importing.history.converting import Claims, Converted
from publisher.importing.history.entering import HistoryReport, ensure_empty, read_history, write_history
from publisher.importing.history.git import Repository
from publisher.importing.history.snapshot import Odd, OddCode, Snapshot
from publisher.messages import _
from publisher.model import ChangeClass, Language, Policy

_STEP = 10


@click.command("import-history", short_help="Turn a git history into versions.")
@click.argument("policy_id", metavar="POLICY")
@click.option("--repo", "folder", required=True, type=click.Path(path_type=Path), help="The folder of the repository.")
@click.option(
    "--path", "paths", multiple=True, required=True, metavar="LANG=PATH", help="A language's file, as git lists it."
)
@click.option("--ref", default="HEAD", show_default=True, help="The branch or commit to read up to.")
@click.option("--approved-by", default="unknown (git history)", show_default=True, help="Who approved these versions.")
@click.option("--class", "change_class", type=click.Choice([str(c) for c in ChangeClass]), default="minor",
              show_default=True, help="How much the versions after the first one mean.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Report, and write nothing.")
@text_or_json
@click.pass_obj
def command(
    scope: Scope,
    /,
    policy_id: str,
    folder: Path,
    paths: tuple[str, ...],
    ref: str,
    approved_by: str,
    change_class: str,
    dry_run: bool,
    form: str,
) -> None:
    """Turn the history of a Markdown file for each language into versions of POLICY, one for each effective day.

    The day is the one that the text names, else that of an attribute such as {: datetime="…" }, else that of the
    commit. Renames are followed. POLICY must have no version yet; all versions are written, or none.

    \b
    Example:
      publisher import-history privacy --repo ../legal --path ja=ja/privacy.md --path en=en/privacy.md --dry-run
    """
    home = scope.folder(policy_id)
    ensure_empty(home)
    policy = load_policy(home)
    claims = Claims(approved_by=approved_by, change_class=ChangeClass(change_class))
    report = read_history(policy, Repository(folder, ref), _paths(policy, paths), claims, _progress)
    if not dry_run:
        write_history(home, report, scope.now())
    if form == "json":
        print_json(_as_data(report, written=not dry_run))
        return
    _print(report)
    facts = {"count": len(report.versions), "odd": len(report.odds), "policy": policy_id}
    if dry_run:
        click.echo(_("Nothing was written: {count} versions, {odd} odd things.", **facts))
    else:
        click.echo(_("Wrote {count} versions; {odd} odd things. Next: publisher verify, and look at each.", **facts))


def _paths(policy: Policy, given: tuple[str, ...]) -> dict[Language, str]:
    paths: dict[Language, str] = {}
    for text in given:
        language, equals, path = text.partition("=")
        if not equals or not path:
            raise click.BadParameter(_("{text} is not LANG=PATH", text=repr(text)), param_hint="--path")
        if language not in policy.languages:
            known = ", ".join(policy.languages)
            what = _("{language!r} is not a language of this policy", language=language)
            raise BadInputError(what, field="--path", remedy=_("languages here: {known}", known=known))
        if language in paths:
            raise click.BadParameter(_("{language} is given twice", language=language), param_hint="--path")
        paths[Language(language)] = path
    return paths


def _progress(what: str, done: int, whole: int) -> None:
    """A line on standard error for each tenth; on a terminal one line that counts."""
    if sys.stderr.isatty():
        click.echo(f"\r{what}: {done}/{whole}" + ("\n" if done == whole else ""), err=True, nl=False)
    elif done == whole or done % max(whole // _STEP, 1) == 0:
        click.echo(f"{what}: {done}/{whole}", err=True)


def _print(report: HistoryReport) -> None:
    print_columns([_row(version) for version in report.versions])
    if report.odds:
        click.echo(_("Odd"))
        print_columns([_odd_row(odd) for odd in report.odds], indent="  ")
    notes = Counter(len(notes) for version in report.versions for notes in version.to_settle.values())
    count = sum(number * times for number, times in notes.items())
    if count:
        click.echo(_("The texts hold {count} things to settle: --format json lists them.", count=count))


def _row(version: Converted) -> list[object]:
    commits = ", ".join(f"{language} {snapshot.commit.id[:10]}" for language, snapshot in version.planned.texts.items())
    return [version.id, version.planned.source, commits]


def _odd_row(odd: Odd) -> list[object]:
    return [
        odd.effective or "",
        odd.language or "",
        odd.commit,
        odd.code,
        f"{_meaning(odd.code)}: {odd.detail}".rstrip(": "),
    ]


def _as_data(report: HistoryReport, written: bool) -> dict[str, Any]:
    """The report as data: see docs/reference/import-history.md."""
    return {
        "written": written,
        "versions": [
            {
                "id": str(version.id),
                "date_from": version.planned.source,
                "texts": {
                    language: {
                        "commit": snapshot.commit.id,
                        "path": snapshot.path,
                        "committed": snapshot.commit.at.isoformat(),
                    }
                    for language, snapshot in version.planned.texts.items()
                },
                "to_settle": [
                    {"language": language, "code": note.code, "line": note.line or None, "detail": note.detail}
                    for language, notes in version.to_settle.items()
                    for note in notes
                ],
            }
            for version in report.versions
        ],
        "odd": [
            {
                "code": odd.code,
                "version": str(odd.effective) if odd.effective else None,
                "language": odd.language,
                "commit": odd.commit or None,
                "message": _meaning(odd.code),
                "detail": odd.detail,
            }
            for odd in report.odds
        ],
    }


def _state(snapshot: Snapshot) -> dict[str, str]:
    commit = snapshot.commit
    return {"commit": commit.id, "path": snapshot.path, "committed": commit.at.isoformat()}


def _meaning(code: OddCode) -> str:
    return {
        OddCode.SEVERAL_TEXTS: _("several texts name this day; the last one is the version"),
        OddCode.DATES_DIFFER: _("the visible day is not the machine's; the visible one counts"),
        OddCode.DATE_GOES_BACK: _("the day goes back to an earlier one"),
        OddCode.NO_DATE: _("texts name no day; that of the commit or of the other language counts"),
        OddCode.LANGUAGE_LAGS: _("this language came later; days"),
        OddCode.LANGUAGE_MISSING: _("this language never got a text for this day"),
        OddCode.GOVERNING_MISSING: _("the governing language has no text for this day"),
        OddCode.UNREADABLE: _("a state of the file cannot be read"),
        OddCode.FILE_REMOVED: _("the file was removed"),
        OddCode.HISTORY_CUT: _("the clone is shallow, so older versions are missing"),
    }[code]
