"""`publisher verify`."""

from pathlib import Path

import click

from publisher.cli.options import text_or_json
from publisher.cli.output import coloured, print_columns, print_json
from publisher.cli.scope import Scope
from publisher.ledger import Chain, Problem, load_chain, verify_folder
from publisher.messages import _


@click.command(name="verify")
@click.argument("policy", required=False)
@click.option("--since", metavar="HEAD", help="A head kept from an earlier look: the chain must still hold it.")
@click.option("--public-key", metavar="BASE64", help="The head must be signed by this Ed25519 public key.")
@text_or_json
@click.pass_obj
def command(scope: Scope, policy: str | None, since: str | None, public_key: str | None, form: str) -> None:
    """Compare every published byte of POLICY (or of every policy) with the ledger.

    Keep the head that is printed, in another place: who kept one sees a ledger that was rewritten as a whole.

    \b
    Example:
      publisher verify
      publisher verify privacy --since 5f2c…
    """
    folders = scope.chosen(policy)
    chains = {folder: load_chain(folder)[0] for folder in folders}
    holders = [folder for folder in folders if since and chains[folder].knows(since)]
    asked = holders or folders[:1]
    problems = {f: verify_folder(f, since if f in asked else None, public_key) for f in folders}
    if form == "json":
        print_json({"policies": [_facts(folder, chains[folder], problems[folder]) for folder in folders]})
    else:
        _print_text(chains, problems)
    if any(problems.values()):
        raise SystemExit(1)


def _print_text(chains: dict[Path, Chain], problems: dict[Path, tuple[Problem, ...]]) -> None:
    for problem in (problem for found in problems.values() for problem in found):
        click.echo(str(problem))
    sound = [
        (f.name, _("versions: {count}", count=len(c.entries)), c.head or "-")
        for f, c in chains.items()
        if not problems[f]
    ]
    print_columns(sound)
    count = sum(len(found) for found in problems.values())
    if count:
        click.echo(coloured(_("Differences from what was published: {count}.", count=count), "error"), err=True)
    else:
        click.echo(coloured(_("Every published byte is as the ledger says."), "good"), err=True)


def _facts(folder: Path, chain: Chain, problems: tuple[Problem, ...]) -> dict[str, object]:
    return {
        "policy": folder.name,
        "entries": len(chain.entries),
        "head": chain.head,
        "problems": [
            {"file": str(p.path), "line": p.line or None, "what": p.what, "remedy": p.remedy} for p in problems
        ],
    }
