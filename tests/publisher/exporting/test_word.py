"""Word documents: what goes out comes back, clean or with tracked changes."""

import re
from typing import Any

import pytest
from docx.oxml.ns import qn
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from publisher.comparison import compare_versions, full_text
from publisher.diffing import compare
from publisher.exporting.word_text import clean_word, tracked_word
from publisher.importing.naming import Known
from publisher.model import Document, Language, Version
from publisher.parsing import parse_document
from tests.publisher.exporting.support import FACTS, back, name, opened, pairs, texts

JA = Language("ja")


def unwrapped(source: str) -> str:
    """A text as Word can hold it: no line breaks inside a paragraph, one space where there are several."""
    joined = re.sub(r"(?<=[^\n|}])\n {2,}(?=[A-Za-z])", " ", source)
    return re.sub(r"(?<=\S)  +", " ", joined)


@pytest.mark.parametrize("case", texts(), ids=name)
def test_a_clean_document_comes_back_as_the_same_text(case: tuple[Version, Language]) -> None:
    document = full_text(*case)
    assert back(clean_word(document, FACTS), document.language).document.source == unwrapped(document.source)


@pytest.mark.parametrize("case", pairs(), ids=name)
def test_tracked_changes_accepted_are_the_new_text(case: tuple[Version, Version, Language]) -> None:
    old, new, language = case
    accepted = back(tracked_word(compare_versions(old, new, language), FACTS), language).document.source
    assert accepted == back(clean_word(full_text(new, language), FACTS), language).document.source


@pytest.mark.parametrize("case", pairs(), ids=name)
def test_tracked_changes_rejected_are_the_old_text(case: tuple[Version, Version, Language]) -> None:
    old, new, language = case
    document = opened(tracked_word(compare_versions(old, new, language), FACTS))
    assert rejected(document) == paragraphs(opened(clean_word(full_text(old, language), FACTS)))


def test_data_tables_come_back_as_data_unless_they_were_changed() -> None:
    version, language = next((v, la) for v, la in texts() if v.label == "draft" and v.tables)
    known = Known(same=(version.texts[language],), tables=version.tables)
    document = full_text(version, language)
    same = back(clean_word(document, FACTS), language, known)
    assert same.document.source == version.texts[language].source
    row = next(line for line in document.source.splitlines() if line.startswith("|") and "---" not in line)
    changed = parse_document(document.source.replace(row, row.replace("| ", "| 新 ", 1)), language)
    codes = [note.code for note in back(clean_word(changed, FACTS), language, known).report.notes]
    assert "data-table" in codes


def test_author_and_date_stand_on_every_change() -> None:
    old, new = (parse_document(text, JA) for text in ("# 方針\n\n甲です。\n", "# 方針\n\n乙です。\n\n丙です。\n"))
    body = opened(tracked_word(compare(old, new), FACTS)).element.body
    marks = [e for e in body.iter() if e.tag in {qn("w:ins"), qn("w:del")}]
    assert marks
    assert {m.get(qn("w:author")) for m in marks} == {"法務部"}
    assert {m.get(qn("w:date")) for m in marks} == {"2027-01-15T00:30:00Z", "2027-01-15T00:32:00Z"}
    assert len({m.get(qn("w:id")) for m in marks}) == len(marks)


BODIES = st.lists(
    st.sampled_from(
        ["甲の文です。", "乙の文です。丙の文です。", "丙の文です。", "- 項目\n    - 下の項目", "1. 一つ目\n2. 二つ目", "(1) 号",  # noqa: E501
         "| 甲 | 乙 |\n| --- | --- |\n| 丙 | 丁 |", "| 甲 | 乙 | 戊 |\n| --- | --- | --- |\n| 丙 | 丁 | 己 |", "[](#a)による。",  # noqa: E501
         "**強い**語と[先](https://example.com/)。", "> 要点: 短く。"]
    ),
    max_size=4,
)  # fmt: skip
CLAUSES = st.dictionaries(st.sampled_from("abcde"), BODIES, max_size=4)


def written(clauses: dict[str, list[str]]) -> Document:
    parts = [f"## 第{n}条（{k}） {{#{k}}}\n\n" + "\n\n".join(body) for n, (k, body) in enumerate(clauses.items(), 1)]
    return parse_document("# 方針\n\n前文です。\n\n" + "\n\n".join(parts) + "\n", JA)


TWO = "| 甲 | 乙 |\n| --- | --- |\n| 丙 | 丁 |"
THREE = "| 甲 | 乙 | 戊 |\n| --- | --- | --- |\n| 丙 | 丁 | 己 |"


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(CLAUSES, CLAUSES)
@example({"c": [THREE, THREE]}, {"c": [TWO]})
@example({"d": ["丙の文です。", THREE], "a": []}, {"a": ["丙の文です。", TWO]})
@example({"a": ["乙の文です。丙の文です。", TWO], "d": []}, {"d": ["乙の文です。丙の文です。", THREE]})
@example(
    {"e": ["乙の文です。丙の文です。", THREE, "[](#a)による。"], "a": []},
    {"a": ["乙の文です。丙の文です。", THREE, TWO]},
)
def test_any_two_texts_stand_in_one_document(old: dict[str, list[str]], new: dict[str, list[str]]) -> None:
    before, after = written(old), written(new)
    data = tracked_word(compare(before, after), FACTS)
    assert rejected(opened(data)) == paragraphs(opened(clean_word(before, FACTS)))
    assert back(data, JA).document.source == back(clean_word(after, FACTS), JA).document.source


def paragraphs(document: Any) -> list[str]:
    """The texts of all paragraphs, tables included, that are not empty."""
    return [text for p in document.element.body.iter(qn("w:p")) if (text := text_of(p))]


def text_of(paragraph: Any) -> str:
    return "".join(t.text or "" for t in paragraph.iter(qn("w:t"), qn("w:delText")))


def rejected(document: Any) -> list[str]:
    """The texts of all paragraphs once every insertion is taken out and every deletion put back."""
    body = document.element.body
    for row in [r for r in body.iter(qn("w:tr")) if r.find(f"{qn('w:trPr')}/{qn('w:ins')}") is not None]:
        row.getparent().remove(row)
    for run in [r for r in body.iter(qn("w:r")) if any(p.tag == qn("w:ins") for p in r.iterancestors())]:
        run.getparent().remove(run)
    return paragraphs(document)
