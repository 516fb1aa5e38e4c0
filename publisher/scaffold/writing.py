"""Write the files of a new repository, with the company's names put in."""

import json
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from publisher.content import check_policy_id
from publisher.errors import RefusedError
from publisher.messages import _

_FILES = Path(__file__).parent / "files"


@dataclass(frozen=True, kw_only=True)
class Company:
    """Who publishes which policy."""

    policy: str
    title_ja: str
    title_en: str
    controller_ja: str
    controller_en: str
    email: str
    url: str


def write_repository(folder: Path, company: Company) -> tuple[Path, ...]:
    """Write the repository into `folder`, all of it or nothing, and return its files.

    Raises RefusedError where the folder holds anything but a `.git`, BadInputError for a bad policy id.
    """
    check_policy_id(company.policy)
    held = [path for path in folder.iterdir() if path.name != ".git"] if folder.is_dir() else []
    if held or folder.is_file():
        raise RefusedError(_("there is something here already"), path=folder, remedy=_("choose an empty folder"))
    texts = {_target(path, company): _filled(path, company) for path in _sources()}
    try:
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    except OSError:
        for top in {folder / name.parts[0] for name in texts}:
            if top.is_dir():
                shutil.rmtree(top, ignore_errors=True)
            else:
                top.unlink(missing_ok=True)
        raise
    return tuple(sorted(texts))


def _sources() -> list[Path]:
    return sorted(path for path in _FILES.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _target(path: Path, company: Company) -> Path:
    """`dot_x` becomes `.x`, so that no tool takes our own files for its settings; `policy` the policy's id."""
    parts = path.relative_to(_FILES).parts
    named = (company.policy if part == "policy" else part for part in parts)
    return Path(*(f".{part.removeprefix('dot_')}" if part.startswith("dot_") else part for part in named))


def _filled(path: Path, company: Company) -> str:
    """The text of a file, `@name@` replaced; in YAML as a quoted value, which no name can break."""
    text = path.read_text(encoding="utf-8")
    for name, value in {**vars(company), "release": version("policypress")}.items():
        quoted = json.dumps(value, ensure_ascii=False) if path.suffix == ".yml" and name != "policy" else value
        text = text.replace(f"@{name}@", quoted)
    return text
