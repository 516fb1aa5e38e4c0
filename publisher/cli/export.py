"""`publisher export`."""

from pathlib import Path

import click

from publisher.cli.options import VersionOrDraft
from publisher.cli.scope import Scope, version_or_draft
from publisher.content import load_policy
from publisher.errors import BadInputError
from publisher.exporting.documents import Content, Format, Order, make_document
from publisher.ledger import ensure_verified
from publisher.messages import _
from publisher.model import Language, Policy, VersionId
from publisher.storing import ensure_free, write_whole


@click.command(name="export")
@click.argument("policy_id", metavar="POLICY")
@click.argument("version", type=VersionOrDraft())
@click.option("--format", "form", type=click.Choice([str(f) for f in Format]), required=True, help="The file's format.")
@click.option("--table", is_flag=True, help="「新旧対照表」 against the version before, instead of the text.")
@click.option("--tracked", is_flag=True, help="The text with tracked changes against the version before (docx).")
@click.option("--against", type=VersionOrDraft(), help="Compare with this version instead of the one before.")
@click.option("--lang", "language", help="The language; the policy's governing one by default.")
@click.option("--landscape", is_flag=True, help="A4 landscape instead of portrait.")
@click.option("--author", default="", help="The author of the tracked changes; the policy's controller by default.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
@click.pass_obj
def command(
    scope: Scope,
    /,
    policy_id: str,
    version: VersionId | str,
    form: str,
    table: bool,
    tracked: bool,
    against: VersionId | str | None,
    language: str | None,
    landscape: bool,
    author: str,
    output: Path | None,
    replace: bool,
) -> None:
    """Write VERSION of POLICY (or the draft) as a document: the text, 「新旧対照表」, or tracked changes.

    \b
    Example:
      publisher export privacy 2021-04-22 --format pdf
      publisher export privacy draft --format docx --table --landscape
      publisher export privacy draft --format docx --tracked --author 法務部
    """
    content = _content(table, tracked, form, against)
    folder = scope.folder(policy_id)
    policy = load_policy(folder)
    ensure_verified(folder)
    order = Order(
        version=version_or_draft(policy, version),
        against=version_or_draft(policy, against) if against else None,
        language=_language(policy, language),
        content=content,
        format=Format(form),
        author=author,
        made=scope.now(),
        landscape=landscape,
    )
    target = output or Path(_name(policy_id, order))
    ensure_free(target, replace)
    write_whole(target, make_document(policy, order))
    click.echo(_("Wrote {path}.", path=target))
    if content is Content.TRACKED:
        line = "publisher import {policy} FILE --lang {language} --replace"
        returned = line.format(policy=policy_id, language=order.language)
        click.echo(_("Next: when it comes back, {command}", command=returned))


def _content(table: bool, tracked: bool, form: str, against: object) -> Content:
    if table and tracked:
        raise click.UsageError(_("--table and --tracked exclude one another"))
    if tracked and form != Format.DOCX:
        raise click.UsageError(_("tracked changes need --format docx"))
    if against and not (table or tracked):
        raise click.UsageError(_("--against needs --table or --tracked"))
    return Content.TABLE if table else Content.TRACKED if tracked else Content.TEXT


def _language(policy: Policy, language: str | None) -> Language:
    if language is not None and language not in policy.languages:
        known = ", ".join(policy.languages)
        what = _("{language!r} is not a language of this policy", language=language)
        raise BadInputError(what, field="--lang", remedy=_("languages here: {known}", known=known))
    return Language(language) if language else policy.governing_language


def _name(policy_id: str, order: Order) -> str:
    against = f"-against-{order.against.label}" if order.against else ""
    kind = "" if order.content is Content.TEXT else f"-{order.content}"
    return f"{policy_id}-{order.version.label}{kind}{against}-{order.language}.{order.format}"
