"""Golden cases: a small change to a sound policy, and exactly the findings it makes.

Each case of cases.yml changes the policy of tests/support/policies.py. `change` replaces words of a file of the draft
(an empty old text appends), `first` does so before all else; `published` puts the text before it as a version; `remove`
deletes files; `settings` replaces words of policy.yml. `expect` lists the findings as `file:line level code: message`.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from publisher.checks import CODES, Finding, run_checks
from publisher.content import load_policy
from publisher.parsing.tables import expand_tables
from tests.support import policies

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases.yml").read_text(encoding="utf-8"))
TODAY = date(2024, 3, 1)


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")


def publish_before(folder: Path) -> None:
    """The text of the draft, its tables written out, as a version of 2023."""
    draft = load_policy(folder).draft
    assert draft is not None
    texts = {f"{code}.md": expand_tables(text.source, draft.tables, code) for code, text in draft.texts.items()}
    metadata = policies.VERSION.replace("2024-", "2023-")
    policies.write(folder / "2023-04-01", {**texts, "data.yml": policies.DATA, "version.yml": metadata})


def found(root: Path, case: dict[str, Any]) -> list[Finding]:
    folder = policies.draft_only(root)
    for name, old, new in case.get("first", ()):
        replace_in(folder / "draft" / name, old, new)
    if case.get("published"):
        publish_before(folder)
    for name, old, new in case.get("change", ()):
        replace_in(folder / "draft" / name, old, new)
    for old, new in case.get("settings", ()):
        replace_in(folder / "policy.yml", old, new)
    for name in case.get("remove", ()):
        (folder / "draft" / name).unlink()
    policy = load_policy(folder)
    assert policy.draft is not None
    return list(run_checks(policy, policy.draft, TODAY))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(tmp_path: Path, case: dict[str, Any]) -> None:
    findings = found(tmp_path, case)
    shown = [
        f"{finding.path.name}:{finding.line} {finding.level} {finding.code}: {finding.message}" for finding in findings
    ]
    assert shown == (case["expect"] or [])
    assert all(finding.remedy for finding in findings)


def test_every_code_has_a_case() -> None:
    told = {line.split()[2].rstrip(":") for case in CASES for line in case["expect"] or ()}
    assert (
        sorted(CODES - told - {"bad-input"}) == []
    )  # `bad-input` is made where files are read: see tests of the command
