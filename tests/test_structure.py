"""The shape of the project, checked by a machine: who may import what, and that everything public is documented."""

import ast
import functools
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = ("publisher", "gate", "notifier")

# A library on the left is imported by the modules on the right and by nothing else of the three parts.
ONLY_IMPORTED_BY = {
    "mkdocs": ("publisher.plugin",),
    "flask": ("gate.web", "gate.app", "gate.client.flask", "notifier.web"),
    "sqlalchemy": ("gate.store", "notifier.adapters"),
    "alembic": ("gate.store", "notifier.adapters"),
    "procrastinate": ("notifier.adapters",),
    "aiosmtplib": ("notifier.adapters",),
}


@functools.cache
def modules(part: str) -> dict[str, ast.Module]:
    """Every module of a part, by dotted name."""
    found = {}
    for path in sorted((ROOT / part).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


@functools.cache
def imports(tree: ast.Module) -> frozenset[str]:
    """The top-level packages that a module imports, at any depth of its code."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return frozenset(names)


@pytest.mark.parametrize("library", ONLY_IMPORTED_BY)
def test_a_framework_is_imported_only_where_it_belongs(library: str) -> None:
    allowed = ONLY_IMPORTED_BY[library]
    strangers = [
        name
        for part in PARTS
        for name, tree in modules(part).items()
        if library in imports(tree) and not any(name == a or name.startswith(a + ".") for a in allowed)
    ]
    assert strangers == []


@pytest.mark.parametrize("part", PARTS)
def test_every_module_says_what_it_is_for(part: str) -> None:
    assert [name for name, tree in modules(part).items() if not ast.get_docstring(tree)] == []
