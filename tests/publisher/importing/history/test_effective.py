"""The day on which a text takes effect."""

from datetime import date

import pytest

from publisher.importing.history.effective import find_effective
from tests.publisher.importing.support import EN, JA


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("# 方針\n\n施行日：2021年4月22日\n", date(2021, 4, 22)),
        ("# 方針\n\n令和3年4月22日 施行\n", date(2021, 4, 22)),
        ("# 方針\n\n本文。\n\n## 附則\n\n２０２１年４月２２日から施行します。\n", date(2021, 4, 22)),
        ("# 方針\n\n本文。\n\n2019年4月1日 制定\n2020年10月1日 改定\n2021年4月22日 改定\n", date(2021, 4, 22)),
        ("# 方針\n\n2021年3月1日公表\n2021年4月22日施行\n", date(2021, 4, 22)),
        ("# 方針\n\n公表日：2021年3月1日\n", None),
        ("# 方針\n\n最終更新日\n2021年4月22日\n", date(2021, 4, 22)),
        ("# 方針\n\n民法（明治29年法律第89号）に基づきます。\n", None),
        ("# 方針\n\n" + "本文です。\n\n" * 60 + "2020年1月1日施行\n\n" + "本文です。\n\n" * 60, None),
    ],
)
def test_japanese_texts(text: str, day: date | None) -> None:
    assert find_effective(text, JA).visible == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("# Notice\n\n_Effective July 1, 2019_\n", date(2019, 7, 1)),
        ("# Notice\n\n**Effective date:** 1 July 2019\n", date(2019, 7, 1)),
        ("# Notice\n\nLast updated: 2019-07-01\n", date(2019, 7, 1)),
        ("# Notice\n\nEffective July 1, 2019. Last updated August 3, 2020.\n", date(2019, 7, 1)),
        ("# Notice\n\n*July 1, 2019*\n", date(2019, 7, 1)),
        ("# Notice\n\nWe were founded on July 1, 2019 in Tokyo.\n", None),
    ],
)
def test_english_texts(text: str, day: date | None) -> None:
    assert find_effective(text, EN).visible == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ('# Notice\n\n_July 1, 2019_ {: datetime="2019-07-02" }\n', date(2019, 7, 2)),
        ('# Notice\n\n<time datetime="2019-07-02">July</time>\n', date(2019, 7, 2)),
        ("---\ntitle: x\neffective_date: 2019-07-02\n---\n# Notice\n", date(2019, 7, 2)),
        ('# Notice\n\n{: datetime="2019-99-02" }\n', None),
    ],
)
def test_machine_dates(text: str, day: date | None) -> None:
    assert find_effective(text, EN).machine == day
