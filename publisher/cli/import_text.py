"""`publisher import`: a text as it is found becomes a text of the draft."""

import json
from pathlib import Path

import click

from publisher import storing
from publisher.cli import import_report
from publisher.cli.scope import Scope
from publisher.content import load_policy
from publisher.errors import BadInputError
from publisher.importing.drafting import import_text
from publisher.importing.formats import FORMATS
from publisher.importing.naming import Known
from publisher.importing.report import Report
from publisher.importing.source import Source
from publisher.messages import _
from publisher.model import Language, Policy


@click.command("import", short_help="Turn plain text, Markdown, HTML or Word into a text of the draft.")
@click.argument("policy_id", metavar="POLICY")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--lang", "language", required=True, help="The language of the text: ja or en.")
@click.option("--from", "source_format", type=click.Choice(FORMATS), help="The format, if not told by the file's name.")
@click.option("--encoding", help="The encoding, if it is not found out rightly: cp932, euc_jp, iso2022_jp …")
@click.option("--select", help="CSS selector of the element of an HTML page that holds the policy.")
@click.option("--replace", is_flag=True, help="Write over a text that the draft already has.")
@click.option("--dry-run", is_flag=True, help="Report, and write nothing.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def command(
    scope: Scope,
    policy_id: str,
    file: Path,
    language: str,
    source_format: str | None,
    encoding: str | None,
    select: str | None,
    replace: bool,
    dry_run: bool,
    output: str,
) -> None:
    """Turn FILE into the draft's text of POLICY in one language.

    No character of the text is lost: what cannot be structured stays a paragraph and is listed in the report.

    \b
    Example:
      publisher import privacy policy.docx --lang ja
      publisher import privacy page.html --lang en --select main --dry-run
    """
    folder = scope.folder(policy_id)
    policy = load_policy(folder)
    spoken = _language(policy, language)
    target = storing.draft_path(folder, spoken)
    if not dry_run:
        storing.ensure_free(target, replace)
    source = Source(
        path=file, data=file.read_bytes(), language=spoken, format=source_format, encoding=encoding, select=select
    )
    result = import_text(source, known_texts(policy, spoken))
    if not dry_run:
        storing.store(result.document, target)
    _show(result.report, policy_id, target, output, written=not dry_run)


def known_texts(policy: Policy, language: Language) -> Known:
    """The texts of a policy whose ids an imported text takes over."""
    draft = policy.draft.texts if policy.draft else {}
    in_force = policy.versions[-1].texts if policy.versions else {}
    same = tuple(texts[language] for texts in (draft, in_force) if language in texts)
    other = next((text for code, text in draft.items() if code != language), None)
    return Known(same=same, other=other, tables=policy.draft.tables if policy.draft else {})


def _language(policy: Policy, language: str) -> Language:
    if language not in policy.languages:
        known = ", ".join(policy.languages)
        what = _("{language!r} is not a language of this policy", language=language)
        raise BadInputError(what, field="--lang", remedy=_("languages here: {known}", known=known))
    return Language(language)


def _show(report: Report, policy_id: str, target: Path, output: str, written: bool) -> None:
    if output == "json":
        click.echo(json.dumps(import_report.as_json(report, str(target), written), ensure_ascii=False, indent=2))
        return
    for line in import_report.as_text(report):
        click.echo(line)
    count = sum(note.to_settle for note in report.notes)
    facts = {"path": target, "count": count, "policy": policy_id}
    if written:
        click.echo(_("Wrote {path}; to settle: {count}. Next: publisher check {policy}", **facts))
    else:
        click.echo(_("Nothing was written; it would be {path}, with {count} to settle.", **facts))
