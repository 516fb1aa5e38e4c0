"""Clause numbers in every form that policies, terms and work rules write them."""

import pytest

from publisher.model import NumberKind
from publisher.parsing.numbers import parse_integer, parse_number, split_heading

A, D, P, K = NumberKind.ARTICLE, NumberKind.DECIMAL, NumberKind.PAREN, NumberKind.KANJI


@pytest.mark.parametrize(
    ("heading", "kind", "values", "branch", "label", "title"),
    [
        ("第1条（目的）", A, (1,), (), "第1条", "目的"),
        ("第１条 (目的)", A, (1,), (), "第１条", "目的"),
        ("第十五条の二　定義", A, (15,), (2,), "第十五条の二", "定義"),
        ("第4条の2の3（再委託）", A, (4,), (2, 3), "第4条の2の3", "再委託"),
        ("1. 収集する情報", D, (1,), (), "1.", "収集する情報"),
        ("１．収集する情報", D, (1,), (), "１．", "収集する情報"),
        ("4.1 保管", D, (4, 1), (), "4.1", "保管"),
        ("10.2.3. Retention", D, (10, 2, 3), (), "10.2.3.", "Retention"),
        ("3、第三者提供", D, (3,), (), "3、", "第三者提供"),
        ("(2) 端末情報", P, (2,), (), "(2)", "端末情報"),
        ("（１）端末情報", P, (1,), (), "（１）", "端末情報"),
        ("一、総則", K, (1,), (), "一、", "総則"),
        ("Article 4 (Scope)", A, (4,), (), "Article 4", "Scope"),
        ("Article 4-2 (Scope)", A, (4,), (2,), "Article 4-2", "Scope"),
        ("Section 4. Scope", D, (4,), (), "Section 4.", "Scope"),
        ("Clause 4.2: Scope", A, (4, 2), (), "Clause 4.2:", "Scope"),
    ],
)
def test_a_heading_splits_into_its_number_and_its_title(
    heading: str, kind: NumberKind, values: tuple[int, ...], branch: tuple[int, ...], label: str, title: str
) -> None:
    number, rest = split_heading(heading)
    assert number is not None
    assert (number.kind, number.values, number.branch, number.label, rest) == (kind, values, branch, label, title)


@pytest.mark.parametrize(
    "heading", ["目的", "2021年の改定", "24時間対応", "1.5倍の期間", "Articles of faith", "一般条項", "②の扱い"]
)
def test_a_heading_without_a_number_keeps_its_words(heading: str) -> None:
    assert parse_number(heading) is None
    assert split_heading(heading) == (None, heading)


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("１２", 12), ("二十一", 21), ("百三", 103), ("二〇二一", 2021), ("千", 1000)]
)
def test_integers_are_read_in_three_scripts(text: str, value: int) -> None:
    assert parse_integer(text) == value


@pytest.mark.parametrize("text", ["", "-1", "1_0", "٣", "②", "²", " 1", "十a", "12345"])
def test_other_digits_are_not_numbers(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        parse_integer(text)
