"""The list of faults in the docs names tests that are there, and no test of this folder is missing from it."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent.parent.parent
NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


def test_every_fault_in_the_docs_has_its_test_and_every_test_here_is_in_the_docs() -> None:
    named = set(NAMED.findall((ROOT / "docs" / "notifier-faults.md").read_text(encoding="utf-8")))
    there = {
        (path.name, name)
        for path in (ROOT / "tests" / "notifier").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert named - there == set()
    here = {
        (path.name, name)
        for path in Path(__file__).parent.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        if path != Path(__file__)
    }
    assert here - named == set()


def test_the_compose_file_names_only_settings_that_there_are_and_holds_no_secret() -> None:
    text = (ROOT / "docs" / "deploy" / "compose.yml").read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    settings = (ROOT / "docs" / "guides" / "notifier-settings.md").read_text(encoding="utf-8")
    worker = content["services"]["worker"]
    assert {name for name in worker["environment"] if f"`{name}`" not in settings} == set()
    assert worker["environment"]["NOTIFIER_ENGINE"] == "procrastinate"
    assert worker["environment"]["NOTIFIER_KEYS"].startswith("${NOTIFIER_KEYS:?")
    assert content["services"]["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert (ROOT / "docs" / "deploy" / worker["build"]["context"] / worker["build"]["dockerfile"]).is_file()
