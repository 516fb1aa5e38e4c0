"""`publisher diff`."""

import click

from publisher.cli import diff_table, diff_text
from publisher.cli.diff_sources import Pair, read_pair
from publisher.cli.output import print_json
from publisher.cli.scope import Scope
from publisher.comparison import table_of
from publisher.diffing import Comparer, Comparison
from publisher.errors import RefusedError
from publisher.messages import _, language_in_use
from publisher.model import Language
from publisher.rendering.standalone import comparison_page
from publisher.rendering.words import Words


@click.command(name="diff")
@click.argument("old")
@click.argument("new")
@click.option("--policy", "policy_id", help="The policy of the versions, where there are several.")
@click.option("--lang", "language", help="The language; of versions the policy's governing one by default.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "json", "table"]),
    default="text",
    show_default=True,
    help="How to print; `table` is 「新旧対照表」.",
)
@click.option("--typographic", is_flag=True, help="Show differences of form too: width, quotes, emphasis (text).")
@click.pass_obj
def command(
    scope: Scope, /, old: str, new: str, policy_id: str | None, language: str | None, form: str, typographic: bool
) -> None:
    """Show what changed from OLD to NEW, clause by clause and word by word.

    OLD and NEW are versions of a policy, such as 2021-04-22, `draft`, `in-force`, or files: Markdown or plain text in
    UTF-8, in any style. A word that went stands in [-…-], one that came in {+…+}.

    \b
    Example:
      publisher diff 2021-04-22 draft
      publisher diff in-force draft --format html > changes.html
      publisher diff old.md new.md --format json
    """
    pair = read_pair(scope, old, new, policy_id, language)
    comparison = Comparer().compare(pair.old, pair.new)
    if not comparison.replays():
        what = _("the comparison does not give back both texts")
        raise RefusedError(what, remedy=_("this is a fault of the program: please report it with both texts"))
    if form == "json":
        print_json(comparison.to_json())
    elif form == "text":
        words = Words(Language(language_in_use()))
        click.echo("\n".join(diff_text.lines(comparison, pair.title, words, typographic=typographic)))
    else:
        _print_table(pair, comparison, form)


def _print_table(pair: Pair, comparison: Comparison, form: str) -> None:
    table = table_of(comparison, pair.heading, pair.title, pair.style, pair.remarks)
    if form == "html":
        click.echo(comparison_page(comparison, table, pair.new_version))
    else:
        click.echo("\n".join(diff_table.lines(table, diff_table.terminal_width())))
