"""`publisher check`."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from publisher.checks import Finding, Level, run_checks
from publisher.cli.options import Version
from publisher.cli.output import coloured, print_json
from publisher.cli.scope import Scope
from publisher.content import find_version, load_policy
from publisher.errors import BadInputError
from publisher.messages import _, sentences, with_remedy
from publisher.model import VersionId


@click.command(name="check")
@click.argument("policy", required=False)
@click.option("--version", type=Version(), help="Check this published version instead of the draft.")
@click.option(
    "--level",
    type=click.Choice([str(level) for level in Level]),
    default=str(Level.WARNING),
    show_default=True,
    help="The least level that is shown and counts.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How to print; `github` makes annotations in a GitHub workflow.",
)
@click.pass_obj
def command(scope: Scope, policy: str | None, version: VersionId | None, level: str, form: str) -> None:
    """Say what a person must settle before the draft of POLICY (or of every policy) is published.

    Where there is no draft, the last published text is checked. The codes are explained in docs/reference/findings.md.
    The exit status is 1 if there is any finding.

    \b
    Example:
      publisher check privacy
      publisher check --level error --format github
    """
    found = [finding for folder in scope.chosen(policy) for finding in _findings(scope, folder, version)]
    shown = [finding for finding in found if level == Level.WARNING or finding.level is Level.ERROR]
    _FORMS[form](shown)
    if shown:
        raise SystemExit(1)


def _findings(scope: Scope, folder: Path, version_id: VersionId | None) -> Iterator[Finding]:
    """The findings of one policy; a file that cannot be read is a finding too (`bad-input`)."""
    try:
        policy = load_policy(folder)
    except BadInputError as error:
        message = ": ".join(part for part in (error.field, error.what) if part)
        yield Finding(
            code="bad-input",
            level=Level.ERROR,
            path=error.path or folder,
            line=error.line or 1,
            message=message,
            remedy=error.remedy or "",
        )
        return
    last = policy.versions[-1] if policy.versions else None
    version = find_version(policy, version_id, folder) if version_id else policy.draft or last
    if version is not None:
        yield from run_checks(policy, version, scope.now().date())


def _print_text(findings: Sequence[Finding]) -> None:
    for finding in findings:
        level = coloured(finding.level_word, str(finding.level))
        words = with_remedy(finding.message, finding.remedy)
        click.echo(f"{finding.path}:{finding.line}: {level} {finding.code}: {words}")
    counts = Counter(finding.level for finding in findings)
    if not findings:
        click.echo(coloured(_("Nothing to settle."), "good"), err=True)
        return
    words = _("Errors: {errors}, warnings: {warnings}.", errors=counts[Level.ERROR], warnings=counts[Level.WARNING])
    meaning = (
        _("`publish` refuses a text with errors.")
        if counts[Level.ERROR]
        else _("Warnings do not stop `publish`: they are for a person to judge.")
    )
    click.echo(sentences(words, meaning, _("The codes are explained in docs/reference/findings.md.")), err=True)


def _print_json(findings: Sequence[Finding]) -> None:
    print_json({"findings": [finding.facts() for finding in findings]})


def _print_github(findings: Sequence[Finding]) -> None:
    """Workflow commands; `%`, line breaks and, in properties, `:` and `,` are escaped as GitHub asks."""
    for finding in findings:
        place = f"file={_escaped(str(finding.path), True)},line={finding.line},title={_escaped(finding.code, True)}"
        click.echo(f"::{finding.level} {place}::{_escaped(with_remedy(finding.message, finding.remedy))}")


def _escaped(text: str, is_property: bool = False) -> str:
    pairs = {"%": "%25", "\r": "%0D", "\n": "%0A", **({":": "%3A", ",": "%2C"} if is_property else {})}
    return "".join(pairs.get(character, character) for character in text)


_FORMS: dict[str, Callable[[Sequence[Finding]], None]] = {
    "text": _print_text,
    "json": _print_json,
    "github": _print_github,
}
