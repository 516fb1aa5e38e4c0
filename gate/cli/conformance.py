"""`gate conformance`: whether an app's own sign-up lets anybody pass without a good attestation."""

import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import click

from gate.cli.frame import FORMATS, columns, emit, fail, words
from gate.conformance import Bench, Plan, Result, Verdict, read_plan, run
from gate.conformance.cases import CASES
from gate.conformance.junit import xml
from gate.conformance.model import Channel, PlanError
from gate.translation import Language

_PRESENTS = {case.name: case.presents for case in CASES}
_WORDS = {Verdict.PASSED: "ok", Verdict.FAILED: "FAILED", Verdict.ERROR: "ERROR", Verdict.SKIPPED: "skipped"}


@click.command()
@click.argument("url")
@click.option(
    "--config",
    "config",
    required=True,
    type=click.Path(path_type=Path),
    help="The channels and how each signs up (YAML).",
)
@click.option("--channel", "names", multiple=True, metavar="NAME", help="Only this channel; repeatable.")
@click.option("--no-wait", is_flag=True, help="Do not wait for an attestation to expire; that case is skipped.")
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write the report as JUnit XML too.")
@click.option("--format", "format", type=FORMATS, default="text", show_default=True)
def conformance(url: str, config: Path, names: tuple[str, ...], no_wait: bool, junit: Path | None, format: str) -> None:
    """Try to sign up to the app at URL without a good attestation, in every way and through every channel.

    Run it against a test copy of the app: for each channel it makes up to three accounts with good attestations,
    to be sure that the refusals mean something. It ends with 1 where a channel let somebody pass.

    \b
    Example:
      gate conformance https://staging.example.com --config conformance.yml --junit report.xml
    """
    plan = _plan(config)
    _require_address(url)
    channels = _chosen(plan, names)
    say = words()

    def tell(result: Result) -> None:
        click.echo(f"{result.channel}: {result.case} {say(_WORDS[result.verdict])}", err=True)

    results = run(Bench(plan, url), channels, wait=not no_wait, tell=tell if sys.stderr.isatty() else lambda _: None)
    if junit is not None:
        _write(junit, xml(results))
    emit(format, [_as_json(result) for result in results], [*columns(_rows(results, say)), "", _summary(results, say)])
    if _findings(results):
        raise SystemExit(1)


def _plan(config: Path) -> Plan:
    try:
        return read_plan(config)
    except PlanError as error:
        fail(error, code=2)
    except OSError as error:
        fail(f"{config}: {error.strerror}", code=2)


def _require_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        fail(f"{url!r} is not an address: write https://staging.example.com", code=2)


def _chosen(plan: Plan, names: Sequence[str]) -> list[Channel]:
    known = {channel.name: channel for channel in plan.channels}
    for name in names:
        if name not in known:
            fail(f"there is no channel {name!r}; the configuration has: {', '.join(known)}", code=2)
    return [known[name] for name in dict.fromkeys(names)] or list(plan.channels)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"{path}: {error.strerror}")


def _as_json(result: Result) -> dict[str, object]:
    return {
        "channel": result.channel,
        "case": result.case,
        "verdict": str(result.verdict),
        "said": result.said,
        "seconds": result.seconds,
    }


def _rows(results: Sequence[Result], say: Language) -> list[list[str]]:
    head = [say("channel"), say("case"), say("what is presented"), say("the app says"), say("verdict")]
    rows = [[r.channel, r.case, say(_PRESENTS[r.case]), say(r.said), say(_WORDS[r.verdict])] for r in results]
    return [head, *rows]


def _findings(results: Sequence[Result]) -> list[Result]:
    return [result for result in results if result.verdict in (Verdict.FAILED, Verdict.ERROR)]


def _summary(results: Sequence[Result], say: Language) -> str:
    """What happened, and what comes next."""
    found, total = _findings(results), str(len(results))
    let_in = sorted({r.channel for r in found if r.verdict is Verdict.FAILED and r.case != "good"})
    if let_in:
        text = "{found} of {total} cases failed. These channels let people pass without a good attestation: {names}."
        return say(text, found=str(len(found)), total=total, names=", ".join(let_in))
    if found:
        text = "{found} of {total} cases could not be judged or failed; nothing is proven until they pass."
        return say(text, found=str(len(found)), total=total)
    skipped = str(sum(result.verdict is Verdict.SKIPPED for result in results))
    return say("All {total} cases passed or were skipped ({skipped}).", total=total, skipped=skipped)
