"""Cross references by id and those written out."""

import pytest

from publisher.model import PREAMBLE, Language
from publisher.parsing import parse_document
from publisher.parsing.references import label, links, written

JA, EN = Language("ja"), Language("en")
ARTICLES = """# t
## 第1条（目的） {#purpose}
### 1. 収集 {#collect}
#### (2) 機器 {#device}
### (1) 号 {#item}
## 第4条の2（再委託） {#sub}
## 附則 {#supplement}
"""
DECIMALS = "# t\n## 2. 目的 {#purpose}\n### (1) 収集 {#collect}\n### 2.1 保管 {#keep}\n#### (3) 期間 {#term}\n"
ENGLISH = """# t
## Article 4 (Scope) {#a}
### 1. Para {#p}
#### (2) Item {#i}
## Section 5. X {#s}
### (2) Y {#y}
## Annex {#n}
"""
LINKS = """# t

前文
[](#a)と[言葉](#b)。

## 見出し[](#c) {#x}

- 項目 [ ](#d)

```
[](#no)
```
\\[](#no) [x](http://a/#no)
"""


@pytest.mark.parametrize(
    ("text", "language", "labels"),
    [
        (ARTICLES, JA, ["「t」", "第1条", "第1条第1項", "第1条第1項第2号", "第1条第1号", "第4条の2", "「附則」"]),
        (DECIMALS, JA, ["「t」", "「2. 目的」", "「2(1) 収集」", "「2.1 保管」", "「2.1(3) 期間」"]),
        (ENGLISH, EN, ["“t”", "Article 4", "Article 4, paragraph 1", "Article 4, paragraph 1, item (2)", "Section 5",
                       "Section 5(2)", "“Annex”"]),
        (DECIMALS, EN, ["“t”", "Section 2", "Section 2(1)", "Section 2.1", "Section 2.1(3)"]),
    ],
)  # fmt: skip
def test_a_clause_is_called_by_its_number_in_the_readers_language(
    text: str, language: Language, labels: list[str]
) -> None:
    document = parse_document(text, language)
    assert [label(document, clause) for clause in document.clauses] == labels


def test_links_are_found_with_target_words_and_line() -> None:
    document = parse_document(LINKS, JA)
    found = [(link.target, link.words, link.line) for link in links(document)]
    assert found == [("#a", "", 4), ("#b", "言葉", 4), ("#c", "", 6), ("#d", "", 8), ("http://a/#no", "x", 13)]
    assert [link.clause_id for link in links(document)] == ["a", "b", "c", "d", None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第4条第2項第3号の規定", [((4,), (), 2, 3)]),
        ("第十五条の二及び第3条各号", [((15,), (2,), None, None), ((3,), (), None, None)]),
        ("本規約第5条を除き、", [((5,), (), None, None)]),
        ("第1条の30日、第2条の２", [((1,), (), None, None), ((2,), (2,), None, None)]),
        ("民法第548条の4", []),
        ("個人情報の保護に関する法律（平成15年法律第57号）第2条第1項及び第16条", []),
        ("同法第2条から第5条までの規定により、第3条の通知をします。", [((3,), (), None, None)]),
        ("利用規約第2条", []),
    ],
)
def test_japanese_references_are_read_and_those_to_statutes_left_out(text: str, found: list[object]) -> None:
    document = parse_document(f"# t\n## 第1条（第9条の話） {{#a}}\n\n{text}\n", JA)
    refs = list(written(document))
    assert [(r.number.values, r.number.branch, r.paragraph, r.item) for r in refs] == found
    assert {r.line for r in refs} <= {4}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("as in Article 4 and Section 5.1.", [(4,), (5, 1)]),
        ("Article 6 of the GDPR, Article 7 GDPR and Article 9", [(9,)]),
        ("Article 27, paragraph 1 of the APPI and Article 27-12 of the Business Act; Article 4-2", [(4,)]),
        ("Article 3 of this Policy", [(3,)]),
        ("Section 1798.100 of the California Civil Code; Section 2 applies", [(2,)]),
    ],
)
def test_english_references_are_read_and_those_to_statutes_left_out(text: str, found: list[tuple[int, ...]]) -> None:
    assert [r.number.values for r in written(parse_document(f"# t\n\n{text}\n", EN))] == found


def test_a_links_target_is_a_clause_of_the_document() -> None:
    document = parse_document(ARTICLES + "\n[](#sub)\n", JA)
    (link,) = links(document)
    clause = document.clause(link.clause_id or PREAMBLE)
    assert clause is not None
    assert label(document, clause) == "第4条の2"
