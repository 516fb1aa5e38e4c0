"""The tables of named cases, read from their files."""

from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


def grouped(name: str) -> dict[str, Any]:
    """A file of groups of cases as one table, each case named with its group."""
    groups = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return {f"{group}: {case}": values for group, cases in groups.items() for case, values in cases.items()}


def flat(name: str) -> dict[str, Any]:
    """A file of cases."""
    found: dict[str, Any] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return found


def unfolded(text: str) -> str:
    """`@x*1000` in a table stands for a thousand times x."""
    if text.startswith("@"):
        what, _, times = text[1:].partition("*")
        return what * int(times)
    return text
