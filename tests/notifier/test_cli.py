"""The commands as people run them: what they print, their exit codes, no traceback, everything documented."""

import json
import re
import stat
from collections.abc import Iterator

import click
import pytest

from notifier.cli.main import main
from notifier.settings import DEFAULTS
from tests.notifier.manifests import manifest, version, write_site
from tests.notifier.world import ROOT, World, parsed


def commands(group: click.Group = main, prefix: str = "notifier") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


def write_users(world: World, count: int = 3) -> None:
    rows = "".join(f"u{i},user{i}@example.com,{'ja' if i % 2 else 'en'}\n" for i in range(count))
    (world.folder / "users.csv").write_text(f"id,email,language\n{rows}")


def far_ahead(world: World) -> None:
    """A site whose version comes into force long after the tests' real clock."""
    write_site(world.folder / "site", manifest(version("2099-12-15")))


PLAN = ("plan", "site/manifest.json", "--policy", "privacy", "--version", "2099-12-15")


def test_from_a_csv_to_everybody_told_and_verified(world: World) -> None:
    write_users(world)
    far_ahead(world)
    imported = world.command("recipients", "import", "users.csv")
    assert "3 rows: 3 added" in imported.stdout
    planned = world.command(*PLAN)
    assert "Nothing was sent. Next: notifier send" in planned.stdout
    assert "個人情報取扱方針の改定のお知らせ（2099年12月15日施行）" in planned.stdout
    assert re.search(r"^mail +ja +1$", planned.stdout, re.MULTILINE)
    sent = world.command("send")
    assert ".eml" in sent.stderr
    assert re.search(r"^privacy-2099-12-15 +finished +3 +3 +0 +0 +0 +0$", sent.stdout, re.MULTILINE)
    assert len(world.eml()) == 3
    again = world.command("send")
    assert (again.stderr, again.stdout) == ("nothing is left to send\n", sent.stdout)
    assert "Everything is as the log says." in world.command("verify").stdout
    assert world.command("status").stdout.splitlines()[-1].startswith("Everything is done")


def test_json_for_pipes(sqlite_world: World) -> None:
    write_users(sqlite_world)
    far_ahead(sqlite_world)
    assert (
        json.loads(sqlite_world.command("recipients", "import", "users.csv", "--format", "json").stdout)["added"] == 3
    )
    plan = json.loads(sqlite_world.command(*PLAN, "--format", "json").stdout)
    assert plan["counts"]["mail/en"] == 2
    (status,) = json.loads(sqlite_world.command("send", "--format", "json").stdout)
    assert status["progress"]["people"]["told"] == 3
    assert json.loads(sqlite_world.command("verify", "--format", "json").stdout)["flaws"] == []
    listed = json.loads(sqlite_world.command("status", "--doubts", "--format", "json").stdout)
    assert listed["doubts"] == []


def test_in_japanese_where_lang_asks_for_it(sqlite_world: World) -> None:
    write_users(sqlite_world)
    assert "3 行: 追加 3" in sqlite_world.command("recipients", "import", "users.csv", LANG="ja_JP.UTF-8").stdout
    assert "通知する相手" in sqlite_world.command("--help", LANG="ja_JP.UTF-8").stdout


def test_paused_and_resumed(sqlite_world: World) -> None:
    write_users(sqlite_world)
    far_ahead(sqlite_world)
    sqlite_world.command("recipients", "import", "users.csv")
    sqlite_world.command(*PLAN)
    refused = sqlite_world.command("pause", "privacy-2099-12-15", check=False)
    assert (refused.returncode, refused.stderr) == (
        1,
        "notifier: the notice privacy-2099-12-15 is planned: only a running one can be paused\n",
    )


def test_sending_says_what_is_paused_and_leaves_it(sqlite_world: World) -> None:
    write_users(sqlite_world)
    far_ahead(sqlite_world)
    sqlite_world.command("recipients", "import", "users.csv")
    sqlite_world.command(*PLAN)
    sqlite_world.start()
    sqlite_world.command("pause", "privacy-2099-12-15")
    sent = sqlite_world.command("send")
    assert sent.stderr == "privacy-2099-12-15 is paused. Next: notifier resume privacy-2099-12-15\n"
    assert sent.stdout.splitlines()[-1] == "Next: notifier resume NOTICE"
    assert sqlite_world.eml() == []
    sqlite_world.command("resume", "privacy-2099-12-15")
    assert "going on with privacy-2099-12-15" in sqlite_world.command("send").stderr
    assert len(sqlite_world.eml()) == 3


def test_what_was_altered_is_named(world: World) -> None:
    write_users(world)
    far_ahead(world)
    world.command("recipients", "import", "users.csv")
    world.command(*PLAN)
    world.command("send")
    with world.notifier.database.write() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET queue_id = 'forged' WHERE id = 2")
    found = world.command("verify", check=False)
    assert found.returncode == 1
    assert "delivery 2: queue_id is forged" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["plan", "none.json", "--policy", "privacy", "--version", "x"], 1, "none.json: cannot be read"),
        (["plan", "site/manifest.json", "--policy", "terms", "--version", "x"], 1, "no policy terms; it has: privacy"),
        (["plan", "site/manifest.json", "--policy", "privacy", "--version", "x"], 1, "no version x"),
        (["send"], 1, "nothing is planned"),
        (["status", "other"], 1, "there is no notice other"),
        (["recipients", "import"], 2, "give a FILE or --sql"),
        (["recipients", "import", "none.csv"], 1, "none.csv: cannot be read"),
        (["resolve"], 2, "give --mail-log FILE"),
        (["resolve", "--as", "failed"], 2, "--as needs --reason"),
        (["plan"], 2, "Usage:"),
    ],
)
def test_errors_are_one_line_with_the_right_exit_code(
    sqlite_world: World, arguments: list[str], code: int, words: str
) -> None:
    far_ahead(sqlite_world)
    result = sqlite_world.command(*arguments, check=False)
    assert result.returncode == code
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    if "Usage:" not in words:
        assert len(result.stderr.strip().splitlines()) == 1


def test_a_first_use_needs_no_setting_at_all(sqlite_world: World) -> None:
    sqlite_world.environment = {name: DEFAULTS[name] for name in sqlite_world.environment}
    write_users(sqlite_world)
    far_ahead(sqlite_world)
    first = sqlite_world.command("recipients", "import", "users.csv")
    keys = sqlite_world.folder / "var/notifier.keys"
    assert str(keys.relative_to(sqlite_world.folder)) in first.stderr
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    sqlite_world.command(*PLAN)
    sent = sqlite_world.command("send")
    assert "the contact in the manifest" in sent.stderr
    assert "made the first key" not in sent.stderr
    mails = [parsed(path.read_bytes()) for path in sorted((sqlite_world.folder / "var/mail").glob("*.eml"))]
    assert {str(mail["From"]) for mail in mails} == {
        "株式会社サンプル <privacy@example.com>",
        '"Sample Inc." <privacy@example.com>',
    }
    assert "Everything is as the log says." in sqlite_world.command("verify").stdout


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=[name for name, _ in commands()])
def test_every_command_has_help_with_an_example_and_is_documented(name: str, command: click.Command) -> None:
    assert command.help
    assert command.epilog
    assert command.epilog.startswith(("Example", "例"))
    guide = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs/guides").glob("notifier-*.md"))
    assert f"`{name}" in guide or f"{name} " in guide
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.opts
            assert re.search(rf"(?<![\w-]){option.opts[0]}(?![\w-])", guide), option.opts[0]
