"""What a person types, what it means, and what the law makes of it: tables of named cases, and laws over all dates."""

import inspect
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.model import ConfigurationError, Outcome, Reading
from gate.screening import age, birthdate, eras, signals, thresholds
from gate.screening.birthdate import Typed, read
from gate.screening.outcomes import both, combine, from_bounds, passes
from tests.gate import tables

TODAY = date(2026, 11, 23)
BIRTHS = tables.grouped("births.yml")
AGES = tables.flat("ages.yml")
births = st.dates(date(1896, 11, 23), TODAY)
outcomes = st.sampled_from(Outcome)
readings = st.sampled_from(Reading)


@pytest.mark.parametrize("name", BIRTHS)
def test_what_is_typed_means_what_a_person_means(name: str) -> None:
    case = BIRTHS[name]
    year, month, day = (tables.unfolded(text) for text in case["typed"])
    found = read(Typed(year=year, month=month, day=day), TODAY)
    meant = found if isinstance(found, date) else {m.field.value: m.fault.value for m in found}
    assert meant == case["is"]


@pytest.mark.parametrize("name", AGES)
def test_an_age_is_what_the_law_says(name: str) -> None:
    case = AGES[name]
    on = age.today(datetime.fromisoformat(case["at"]), ZoneInfo("Asia/Tokyo"))
    reading = Reading(case.get("reading", "instant"))
    assert age.outcome(case["born"], case["years"], on, reading).value == case["is"]


def test_the_tables_hold_at_least_a_hundred_and_fifty_cases() -> None:
    assert len(BIRTHS) + len(AGES) >= 150


@given(births, st.integers(0, 4))
def test_every_date_can_be_typed_in_every_form(born: date, form: int) -> None:
    era = max((e for e in eras.ERAS if e.began <= born), key=lambda e: e.began)
    number = born.year - era.began.year + 1
    typed = [
        Typed(year=str(born.year), month=str(born.month), day=str(born.day)),
        Typed(year=f"{era.name}{number}年", month=f"{born.month}月", day=f"{born.day}日"),
        Typed(year=f"{era.initial}{number}", month=f"{born:%b}", day=f"{born.day:02}"),
        Typed(year=born.isoformat()),
        Typed(day=f"{era.name}{'元' if number == 1 else number}年{born.month}月{born.day}日"),
    ][form]
    assert read(typed, TODAY) == born


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_gives_a_date_or_mistakes_and_never_an_exception(year: str, month: str, day: str) -> None:
    found = read(Typed(year=year, month=month, day=day), TODAY)
    if isinstance(found, date):
        assert date(1896, 11, 23) <= found <= TODAY
    else:
        assert 1 <= len(found) <= 3
        assert len({m.field for m in found}) == len(found)


def test_what_was_typed_is_not_shown_when_printed() -> None:
    assert "1999" not in repr(Typed(year="1999", month="1", day="2"))


@given(births, st.integers(0, 25), st.dates(TODAY, date(2200, 1, 1)), st.integers(0, 3000), readings)
def test_an_age_never_decreases(born: date, years: int, on: date, days: int, reading: Reading) -> None:
    if age.outcome(born, years, on, reading) is Outcome.OVER:
        assert age.outcome(born, years, on + timedelta(days=days), reading) is Outcome.OVER


@given(births, st.integers(1, 25), st.dates(TODAY, date(2100, 1, 1)))
def test_the_day_reading_is_exactly_one_day_ahead(born: date, years: int, on: date) -> None:
    ahead = age.outcome(born, years, on, Reading.DAY)
    assert ahead is age.outcome(born, years, on + timedelta(days=1), Reading.INSTANT)


@given(births, births, st.integers(1, 25), readings)
def test_who_is_born_earlier_is_never_younger(a: date, b: date, years: int, reading: Reading) -> None:
    older, younger = min(a, b), max(a, b)
    if age.outcome(younger, years, TODAY, reading) is Outcome.OVER:
        assert age.outcome(older, years, TODAY, reading) is Outcome.OVER


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        age.today(datetime(2026, 1, 1), ZoneInfo("Asia/Tokyo"))  # noqa: DTZ001


@pytest.mark.parametrize("name", ["Asia/Nowhere", "", "../etc/passwd", "/etc/localtime"])
def test_missing_zone_data_is_an_error_and_never_a_guess(name: str) -> None:
    with pytest.raises(ConfigurationError):
        age.zone(name)


@given(outcomes, outcomes, outcomes)
def test_the_algebra_holds(a: Outcome, b: Outcome, c: Outcome) -> None:
    assert both(a, b) is both(b, a)
    assert both(a, both(b, c)) is both(both(a, b), c)
    assert both(a, a) is a
    assert both(a, Outcome.UNKNOWN) is a
    assert both(a, Outcome.UNDER) is Outcome.UNDER


@given(st.lists(outcomes))
def test_unknown_never_passes_and_a_refusal_is_never_turned_around(known: list[Outcome]) -> None:
    together = combine(known)
    assert passes(together) == (Outcome.OVER in known and Outcome.UNDER not in known)


@given(st.integers(0, 120), st.integers(0, 120), st.integers(1, 25))
def test_bounds_say_only_what_holds_for_every_age_within(a: int, b: int, years: int) -> None:
    lower, upper = min(a, b), max(a, b)
    within = {Outcome.OVER if n >= years else Outcome.UNDER for n in range(lower, upper + 1)}
    assert from_bounds(lower, upper, years) is (within.pop() if len(within) == 1 else Outcome.UNKNOWN)


@pytest.mark.parametrize(("lower", "upper"), [(None, None), (16, 13), (-1, None), (None, -5)])
def test_bounds_that_cannot_be_say_nothing(lower: int | None, upper: int | None) -> None:
    assert from_bounds(lower, upper, 14) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("jurisdiction", "floor", "years"),
    [(None, 14, 14), ("JP", 14, 14), ("KR", 14, 14), ("US", 14, 14), ("US", 13, 13), ("DE", 14, 16), ("FR", 14, 15)],
)
def test_a_jurisdiction_raises_the_policys_threshold_and_never_lowers_it(
    jurisdiction: str | None, floor: int, years: int
) -> None:
    assert thresholds.threshold(jurisdiction, floor) == years


@pytest.mark.parametrize("code", ["XX", "jp", "", "JPN"])
def test_an_unknown_jurisdiction_is_an_error(code: str) -> None:
    with pytest.raises(ConfigurationError):
        thresholds.threshold(code)


def test_every_threshold_has_a_source_and_stands_once() -> None:
    assert all(row.source for row in thresholds.TABLE)
    assert len({row.jurisdiction for row in thresholds.TABLE}) == len(thresholds.TABLE)


CHECKED, CLIENT = signals.Provenance.CHECKED_BY_SERVER, signals.Provenance.CLIENT_ALONE
SIGNALS = tables.flat("signals.yml")


@pytest.mark.parametrize("name", SIGNALS)
def test_a_platforms_signal_maps_into_the_three_outcomes(name: str) -> None:
    case = SIGNALS[name]
    assert getattr(signals, case["function"])(case["payload"], 14, CHECKED).outcome.value == case["is"]


BIRTHDATES = [
    ("a full date, over", "2012-11-23", "over"),
    ("a full date, under", "2012-11-24", "under"),
    ("a year that passes whatever the day", "2011", "over"),
    ("a year that is not enough whatever the day", "2013", "under"),
    ("a year that could be either", "2012", "unknown"),
    ("the year withheld", "0000-05-03", "unknown"),
    ("an impossible date", "2012-02-30", "unknown"),
    ("the future", "2030-01-01", "unknown"),
    ("no text", 2012, "unknown"),
    ("a time stamp", "2012-05-03T00:00:00Z", "unknown"),
    ("other digits", "２０１０-05-03", "unknown"),
]


@pytest.mark.parametrize(("name", "claim", "expected"), BIRTHDATES, ids=[b[0] for b in BIRTHDATES])
def test_an_identity_providers_birthdate_is_never_filled_up(name: str, claim: object, expected: str) -> None:
    assert signals.oidc_birthdate(claim, 14, TODAY, CHECKED).outcome.value == expected


@given(births)
def test_a_year_alone_never_says_what_the_whole_date_would_deny(born: date) -> None:
    by_year = signals.oidc_birthdate(str(born.year), 14, TODAY, CHECKED).outcome
    assert by_year in (Outcome.UNKNOWN, age.outcome(born, 14, TODAY))


@given(st.integers(0, 99), st.integers(0, 99), st.booleans())
def test_nothing_that_only_a_client_says_lets_anybody_pass(lower: int, upper: int, over: bool) -> None:
    said = [
        signals.apple_declared_age_range({"lowerBound": lower, "upperBound": upper}, 14, CLIENT),
        signals.play_age_signals({"userStatus": "VERIFIED", "ageLower": lower, "ageUpper": upper}, 14, CLIENT),
        signals.oidc_birthdate("1990-01-01", 14, TODAY, CLIENT),
        signals.mdoc_age_over({f"age_over_{lower:02}": over}, 14, CLIENT),
    ]
    assert not any(passes(signal.outcome) for signal in said)


def test_how_a_signal_was_obtained_is_stated() -> None:
    adult = {"lowerBound": 18, "ageRangeDeclaration": "governmentIDChecked"}
    assert signals.apple_declared_age_range(adult, 14, CHECKED).method == "identity_document"
    guessed = {"lowerBound": 18, "ageRangeDeclaration": "somethingNew"}
    assert signals.apple_declared_age_range(guessed, 14, CHECKED).method == "self_declared"
    together = signals.strongest([signals.NOTHING, signals.mdoc_age_over({"age_over_18": True}, 14, CHECKED)])
    assert (together.outcome, together.method) == (Outcome.OVER, "identity_document")


def test_the_pure_part_reads_no_clock() -> None:
    for module in (age, birthdate, eras, signals, thresholds):
        assert ".now(" not in inspect.getsource(module)
        assert "date.today" not in inspect.getsource(module)


def test_the_clock_is_aware() -> None:
    assert age.today(datetime(2026, 11, 22, 15, tzinfo=UTC), ZoneInfo("Asia/Tokyo")) == TODAY
