"""The code that stands in the guides, as files: what app teams copy is what the tests run."""

import re
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "app-teams-gate.md"
_FILE = re.compile(r"<!-- file: (\S+) -->\n```\w*\n(.*?)\n```\n", re.DOTALL)


def files() -> dict[str, str]:
    """Every named piece of code of the guide, by its name."""
    return dict(_FILE.findall(GUIDE.read_text(encoding="utf-8")))


def write(kind: str, folder: Path) -> Path:
    """Write the files under `kind`/ into a folder of their own; that folder."""
    root = folder / kind
    for name, text in files().items():
        if name.startswith(f"{kind}/"):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + "\n", encoding="utf-8")
    assert root.is_dir(), f"the guide has no file under {kind}/"
    return root
