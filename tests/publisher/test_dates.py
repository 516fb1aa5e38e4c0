"""Dates in texts: both calendars, three scripts, two languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.dates import find_dates, spoken
from publisher.model import Language

JA, EN = Language("ja"), Language("en")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021年4月22日から施行します。", date(2021, 4, 22)),
        ("２０２１年４月２２日", date(2021, 4, 22)),
        ("2021年（令和3年）4月22日", date(2021, 4, 22)),
        ("二〇二一年四月二十二日", date(2021, 4, 22)),
        ("令和3年4月22日", date(2021, 4, 22)),
        ("令和元年五月一日", date(2019, 5, 1)),
        ("平成３１年４月３０日", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("R3.4.22", date(2021, 4, 22)),
        ("2021/4/22", date(2021, 4, 22)),
        ("2021-04-22", date(2021, 4, 22)),
        ("2021.04.22", date(2021, 4, 22)),
        ("effective April 22, 2021.", date(2021, 4, 22)),
        ("on 22 April 2021", date(2021, 4, 22)),
        ("the 1st of Sept. 2024", date(2024, 9, 1)),
        ("2021年2月30日", None),
        ("31 June 2024", None),
    ],
)
def test_a_date_is_found_in_every_form(text: str, day: date | None) -> None:
    assert [found.day for found in find_dates(text)] == [day]


@pytest.mark.parametrize("text", ["2021年4月", "0120-12-34", "第2021-13-45号", "12021/4/22", "Maybe 3, 2021", "2024.4"])
def test_what_is_no_full_date_is_not_found(text: str) -> None:
    assert find_dates(text) == ()


def test_dates_come_in_order_with_their_place() -> None:
    text = "制定 令和3年4月22日、改定 2024年3月1日（令和6年）"
    found = find_dates(text)
    assert [text[item.start : item.end] for item in found] == ["令和3年4月22日", "2024年3月1日"]


def test_a_date_is_said_in_both_calendars_in_japanese() -> None:
    assert spoken(date(2021, 4, 22), JA) == "2021年4月22日（令和3年）"
    assert spoken(date(2019, 5, 1), JA) == "2019年5月1日（令和元年）"
    assert spoken(date(2019, 4, 30), JA) == "2019年4月30日（平成31年）"
    assert spoken(date(2021, 4, 22), EN) == "22 April 2021"


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_what_is_said_is_found_again(day: date) -> None:
    for language in (JA, EN):
        assert [found.day for found in find_dates(spoken(day, language))] == [day]


@given(st.text("0123456789年月日令和元RH.-/ April,０１（）一二", max_size=60))
def test_places_of_dates_never_overlap(text: str) -> None:
    ends = [0]
    for found in find_dates(text):
        assert ends[-1] <= found.start < found.end <= len(text)
        ends.append(found.end)
