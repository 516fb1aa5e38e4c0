"""Ids of headings: kept where a clause is known, proposed where it is new."""

import pytest

from publisher.importing import slugs
from publisher.importing.naming import Known
from publisher.parsing import parse_document
from tests.publisher.importing.support import EN, JA, codes, headings, imported

TEXT = "1. 収集\n本文。\n2. 利用目的\n本文。\n3. 四方山話\n本文。\n"


def ids(text: str, **options: object) -> list[str]:
    return [slug for _, slug, _ in headings(imported(text, **options))]


def test_words_that_suggest_nothing_get_a_number_and_a_note() -> None:
    assert ids(TEXT) == ["collection", "purposes", "c3"]
    assert "id-numbered" in codes(imported(TEXT))


def test_two_headings_of_one_meaning_get_two_ids() -> None:
    assert ids("1. 収集\n本文。\n2. 取得\n本文。\n") == ["collection", "collection-2"]


def test_a_clause_keeps_its_id_when_its_number_changes() -> None:
    before = parse_document("## 7. 四方山話 {#chat}\n\n## 8. 収集 {#intake}\n", JA)
    assert ids(TEXT, known=Known(same=(before,))) == ["intake", "purposes", "chat"]


def test_the_other_language_gives_its_ids_by_place() -> None:
    other = parse_document("## 1. A {#one}\n\n## 2. B {#two}\n\n## 3. C {#three}\n", EN)
    assert ids(TEXT, known=Known(other=other)) == ["one", "two", "three"]


def test_another_sequence_of_headings_gives_no_ids_and_a_note() -> None:
    other = parse_document("## 1. A {#one}\n\n### 2. B {#two}\n\n## 3. C {#three}\n", EN)
    assert ids(TEXT, known=Known(other=other)) == ["collection", "purposes", "c3"]
    assert "ids-unpaired" in codes(imported(TEXT, known=Known(other=other)))


def test_ids_written_in_the_file_are_kept_unless_they_are_twice_there() -> None:
    text = "## 1. 収集 {#a}\n\n本文。\n\n## 2. 利用目的 {#b}\n\n本文。\n\n## 3. 変更 {#b}\n\n本文。\n"
    assert ids(text, name="ja.md") == ["a", "purposes", "changes"]


@pytest.mark.parametrize(
    ("japanese", "english", "slug"),
    [
        ("個人情報の収集", "Information we collect", "collection"),
        ("利用目的", "Purposes of use", "purposes"),
        ("第三者への提供", "Disclosure to third parties", "third-parties"),
        ("外国にある第三者への提供", "International transfers", "overseas"),
        ("クッキー（Ｃｏｏｋｉｅ）の利用", "Cookies and similar technologies", "cookies"),
        ("安全管理措置", "Security of your data", "security"),
        ("１４歳未満の方", "Children under 14", "children"),
        ("開示等の請求", "Your rights", "rights"),
        ("本方針の変更", "Changes to this policy", "changes"),
        ("お問い合わせ窓口", "Contact us", "contact"),
        ("準拠法及び裁判管轄", "Governing law", "governing-law"),
        ("反社会的勢力の排除", "Exclusion of anti-social forces", "antisocial-forces"),
        ("附　則", "Supplementary Provisions", "supplementary"),
    ],
)
def test_usual_headings_suggest_the_same_id_in_both_languages(japanese: str, english: str, slug: str) -> None:
    assert (slugs.suggest(japanese), slugs.suggest(english)) == (slug, slug)
