"""The clock of a build is an input, and says by name what it cannot read."""

from datetime import UTC, datetime

import pytest

from publisher.clock import build_instant
from publisher.errors import BadInputError
from publisher.model import ZONE

NOW = datetime(2026, 11, 23, 1, 2, 3, 4, tzinfo=UTC)


def test_without_anything_the_clock_is_now_in_japan() -> None:
    assert build_instant(None, {}, NOW) == datetime(2026, 11, 23, 10, 2, 3, tzinfo=ZONE)


def test_the_command_line_goes_before_the_settings_and_those_before_the_epoch() -> None:
    environment = {"PUBLISHER_AS_OF": "2027-01-01", "SOURCE_DATE_EPOCH": "0"}
    assert build_instant("2026-01-01", environment, NOW).year == 2027
    assert build_instant("2026-01-01", {"SOURCE_DATE_EPOCH": "0"}, NOW) == datetime(2026, 1, 1, tzinfo=ZONE)
    assert build_instant(None, {"SOURCE_DATE_EPOCH": "0"}, NOW) == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "2026-12-15T09:00:00", "2026-12-1"])
def test_an_instant_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="neither a day nor an instant with its offset"):
        build_instant(text, {}, NOW)


@pytest.mark.parametrize("text", ["x", "9" * 30])
def test_an_epoch_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="SOURCE_DATE_EPOCH"):
        build_instant(None, {"SOURCE_DATE_EPOCH": text}, NOW)
