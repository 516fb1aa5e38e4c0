"""The list of checks. Their codes are documented in docs/reference/findings.md; a test compares the two."""

from collections.abc import Callable, Iterator
from datetime import date

from publisher.checks import classes, data, dates, numbering, parity, references, structure, terms
from publisher.checks.finding import Finding
from publisher.checks.subject import Subject
from publisher.model import Policy, Version

Check = Callable[[Subject], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    structure.check_title,
    structure.check_ids,
    structure.check_levels,
    structure.check_tables,
    structure.check_code,
    structure.check_html,
    structure.check_placeholders,
    numbering.check_clause_numbers,
    numbering.check_item_numbers,
    references.check_links,
    references.check_targets,
    references.check_written,
    references.check_shifted,
    references.check_footnotes,
    references.check_tables_placed,
    parity.check_translations,
    parity.check_clauses,
    parity.check_levels,
    parity.check_facts,
    parity.check_links,
    parity.check_shapes,
    parity.check_stale,
    parity.check_notes,
    data.check_cells,
    data.check_cell_facts,
    data.check_cell_words,
    terms.check_terms,
    terms.check_definitions,
    dates.check_calendar,
    dates.check_visible_dates,
    dates.check_order,
    dates.check_lead_time,
    classes.check_hidden,
    classes.check_reasons,
    classes.check_consent,
    classes.check_changed,
)


def run_checks(policy: Policy, version: Version, today: date) -> tuple[Finding, ...]:
    """All findings about one version of a policy (its draft, by habit), by file and line, each once."""
    subject = Subject(policy, version, today)
    found = {finding for check in CHECKS for finding in check(subject)}
    return tuple(sorted(found, key=lambda finding: (str(finding.path), finding.line, finding.code, finding.message)))
