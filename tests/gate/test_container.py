"""The container's recipe, as far as it can be followed without a container engine."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
RECIPE = (ROOT / "gate" / "Dockerfile").read_text(encoding="utf-8")


def copied() -> list[str]:
    """What the recipe copies from the project."""
    return [name for line in re.findall(r"^COPY (?!--)(.+) \S+$", RECIPE, re.MULTILINE) for name in line.split()]


def test_the_locked_versions_become_constraints_as_pip_takes_them(tmp_path: Path) -> None:
    (command,) = re.findall(r"^RUN (sed .+ > versions.txt)", RECIPE, re.MULTILINE)
    (tmp_path / "requirements.lock").write_bytes((ROOT / "requirements.lock").read_bytes())
    subprocess.run(command, shell=True, cwd=tmp_path, check=True, timeout=60)
    lines = [line.partition(" #")[0].strip() for line in (tmp_path / "versions.txt").read_text().splitlines()]
    wanted = [line for line in lines if line and not line.startswith("#")]
    assert len(wanted) > 50
    assert [line for line in wanted if not re.fullmatch(r"[\w.-]+==[\w.+!-]+( ; .+)?", line)] == []


def test_all_that_is_copied_is_there_and_every_package_of_the_wheel_is_copied() -> None:
    names = copied()
    assert [name for name in names if not (ROOT / name).exists()] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) <= set(names)


def test_what_is_copied_makes_a_wheel_that_holds_all_of_the_gate(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    subprocess.run(["cp", "-r", *copied(), source], cwd=ROOT, check=True, timeout=60)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    build = [*pip, "--wheel-dir", str(tmp_path), str(source)]
    subprocess.run(build, check=True, timeout=300)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    files = {path for path in (ROOT / "gate").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {str(path.relative_to(ROOT)) for path in files} <= held
