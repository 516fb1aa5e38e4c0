"""Checks stand any text, in time that grows with its length; and find nothing in policies that are well."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.checks import run_checks
from publisher.checks.numbering import check_clause_numbers
from publisher.checks.subject import Subject
from publisher.content import load_policies
from publisher.model import (
    ChangeClass,
    Contact,
    Language,
    Policy,
    PolicyId,
    TableStyle,
    Term,
    Version,
    VersionId,
)
from publisher.parsing import parse_document

JA, EN = Language("ja"), Language("en")
TODAY = date(2024, 3, 1)
FIXTURES = Path(__file__).parents[2] / "fixtures/content"


def version(ja: str, en: str, version_id: VersionId | None = None) -> Version:
    """A version of two texts."""
    return Version(
        id=version_id,
        effective=date(2024, 4, 1),
        announced=TODAY,
        revised=TODAY,
        change_class=ChangeClass.EDITORIAL,
        consent_required=False,
        note={JA: "注", EN: "note"},
        approved_by="法務部",
        clauses={},
        texts={JA: parse_document(ja, JA, Path("ja.md")), EN: parse_document(en, EN, Path("en.md"))},
        tables={},
        sha256={},
    )


def policy(draft: Version, *before: Version) -> Policy:
    """A policy with a draft."""
    return Policy(
        id=PolicyId("privacy"),
        title={JA: "方針", EN: "Policy"},
        governing_language=JA,
        languages=(JA, EN),
        controller={JA: "会社", EN: "Company"},
        contact=Contact(name={JA: "窓口", EN: "Desk"}, email="privacy@example.com"),
        lead_time_days=30,
        terms=(Term(id="data", words={JA: "個人情報", EN: "data"}),),
        table_style=TableStyle(),
        allow_html=False,
        versions=before,
        draft=draft,
    )


PIECES = st.sampled_from(
    [
        *(
            "# ",
            "## ",
            "### ",
            "第1条（目的）",
            "第2条の2",
            "Article 3 (",
            ")",
            " {#a}",
            " {#b}",
            "[](#a)",
            "[x](http://e/)",
        ),
        *("\n", "\n\n", "\r\n", "\u3000", "\ufeff", "😀", "の", "1. ", "(2) ", "- ", "| a | b |\n", "| --- |\n"),
        *(
            "2024年2月30日",
            "令和6年4月1日から施行",
            "第9条第1項",
            "{{ table: t }}\n",
            "[^1]",
            "[^1]: ",
            "*[個人情報]: ",
        ),
        *("個人情報", "data", "［要記入: x］", "<b>", "```\n", "30日", "1,000", "> 要点: "),
    ]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=80)


@given(TEXTS, TEXTS, TEXTS)
def test_any_texts_can_be_checked(old: str, ja: str, en: str) -> None:
    draft = version(ja, en)
    before = version(old, old, VersionId(date(2023, 4, 1)))
    for finding in run_checks(policy(draft, before), draft, TODAY):
        text = draft.texts.get(Language(finding.path.stem))
        assert finding.line >= 1
        assert text is None or finding.line <= text.source.count("\n") + text.source.count("\r") + 1
        assert finding.message
        assert finding.remedy


@given(TEXTS)
def test_a_text_beside_itself_differs_in_nothing(ja: str) -> None:
    draft = version(ja, ja)
    found = {f.code for f in run_checks(policy(draft, version(ja, ja, VersionId(date(2023, 4, 1)))), draft, TODAY)}
    told = {"hidden-number", "hidden-date", "hidden-contact", "translation-stale"}
    assert {code for code in found if code.startswith("parity-")} | found & told == set()


@given(st.lists(st.integers(0, 3), max_size=12))
def test_numbers_that_follow_one_another_have_no_gap(steps: list[int]) -> None:
    """第1条, 第1条の2, 第2条, … in any order of going on and branching."""
    number, branch, lines = 1, 0, ["## 第1条（始） {#c0}"]
    for index, step in enumerate(steps, 1):
        branch = (branch or 1) + 1 if step == 0 else 0
        number += step != 0
        label = f"第{number}条" + (f"の{branch}" if branch else "")
        lines.append(f"## {label}（続） {{#c{index}}}")
    draft = version("\n\n".join(lines), "")
    assert list(check_clause_numbers(Subject(policy(draft), draft, TODAY))) == []


def test_many_clauses_are_checked_in_passing() -> None:
    text = "# 題\n\n" + "".join(f"## 第{i}条（見出し） {{#c{i}}}\n\n第1条から30日。[](#c1)\n\n" for i in range(1, 1001))
    draft = version(text, text)
    findings = run_checks(policy(draft, version(text, text, VersionId(date(2023, 4, 1)))), draft, TODAY)
    assert {finding.code for finding in findings} == {"nothing-changed"}


@pytest.mark.parametrize("found", load_policies(FIXTURES), ids=lambda p: p.id)
def test_the_fixtures_are_well_but_for_what_they_show(found: Policy) -> None:
    codes = {(v.label, f.code) for v in found.versions for f in run_checks(found, v, TODAY)}
    shown = {"privacy": {("2025-10-01.2", "hidden-third-party")}, "terms": {("2025-04-01", "translation-missing")}}
    assert codes == shown[found.id]
