"""The reference names every option, member and case, and its example is a configuration that can be read."""

import re
from pathlib import Path

import pytest

from gate.cli.conformance import conformance
from gate.conformance import config, read_plan
from gate.conformance.cases import CASES

TEXT = (Path(__file__).parents[3] / "docs" / "reference" / "conformance.md").read_text(encoding="utf-8")


def test_every_case_has_its_row() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", TEXT.partition("## The cases")[2], re.MULTILINE)
    assert [row for row in rows if row not in ("ok", "FAILED", "ERROR", "skipped")] == [case.name for case in CASES]


def test_every_option_has_its_row() -> None:
    options = [name for parameter in conformance.params for name in parameter.opts if name.startswith("--")]
    assert [option for option in options if f"`{option}" not in TEXT] == []


@pytest.mark.parametrize("member", [*config._CHANNEL, *config._STEP, *config._SIGN])
def test_every_member_of_the_configuration_is_described(member: str) -> None:
    assert re.search(rf"`(channels\.NAME\.)?{member}`", TEXT)


def test_the_example_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGE_GATE_SECRET", "x")
    monkeypatch.setenv("AGE_GATE_CHECK_SECRET", "y")
    example = re.search(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert example
    path = tmp_path / "conformance.yml"
    path.write_text(example[1], encoding="utf-8")
    assert [channel.name for channel in read_plan(path).channels] == ["web", "ios", "line"]
