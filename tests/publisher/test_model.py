"""Version ids and which version is in force: days begin at midnight in Asia/Tokyo."""

from datetime import UTC, date, datetime

import pytest

from publisher.model import VersionId


@pytest.mark.parametrize("text", ["2021-04-22", "2021-04-22.2", "2024-02-29", "2021-04-22.10"])
def test_a_version_id_reads_as_it_is_written(text: str) -> None:
    assert str(VersionId.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["2021-4-22", "2021-04-22.1", "2021-04-22.0", "2023-02-29", "draft", "../x", "２０２１-04-22"]
)
def test_anything_else_is_not_a_version_id(text: str) -> None:
    with pytest.raises(ValueError):
        VersionId.parse(text)


def test_a_second_text_of_the_day_comes_after_the_first_and_before_the_tenth() -> None:
    ids = [VersionId.parse(t) for t in ("2021-04-22.10", "2021-04-23", "2021-04-22", "2021-04-22.2")]
    assert [str(i) for i in sorted(ids)] == ["2021-04-22", "2021-04-22.2", "2021-04-22.10", "2021-04-23"]


def test_a_version_comes_into_force_at_midnight_in_tokyo() -> None:
    effective_at = VersionId(date(2024, 3, 1)).effective_at
    assert effective_at.isoformat() == "2024-03-01T00:00:00+09:00"
    assert effective_at == datetime(2024, 2, 29, 15, tzinfo=UTC)
