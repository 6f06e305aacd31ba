"""Due dates and lengths of time by the clock of a course, even if that clock is put forward or back in between.

A clock put forward skips an hour, a *gap*; a clock put back shows an hour twice, a *fold*. A due date that an
instructor writes is refused if it is in either. A time computed from a due date (such as a day later) may be in one. It
then means the later of its two moments, which costs no learner anything.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from grader.util.text import suggest
from grader.util.toml_schema import TomlPlace

EARLIEST, LATEST = 2000, 2199
"""The years of due dates. Other years are slips, and time zones are guesses there."""
MOST_DAYS = 3660
_PERIOD = re.compile(r"\s*(?P<count>[0-9]{1,6})\s*(?P<unit>[^\W\d_]+)\s*")
_EXACT = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
_DAYS = {"day": 1, "week": 7}
_SHORT = {"min": "minute", "m": "minute", "h": "hour", "d": "day", "w": "week"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A length of time by the calendar: days end at the same time of the clock, even if the clock is changed in
    between.
    """

    days: int = 0
    """Whole days by the clock of the course."""
    exact: timedelta = timedelta()
    """The hours and minutes that are added to the days; they all have the same length."""
    words: str
    """The length as the instructor wrote it: "1 day"."""


def find_zone(name: str, place: TomlPlace) -> ZoneInfo:
    """The time zone of that IANA name. Raises `SpecError` with the most similar name if there is none."""
    if name not in _names():
        cities = {one.rsplit("/")[-1]: one for one in sorted(_names())}
        near = suggest(name, _names()) or cities.get(suggest(name, cities) or "")
        guess = f"; did you mean '{near}'? Allowed" if near else "; allowed"
        known = "a name of the IANA database, such as Europe/Berlin"
        raise place.error(f"there is no time zone {name!r:.60}{guess}: {known}")
    return ZoneInfo(name)


@cache
def _names() -> frozenset[str]:
    """The names that are places and not files; found by going through a few hundred files."""
    return frozenset(available_timezones() - {"localtime", "posixrules", "Factory"})


def period(text: str, place: TomlPlace, key: str) -> Period:
    """The length of time in a string such as "15 minutes", "12 hours", "1 day" or "2 weeks". Raises `SpecError`."""
    allowed = 'allowed: a whole number of minutes, hours, days or weeks, such as "1 day"'
    found = _PERIOD.fullmatch(text)
    unit = found["unit"].casefold() if found else ""
    unit = _SHORT.get(unit, unit.removesuffix("s"))
    if found is None or unit not in {*_EXACT, *_DAYS}:
        raise place.error(f"key '{key}' is {text!r:.60}; {allowed}")
    count = int(found["count"])
    words = f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    made = Period(days=count * _DAYS.get(unit, 0), exact=count * _EXACT.get(unit, timedelta()), words=words)
    if approximate_length(made) > timedelta(days=MOST_DAYS):
        raise place.error(f"key '{key}' is {text!r:.60}; allowed: at most {MOST_DAYS} days")
    return made


def approximate_length(length: Period) -> timedelta:
    """The approximate length, with days of 24 hours."""
    return timedelta(days=length.days) + length.exact


def due_date(written: datetime, zone: tzinfo | None, place: TomlPlace) -> datetime:
    """The due date in the time zone of the course.

    Raises:
        SpecError: it has neither an offset nor a time zone, the clock skips it, or shows it twice.
    """
    if complaint := year_complaint(written):
        raise place.error(f"key 'due' is {written}; {complaint}")
    if written.tzinfo is not None:
        return written.astimezone(zone or UTC)
    if zone is None:
        raise place.error(
            f"key 'due' is {written} in no time zone; write timezone = \"Europe/Berlin\", or your own timezone, at the "
            f"top of the file, or an offset: {written.isoformat()}+01:00"
        )
    first, second = _readings(written, zone)
    if first.utcoffset() == second.utcoffset():
        return first
    after = first.astimezone(UTC).astimezone(zone)
    if _bare(after) != _bare(first):  # no clock of the zone ever shows it
        raise place.error(
            f"key 'due' is {written}, which the clocks of {zone} skip; the time after that is {_bare(after)}"
        )
    raise place.error(f"key 'due' is {written}, which the clocks of {zone} show twice; write {first} or {second}")


def add_periods(moment: datetime, length: Period, zone: tzinfo, times: int = 1) -> datetime:
    """The moment after this many such lengths, UTC. After whole days it is the same time by the clock of the zone."""
    if not length.days:
        return moment.astimezone(UTC) + length.exact * times
    if times:
        clock = moment.astimezone(zone).replace(tzinfo=None) + timedelta(days=length.days * times)
        moment = later_reading(clock, zone)
    return moment.astimezone(UTC) + length.exact * times


def periods_begun(since: datetime, until: datetime, length: Period, zone: tzinfo) -> int:
    """How many such lengths of time have begun between two moments; 0 if the second is not after the first."""
    count = max(-((since - until) // approximate_length(length)), 0)
    # This is the result, unless days in between had more or fewer than 24 hours.
    while count and add_periods(since, length, zone, count - 1) >= until:
        count -= 1
    while add_periods(since, length, zone, count) < until:
        count += 1
    return count


def later_reading(clock: datetime, zone: tzinfo) -> datetime:
    """The moment, UTC, at which the clocks of a zone show this date and time.

    If they show it twice, or skip it, this is the later of the two moments that it can mean.
    """
    return max(reading.astimezone(UTC) for reading in _readings(clock, zone))


def year_complaint(moment: datetime) -> str:
    """A phrase with the allowed years, if the year can only be a slip; empty if the year is plausible."""
    return "" if EARLIEST <= moment.year <= LATEST else f"allowed: a year from {EARLIEST} to {LATEST}"


def _readings(clock: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """The moments that a local time without a time zone can mean: two moments in a gap or a fold, or else one twice."""
    return clock.replace(tzinfo=zone, fold=0), clock.replace(tzinfo=zone, fold=1)


def _bare(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None, fold=0)
