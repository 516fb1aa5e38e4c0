"""Golden cases: texts of policies, terms and work rules, what was done to them, and what the comparison says."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from publisher.diffing import Change
from tests.publisher.diffing.support import compared, redline

_FOLDER = Path(__file__).parent / "golden"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(_FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_a_change_is_told_as_a_reader_expects(case: dict[str, Any]) -> None:
    comparison = compared(case["old"], case["new"], case["language"])
    changes = [
        f"{change.id}: {'moved_from' if change.departure else change.change.value}"
        for change in comparison.changes
        if change.change is not Change.UNCHANGED
    ]
    assert redline(comparison) == case["redline"]
    assert changes == case["changes"]
    assert comparison.replays()


def test_there_are_cases_of_every_change_and_in_both_languages() -> None:
    cases = [param.values[0] for param in CASES]
    told = {change.split(": ")[1] for case in cases for change in case["changes"]}
    assert told == {change.value for change in Change} - {"unchanged"} | {"moved_from"}
    assert {case["language"] for case in cases} == {"ja", "en"}
    assert len(cases) >= 80
