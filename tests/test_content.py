"""The policy that ships: what is published verifies, and nothing is to be settled in it."""

from datetime import date
from pathlib import Path

from publisher.checks import run_checks
from publisher.content import load_policies
from publisher.ledger import verify_folder

CONTENT = Path(__file__).parent.parent / "content"


def test_every_published_byte_is_as_the_ledger_says() -> None:
    assert [problem for policy in load_policies(CONTENT) for problem in verify_folder(CONTENT / policy.id)] == []


def test_nothing_is_to_be_settled_in_a_published_text() -> None:
    for policy in load_policies(CONTENT):
        for version in policy.versions:
            assert [str(finding) for finding in run_checks(policy, version, date(2026, 1, 1))] == []


def test_only_places_to_complete_keep_the_draft_from_being_published() -> None:
    for policy in load_policies(CONTENT):
        if policy.draft is not None:
            findings = run_checks(policy, policy.draft, date(2026, 1, 1))
            assert {finding.code for finding in findings} <= {"placeholder"}
