"""The documents hold together: links lead somewhere, commands exist, decisions are indexed, diagrams match the code."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from demo.__main__ import main as demo
from gate.cli.main import main as gate
from notifier.cli.main import main as notifier
from publisher.cli.face import face as publisher

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMMANDS: dict[str, click.Command] = {
    "publisher": publisher,
    "gate": gate,
    "notifier": notifier,
    "python -m demo": demo,
}

_FENCE = re.compile(r"^```.*?^```", re.M | re.S)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`[^`\n]*`")


def prose(page: Path) -> str:
    """A page without its blocks and pieces of code."""
    return _CODE.sub("", _FENCE.sub("", page.read_text(encoding="utf-8")))


def targets(page: Path) -> Iterator[tuple[Path, str]]:
    """Files and anchors that a page's relative links lead to."""
    for target in _LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        yield ((page.parent / name).resolve() if name else page), anchor


def anchors(page: Path) -> set[str]:
    """The ids that headings get where Markdown is shown."""
    headings = re.findall(r"^#+ (.*)$", _FENCE.sub("", page.read_text(encoding="utf-8")), re.M)
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "") for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    broken = [
        f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}#{anchor}"
        for path, anchor in targets(page)
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path))
    ]
    assert broken == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in reached:
            continue
        reached.add(page)
        ahead += [path for path, _ in targets(page) if path.suffix == ".md" and path.exists()]
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in reached] == []


def command_lines(page: Path) -> Iterator[list[str]]:
    """The words of every line of code that begins with one of our commands, continued lines joined."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    blocks = [line for block in _FENCE.findall(text) for line in block.splitlines()]
    for piece in [*blocks, *(code.strip("`") for code in _CODE.findall(_FENCE.sub("", text)))]:
        found = re.match(
            r"(?:\$ )?(?:[A-Z_]+=\S+ )*(publisher|gate|notifier|python -m demo)( [a-z-].*|$)", piece.strip()
        )
        if found:
            yield [found[1], *re.split(r"\s+#|[|&;>…]|\.\.\.", found[2])[0].split()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_and_option_that_a_page_names_exists(page: Path) -> None:
    wrong = []
    for name, *words in command_lines(page):
        command = COMMANDS[name]
        known = {option for param in command.params for option in (*param.opts, *param.secondary_opts)}
        for word in words:
            if isinstance(command, click.Group) and re.fullmatch(r"[a-z][a-z-]*", word):
                inner = command.get_command(click.Context(command), word)
                if inner is None:
                    wrong.append(f"{name} {' '.join(words)}: no command {word}")
                    break
                command = inner
                known |= {option for param in command.params for option in (*param.opts, *param.secondary_opts)}
            elif word.startswith("--") and word.partition("=")[0] not in {*known, "--help", "--version"}:
                wrong.append(f"{name} {' '.join(words)}: no option {word}")
    assert wrong == []


def test_every_make_target_that_a_page_names_exists_and_is_listed() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    named = {
        target
        for page in PAGES
        for line in re.findall(r"^make ([a-z -]+?)(?: +#.*)?$|`make ([a-z-]+)", page.read_text(encoding="utf-8"), re.M)
        for target in " ".join(line).split()
    }
    assert named <= known
    assert known - {"help"} <= set(re.findall(r"^([a-z-]+):.*## ", makefile, re.M)), "make help lists every target"


def test_every_decision_has_a_number_of_its_own_and_stands_in_the_index() -> None:
    folder = ROOT / "docs/decisions"
    files = sorted(path.name for path in folder.glob("[0-9]*.md"))
    numbers = [name[:4] for name in files]
    assert len(set(numbers)) == len(numbers)
    rows = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \| (.+) \|$", (folder / "README.md").read_text("utf-8"), re.M)
    titles = {name: (folder / name).read_text(encoding="utf-8").splitlines()[0].removeprefix("# ") for name in files}
    assert [(number, name, title) for number, name, title in rows] == [(n[:4], n, titles[n]) for n in files]


def test_every_library_is_a_decision() -> None:
    page = (ROOT / "docs/decisions/0008-libraries.md").read_text(encoding="utf-8")
    extras = PROJECT["project"]["optional-dependencies"].values()
    wanted = [*PROJECT["project"]["dependencies"], *(one for extra in extras for one in extra)]
    names = [re.match(r"[\w-]+", requirement)[0] for requirement in wanted]  # type: ignore[index]
    assert [name for name in names if f"`{name}`" not in page] == []


def layers(text: str) -> list[list[str]]:
    """Layers, each a list of the modules in it."""
    return [sorted(re.findall(r"[a-z_]+", layer)) for layer in text.split("→")]


def test_the_layers_of_the_architecture_are_those_that_are_checked() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```layers\n(.*?)```", page, re.S)
    told = {line.split(":")[0]: layers(line.partition(":")[2]) for line in block.splitlines()}
    checked = {}
    for contract in PROJECT["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "layers":
            names = [[word.split(".")[-1] for word in re.findall(r"[a-z_.]+", layer)] for layer in contract["layers"]]
            checked[re.findall(r"[a-z]+", contract["layers"][0])[0]] = [sorted(layer) for layer in names]
    assert told == checked


def test_the_architecture_names_every_folder_at_the_top() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    folders = [path.name for path in ROOT.iterdir() if path.is_dir() and (path / "..").exists()]
    kept = [name for name in folders if name[0] != "." and name not in {"site", "var", "build", "dist"}]
    assert [name for name in kept if f"`{name}/`" not in page] == []


def test_the_units_of_the_operators_guide_run_commands_that_exist() -> None:
    units = sorted((ROOT / "docs/deploy").glob("*.service"))
    assert len(units) >= 5
    for unit in units:
        text = unit.read_text(encoding="utf-8")
        started = re.findall(r"^ExecStart(?:Post)?=\S+/bin/(publisher|gate|notifier) ([a-z]+)(.*)$", text, re.M)
        assert started or "ExecStart=/srv/policypress/build-site" in text, unit
        for name, word, rest in started:
            group = COMMANDS[name]
            assert isinstance(group, click.Group)
            command = group.get_command(click.Context(group), word)
            assert command is not None, (unit, word)
            options = {option for param in command.params for option in param.opts}
            assert set(re.findall(r"--[a-z-]+", rest)) <= options, unit
        assert "ProtectSystem=strict" in text
        assert f"{unit.name}" in (ROOT / "docs/guides/operators.md").read_text(encoding="utf-8")


def test_the_workflow_of_this_project_runs_what_ci_runs() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    run = set(" ".join(workflow["jobs"]["make"]["strategy"]["matrix"]["target"]).split())
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert run == set(" ".join(re.findall(r"^make (.+)$", script, re.M)).split())


def test_the_policy_functions_of_the_guide_answer_from_a_manifest() -> None:
    page = (ROOT / "docs/guides/app-teams.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"<!-- file: policy.py -->\n```python\n(.*?)```", page, re.S)
    names: dict[str, Any] = {}
    exec(compile(code, "policy.py", "exec"), names)
    in_force, changed, needed = names["in_force"], names["changed_since"], names["consent_is_needed"]

    def version(label: str, effective: str, consent: bool) -> dict[str, object]:
        return {"id": label, "effective_at": f"{effective}T00:00:00+09:00", "consent_required": consent}

    policy = {
        "versions": [
            version("2021-04-22", "2021-04-22", True),
            version("2026-12-15", "2026-12-15", True),
            version("2026-12-15.2", "2026-12-15", False),
            version("2027-04-01", "2027-04-01", False),
        ]
    }
    before = datetime(2026, 12, 14, 14, 59, 59, tzinfo=UTC)
    after = datetime(2026, 12, 14, 15, 0, 0, tzinfo=UTC)  # 00:00 in Japan
    assert in_force(policy, datetime(2021, 1, 1, tzinfo=UTC)) is None
    assert in_force(policy, before)["id"] == "2021-04-22"
    assert in_force(policy, after)["id"] == "2026-12-15.2"
    assert [v["id"] for v in changed(policy, "2021-04-22", before)] == []
    assert [v["id"] for v in changed(policy, "2021-04-22", after)] == ["2026-12-15", "2026-12-15.2"]
    assert needed(policy, None, before)
    assert not needed(policy, "2021-04-22", before)
    assert needed(policy, "2021-04-22", after)
    assert not needed(policy, "2026-12-15", after)
    assert not needed(policy, "2026-12-15.2", datetime(2027, 5, 1, tzinfo=UTC))
