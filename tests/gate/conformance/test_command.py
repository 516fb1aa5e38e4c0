"""The command: its report, its exit status, its errors."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gate.cli import main
from gate.cli.conformance import _WORDS
from gate.conformance.cases import CASES
from gate.translation import languages
from tests.gate.conformance.conftest import World
from tests.support.processes import free_port

EVERY_TEXT = {case.presents for case in CASES} | set(_WORDS.values())


def gate(*arguments: str, lang: str = "C.UTF-8") -> Result:
    return CliRunner(env={"LANG": lang, "LC_ALL": lang}).invoke(main, ["conformance", *arguments])


def run(world: World, *arguments: str, lang: str = "C.UTF-8") -> Result:
    return gate(world.url, "--config", str(world.config), "--no-wait", *arguments, lang=lang)


def test_a_sound_channel_ends_well_and_says_so(world: World, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    done = run(world, "--channel", "web", "--junit", str(report))
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1].startswith("All 23 cases passed or were skipped (")
    root = ET.parse(report).getroot()
    (suite,) = root
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("web", "23", "0")
    skipped = {case.get("name") for case in suite if case.find("skipped") is not None}
    assert skipped == {"expired", "elsewhere", "skipped_step"}


def test_a_channel_that_lets_people_in_ends_with_1_and_is_named(world: World, tmp_path: Path) -> None:
    world.app.faults["android"] = "asks nothing"
    report = tmp_path / "report.xml"
    done = run(world, "--channel", "ios", "--channel", "android", "--junit", str(report))
    assert done.exit_code == 1
    assert "let people pass without a good attestation: android." in done.stdout.splitlines()[-1]
    assert "missing" in done.stdout
    suites = {suite.get("name"): suite for suite in ET.parse(report).getroot()}
    assert suites["ios"].get("failures") == "0"
    failed = {case.get("name") for case in suites["android"] if case.find("failure") is not None}
    assert {"missing", "no_algorithm", "spent"} <= failed
    text = next(case.find("failure") for case in suites["android"] if case.get("name") == "missing")
    assert text is not None
    assert text.text == "presented: none at all"


def test_json_is_for_programs(world: World) -> None:
    done = run(world, "--channel", "line", "--format", "json")
    found = json.loads(done.stdout)
    assert {"channel": "line", "case": "missing", "verdict": "passed", "said": "403"}.items() <= next(
        row for row in found if row["case"] == "missing"
    ).items()


def test_it_speaks_japanese(world: World) -> None:
    done = run(world, "--channel", "web", lang="ja_JP.UTF-8")
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["チャネル", "ケース", "送ったもの", "アプリの応答", "判定"]
    assert rows[-1].startswith("23件すべて")
    assert all(not line.isascii() for line in rows if line), "every row is in Japanese"


def test_every_case_and_verdict_has_its_japanese_words() -> None:
    assert languages()["ja"].texts.keys() >= EVERY_TEXT


def test_an_app_that_is_not_there_proves_nothing(world: World) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    done = gate(url, "--config", str(world.config), "--no-wait", "--channel", "ios")
    assert done.exit_code == 1
    assert "nothing is proven" in done.stdout
    assert "NewConnectionError" in done.stdout
    assert "Traceback" not in done.output


def test_a_wrong_secret_of_the_gate_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    config = world.config.with_name("no-start.yml")
    text = world.config.read_text(encoding="utf-8").partition("channels:")[0]
    sign_up = (
        "{request: POST /api/accounts, headers: {X-Client: ios, Age-Attestation: '{attestation}'}, json: {email: x}}"
    )
    config.write_text(f"{text}channels:\n  ios:\n    sign_up: {sign_up}\n", encoding="utf-8")
    monkeypatch.setenv("CONFORMANCE_SECRET", "gate_live_wrong")
    done = gate(world.url, "--config", str(config), "--no-wait")
    assert done.exit_code == 1
    assert "unauthorized" in done.stdout
    assert "gate_live_wrong" not in done.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["example.com", "--config", "CONFIG"], "not an address"),
        (["https://example.com", "--config", "none.yml"], "none.yml: No such file"),
        (["https://example.com", "--config", "CONFIG", "--channel", "fax"], "there is no channel 'fax'"),
        (["https://example.com"], "--config"),
    ],
)
def test_wrong_usage_ends_with_2_and_one_line(world: World, arguments: list[str], words: str) -> None:
    done = gate(*[str(world.config) if argument == "CONFIG" else argument for argument in arguments])
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_broken_configuration_ends_with_2_and_names_the_line(tmp_path: Path) -> None:
    config = tmp_path / "plan.yml"
    config.write_text("gate: {url: https://x.example, site: a, secret: b}\nchannels: {web: {}}\n", encoding="utf-8")
    done = gate("https://example.com", "--config", str(config))
    assert done.exit_code == 2
    assert done.stderr == f"gate: {config}:2: channels.web: sign_up is missing\n"


def test_the_help_holds_an_example() -> None:
    assert "gate conformance https://staging.example.com --config conformance.yml" in gate("--help").output


def test_without_control_no_account_is_made(world: World) -> None:
    config = world.config.with_name("careful.yml")
    text = world.config.read_text(encoding="utf-8").replace("  android:\n", "  android:\n    control: false\n")
    config.write_text(text, encoding="utf-8")
    world.app.accounts.clear()
    done = gate(world.url, "--config", str(config), "--no-wait", "--channel", "android")
    assert done.exit_code == 0
    assert world.app.accounts == set()
    assert "the suite makes no accounts here" in done.stdout
