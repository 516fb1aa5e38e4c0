"""`python -m demo` (and `make run`): the whole product on this machine, until Ctrl-C."""

import os
import signal
import sys
import threading
from pathlib import Path

import click

from demo.running.children import StartError
from demo.running.options import MAIL, PORTS, Options
from demo.running.stage import Stage

EXAMPLE = """\b
Examples:
  python -m demo
  python -m demo --keep
  PORT=8080 python -m demo --app-port 8081
"""
LOOK = (
    ("はじめにここへ: ツアー", "the guided tour: begin here", "app", ""),
    ("方針（日本語）", "the policy in Japanese", "site", "ja/privacy/"),
    ("方針（英語）", "the policy in English", "site", "en/privacy/"),
    ("プログラム向けの一覧", "what programs read", "site", "manifest.json"),
    ("年齢の確認のAPI", "the gate's interface", "gate", "docs"),
    ("通知のAPI", "the notifier's interface", "notifier", "openapi.json"),
)


@click.command(epilog=EXAMPLE, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--port", default=PORTS["site"], envvar="PORT", show_default=True, help="Port of the site (or PORT).")
@click.option("--app-port", default=PORTS["app"], show_default=True, help="Port of the service and its tour.")
@click.option("--gate-port", default=PORTS["gate"], show_default=True, help="Port of the gate.")
@click.option("--notifier-port", default=PORTS["notifier"], show_default=True, help="Port of the notifier.")
@click.option(
    "--mail-port", default=PORTS[MAIL], show_default=True, help="Port of the mail server that keeps all mail."
)
@click.option("--content", type=click.Path(path_type=Path, exists=True, file_okay=False), default="content",
              show_default=True, help="The policies to begin with; a copy of them is used.")  # fmt: skip
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default="var/demo", show_default=True,
              help="Where everything is kept.")  # fmt: skip
@click.option("--keep", is_flag=True, help="Go on where the last run ended, instead of beginning anew.")
@click.option("--database", default="", help="Keep the notifier in this database: postgresql+psycopg://user@host/name.")
@click.option("--workers", type=click.IntRange(0, 8), default=0, show_default=True,
              help="Send with so many `notifier worker` processes; needs --database.")  # fmt: skip
def main(
    port: int, app_port: int, gate_port: int, notifier_port: int, mail_port: int, content: Path, folder: Path,
    keep: bool, database: str, workers: int,
) -> None:  # fmt: skip
    """Show everything working together: the site, a small service with the gate and the inbox in it, and its mail.

    Everything is kept below var/demo and begins anew with each run. Ctrl-C ends it all.
    """
    ports = {"site": port, "app": app_port, "gate": gate_port, "notifier": notifier_port, MAIL: mail_port}
    if workers and not database.startswith("postgresql"):
        raise click.UsageError("--workers needs --database postgresql+psycopg://…")
    options = Options(
        ports=ports, content=content.resolve(), folder=folder.resolve(), keep=keep, database=database, workers=workers
    )
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: ended.set())
    stage = Stage(options)
    click.echo(t("準備しています（数秒かかります）…", "Getting ready (a few seconds) …"), err=True)
    try:
        stage.open()
        welcome(options)
        stage.wait(ended)
    except StartError as problem:
        click.echo(f"demo: {problem}", err=True)
        sys.exit(1)
    finally:
        stage.close()
    click.echo(t("終了しました。", "Stopped."))


def welcome(options: Options) -> None:
    """What to look at, and where."""
    for ja, en, part, path in LOOK:
        click.echo(f"  {options.url(part) + '/' + path:<42}{t(ja, en)}")
    click.echo(t(
        f"データは全て {options.folder} にあります。Ctrl-Cで終了します。次回は --keep で続きから始まります。",
        f"Everything is kept in {options.folder}. Ctrl-C ends it; --keep goes on with it next time.",
    ))  # fmt: skip


def t(ja: str, en: str) -> str:
    """The one in the language that the environment asks for."""
    asked = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return ja if asked.startswith("ja") else en


if __name__ == "__main__":
    main()
