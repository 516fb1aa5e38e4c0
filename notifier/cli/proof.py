"""`notifier proof`, `proof-check` and `completeness`: what one person was told, and that nobody was left out."""

import json
from pathlib import Path

import click

from notifier.bootstrap import Notifier
from notifier.cli.files import write_new
from notifier.cli.output import json_option, print_json, say, style
from notifier.cli.proof_words import CODES, history, verdict
from notifier.cli.words import _
from notifier.model.errors import UsageProblem
from notifier.model.ids import RecipientId
from notifier.proofcheck.checking import Outside, Report, check_bytes, check_file
from notifier.proofcheck.form import written
from notifier.service.proving import Remake
from notifier.service.remaking import remaker
from notifier.service.sending import find_notice


@click.command(
    help=_('Answer "I never got it": what one person was told, when and how, in one file that others can check.'),
    epilog=_("Example: notifier proof u1001 --version 2026-12-15"),
)
@click.argument("recipient", metavar="RECIPIENT")
@click.option("--version", required=True, help=_("The version's id, such as 2026-12-15."))
@click.option("--policy", help=_("The policy's id, where several have such a version."))
@click.option("--output", type=click.Path(path_type=Path), help=_("The file; by default proof-POLICY-VERSION-….json."))
@click.option("--with-message", is_flag=True, help=_("Put the message itself in, with the address; not only its hash."))
@json_option
@click.pass_obj
def proof(
    notifier: Notifier,
    recipient: str,
    version: str,
    policy: str | None,
    output: Path | None,
    with_message: bool,
    form: str,
) -> None:
    """Exit 1 where the record does not hold; the file is written all the same, and says so when it is checked."""
    prover = notifier.after.prover()
    person = prover.find(recipient)
    chosen = policy or _policy(notifier, version)
    content = written(prover.prove(person, chosen, version, _remake(notifier) if with_message else None))
    report = check_bytes(content)
    path = output or Path(f"proof-{chosen}-{version}-{notifier.vault.subject(RecipientId(person))[:12]}.json")
    write_new(path, [content])
    if form == "json":
        print_json(report.document)
    else:
        _print_told(report)
        say(_("The proof is in {path}. Next: notifier proof-check {path}").format(path=path))
    _judge(report, quiet=True)


def _policy(notifier: Notifier, version: str) -> str:
    found = sorted({one.policy for one in notifier.notices.all() if one.version == version})
    if len(found) > 1:
        raise UsageProblem(reason=_("several policies have such a version; give --policy"))
    return found[0] if found else ""


def _remake(notifier: Notifier) -> Remake:
    return remaker(notifier.notices, notifier.recipients, notifier.vault, notifier.composer())


@click.command(
    "proof-check",
    help=_("Check a proof that notifier proof or notifier completeness wrote. Needs no database and no key."),
    epilog=_("Example: notifier proof-check proof.json --key k1=HEX --address user@example.com --text ja.md"),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key", "keys", multiple=True, metavar="ID=HEX", help=_("A public key that you know to be the sender's.")
)
@click.option("--address", help=_("Check that this is the address that it was sent to."))
@click.option("--text", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=_("Check that this is the "
              "policy's text that was announced."))  # fmt: skip
@json_option
def proof_check(file: Path, keys: tuple[str, ...], address: str | None, text: Path | None, form: str) -> None:
    """Exit 1 where anything does not hold."""
    pinned = dict(one.partition("=")[::2] for one in keys)
    outside = Outside(keys=pinned or None, address=address, text=text.read_bytes() if text else None)
    report = check_file(file, outside)
    if form == "json":
        print_json({"holds": report.holds, "findings": report.findings})
    else:
        _print_told(report)
        _print_findings(report)
    _judge(report, quiet=form == "json")


def _print_told(report: Report) -> None:
    for line in (*verdict(report), *history(report)):
        say(line)


def _print_findings(report: Report) -> None:
    say()
    marks = {True: style(_("holds"), "green"), False: style(_("DOES NOT HOLD"), "red"), None: _("not checked")}
    for one in report.findings:
        words = " ".join(filter(None, (f"{marks[one.ok]}: {CODES[one.code]}", one.where, one.why)))
        say(words)


def _judge(report: Report, *, quiet: bool) -> None:
    if not quiet:
        say()
        say(_("The proof holds.") if report.holds else _("The proof does NOT hold."))
        if report.holds and any(one.code == "keys" and one.ok is None for one in report.findings):
            for name, value in report.document.get("keys", {}).items():
                say(_("Compare the sender's public key with one that you trust: {key}").format(key=f"{name}={value}"))
    if not report.holds:
        for one in report.findings if quiet else ():
            if one.ok is False:
                click.echo(f"{CODES[one.code]}: {one.where} {one.why}", err=True)
        raise SystemExit(1)


@click.command(
    help=_("Prove for a notice that sent + failed + excluded is the audience: one file with everybody, by keyed hash."),
    epilog=_("Example: notifier completeness privacy-2026-12-15"),
)
@click.argument("notice")
@click.option("--output", type=click.Path(path_type=Path), help=_("The file; by default completeness-NOTICE.jsonl."))
@json_option
@click.pass_obj
def completeness(notifier: Notifier, notice: str, output: Path | None, form: str) -> None:
    """Exit 1 where the record does not hold."""
    found = find_notice(notifier.notices, notice)
    path = output or Path(f"completeness-{found.id}.jsonl")
    write_new(path, notifier.after.completion().lines(found))
    report = check_file(path)
    counts: dict[str, int] = next((json.loads(one.where) for one in report.findings if one.code == "counts"), {})
    if form == "json":
        print_json({"holds": report.holds, "file": str(path), "counts": counts})
    else:
        _print_findings(report)
        say(_("The proof is in {path}. Next: notifier proof-check {path}").format(path=path))
    _judge(report, quiet=True)
