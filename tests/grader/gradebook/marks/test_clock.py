"""Due dates and lengths of time, on ordinary days and on those on which clocks are changed."""

import tomllib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grader.errors import SpecError
from grader.gradebook.marks import Period
from grader.gradebook.marks.clock import add_periods, due_date, find_zone, period, periods_begun
from grader.util.toml_schema import TomlPlace
from tests.grader.gradebook.marks.strategies import few, moments, periods, zones

PLACE = TomlPlace(file="assignments.toml")
BERLIN = ZoneInfo("Europe/Berlin")
DAY = Period(days=1, words="1 day")


def written(text: str) -> datetime:
    """A due date as TOML reads it."""
    value = tomllib.loads(f"due = {text}")["due"]
    assert isinstance(value, datetime)
    return value


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-10-24T23:59:00", "2026-10-24T21:59:00+00:00"),
        ("2026-10-25T23:59:00", "2026-10-25T22:59:00+00:00"),
        ("2026-10-25 02:30:00+02:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00+00:00"),
        ("2026-10-20T23:59:00-05:00", "2026-10-21T04:59:00+00:00"),
        ("2028-02-29T12:00:00", "2028-02-29T11:00:00+00:00"),
    ],
)
def test_a_due_date_is_by_the_clock_of_the_course(text: str, utc: str) -> None:
    """The same time of day is another moment in summer; an offset says which, whatever the zone."""
    due = due_date(written(text), BERLIN, PLACE)

    assert utc == due.astimezone(UTC).isoformat()
    assert due.tzinfo is BERLIN


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("2026-03-29T02:30:00", "which the clocks of Europe/Berlin skip; the time after that is 2026-03-29 03:30:00"),
        (
            "2026-10-25T02:30:00",
            "clocks of Europe/Berlin show twice; write 2026-10-25 02:30:00+02:00 or 2026-10-25 02:30:00+01:00",
        ),
        ("0206-10-25T02:30:00", "allowed: a year from 2000 to 2199"),
        ("9999-12-31T23:59:59", "allowed: a year from 2000 to 2199"),
    ],
)
def test_a_time_that_clocks_skip_or_repeat_is_refused(text: str, complaint: str) -> None:
    """Where a clock is put forward or back, the instructor is asked which time is meant."""
    with pytest.raises(SpecError) as caught:
        due_date(written(text), BERLIN, PLACE)

    assert complaint in str(caught.value)


def test_a_naive_time_needs_a_zone() -> None:
    """Midnight is not the same everywhere."""
    with pytest.raises(SpecError, match="in no time zone; write timezone ="):
        due_date(written("2026-10-20T23:59:00"), None, PLACE)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("Europe/Berln", "no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'? Allowed: a name of the IANA"),
        ("Berlin", "did you mean 'Europe/Berlin'?"),
        ("", "no time zone ''; allowed: a name"),
        ("../../etc/passwd", "no time zone '../../etc/passwd'"),
        ("localtime", "no time zone 'localtime'"),
    ],
)
def test_zones_are_those_of_the_database(name: str, complaint: str) -> None:
    """A slip is reported with the nearest name, and no name is taken for a file."""
    with pytest.raises(SpecError) as caught:
        find_zone(name, PLACE)

    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("text", "days", "exact", "words"),
    [
        ("15 minutes", 0, timedelta(minutes=15), "15 minutes"),
        ("15min", 0, timedelta(minutes=15), "15 minutes"),
        (" 36 h ", 0, timedelta(hours=36), "36 hours"),
        ("1 day", 1, timedelta(), "1 day"),
        ("1 Days", 1, timedelta(), "1 day"),
        ("2 weeks", 14, timedelta(), "2 weeks"),
    ],
)
def test_lengths_of_time(text: str, days: int, exact: timedelta, words: str) -> None:
    """Days and weeks are by the calendar, hours and minutes exact, however people write them."""
    assert Period(days=days, exact=exact, words=words) == period(text, PLACE, "each")


@pytest.mark.parametrize(
    "text", ["", "day", "1.5 days", "-1 day", "1 month", "1 dya", "999999 weeks", "٣ days x", "1 day 2 h"]
)
def test_what_is_not_a_length_of_time(text: str) -> None:
    """Whatever else is refused, and the key is named."""
    with pytest.raises(SpecError, match="key 'each' is"):
        period(text, PLACE, "each")


def test_a_day_later_is_the_same_time_by_the_clock() -> None:
    """The night in which clocks are put back has an hour more, and belongs to the day before."""
    due = due_date(written("2026-10-24T23:59:00"), BERLIN, PLACE)

    assert datetime(2026, 10, 25, 22, 59, tzinfo=UTC) == add_periods(due, DAY, BERLIN)
    assert periods_begun(due, datetime(2026, 10, 25, 22, 59, tzinfo=UTC), DAY, BERLIN) == 1
    assert periods_begun(due, datetime(2026, 10, 25, 22, 59, 0, 1, tzinfo=UTC), DAY, BERLIN) == 2


def test_a_day_later_that_is_skipped_or_twice_is_the_later() -> None:
    """What is reckoned from a due date favours the learner."""
    spring, autumn = (due_date(written(text), BERLIN, PLACE) for text in ("2026-03-28T02:30:00", "2026-10-24T02:30:00"))

    assert add_periods(spring, DAY, BERLIN).astimezone(BERLIN).strftime("%H:%M") == "03:30"
    assert datetime(2026, 10, 25, 1, 30, tzinfo=UTC) == add_periods(autumn, DAY, BERLIN)


@few
@given(moments, moments, periods, zones)
def test_what_has_begun_is_counted_exactly(since: datetime, until: datetime, length: Period, zone: ZoneInfo) -> None:
    """The count is the least that reaches the second moment, in every zone, also where a day is left out."""
    count = periods_begun(since, until, length, zone)

    assert add_periods(since, length, zone, count) >= until or count == 0
    assert count == 0 or add_periods(since, length, zone, count - 1) < until
    assert (count == 0) == (until <= since)


@few
@given(moments, periods, zones, some.integers(0, 60))
def test_more_of_it_is_never_earlier(since: datetime, length: Period, zone: ZoneInfo, times: int) -> None:
    """Steps don't go back, whatever clocks do."""
    assert add_periods(since, length, zone, times) <= add_periods(since, length, zone, times + 1)
