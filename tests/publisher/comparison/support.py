"""A comparison table as plain text, for golden files: changed words between underscores."""

from pathlib import Path

from publisher.comparison import ComparisonTable, Line, LineKind, Row, build_table, compare_versions
from publisher.content import load_policy
from publisher.model import Language, Policy, Version

CONTENT = Path(__file__).parents[2] / "fixtures/content"
EXPECTED = Path(__file__).parent / "expected"


def policy(name: str) -> Policy:
    """One of the two policies of the fixtures."""
    return load_policy(CONTENT / name)


def version(of: Policy, label: str) -> Version:
    """A version by its label."""
    return next(v for v in of.versions if v.label == label)


def table(name: str, old: str, new: str, language: str) -> ComparisonTable:
    """The table of two versions of a fixture."""
    of = policy(name)
    before, after = version(of, old), version(of, new)
    return build_table(of, before, after, compare_versions(before, after, Language(language)))


def as_text(shown: ComparisonTable) -> str:
    """The table as lines: new side `>`, old side `<`."""
    lines = [shown.title, shown.subtitle, shown.legend, " | ".join(column.header for column in shown.columns)]
    for row in shown.rows:
        lines.extend(["", f"[{row.clause or '—'}]" + (f" {row.remark}" if row.remark else "")])
        lines.extend(f"{mark} {line_text(line)}" for mark, line in sides(row))
    return "\n".join(lines) + "\n"


def sides(row: Row) -> list[tuple[str, Line]]:
    """The lines of both sides, each with its mark."""
    return [(">", line) for line in row.new.lines] + [("<", line) for line in row.old.lines]


def line_text(line: Line) -> str:
    """One line, its cells parted by bars."""
    cells = ["".join(f"_{span.text}_" if span.changed else span.text for span in cell) for cell in line.cells]
    text = "| " + " | ".join(cells) + " |" if line.kind is LineKind.TABLE_ROW else "".join(cells)
    return "    " * line.depth + text + (" (head)" if line.header else "")
