"""The course's assignments from its file, and what is said of mistakes in it."""

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from grader.course import Course, Lesson
from grader.course.loader import load_course
from grader.errors import SpecError
from grader.gradebook.marks import Assignments, AttemptRule, FeedbackRule, LatePenalty, Period, Policy
from grader.gradebook.marks.assignments_file import load_assignments
from grader.verification.tree import stray_files
from tests.grader import tiny

ROOT = Path(__file__).parents[4]
WHOLE = """\
timezone = "Europe/Berlin"
drop_lowest = 1

[policy]
attempts = "best"
grace = "15 minutes"
loses = 0.1
each = "1 day"
cap = 0.5
cut_off = "7 days"
drop_lowest = 1
attempts_per_day = 5
feedback = "after the due date"

[[assignments]]
id = "week 1"
title = "Erste Übung"
due = 2030-10-20T23:59:00
weight = 2
exercises = ["01/one", "01/two"]
weights = { "01/one" = 1, "01/two" = 2.5 }

[[assignments]]
id = "week 2"
title = "Zweite Übung"
due = 2030-10-27T23:59:00+01:00
weight = 0.5
exercises = ["02/three"]

[assignments.policy]
attempts = "last"
loses = 0.25
each = "12 hours"
drop_lowest = 0
feedback = "at once"
points = "verified"
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Two lessons of three exercises, of two points each; each test writes its own assignments."""
    root = tmp_path_factory.mktemp("course")
    ids = ("01/one", "01/two", "02/three")
    for one in ids:
        changes = {name.replace("01/sum", one): text for name, text in tiny.FILES.items() if "course" not in name}
        for name, text in changes.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
            (root / "exercises" / f"{one}.ipynb").touch()
    lessons = (
        Lesson(id="01", title="One", sections=(1,), exercises=ids[:2]),
        Lesson(id="02", title="Two", sections=(2,), exercises=ids[2:]),
    )
    return Course(root=root, title="t", lessons=lessons, outline=None, unpractised=(), data="small", preload=())


def read(course: Course, text: str) -> Assignments:
    (course.root / "exercises" / "assignments.toml").write_text(text, encoding="utf-8")
    return load_assignments(course)


def test_a_whole_file(course: Course) -> None:
    """Every key there is: what an assignment says itself stands above what is said of all."""
    found = read(course, WHOLE)
    one, two = found.every

    assert [found.zone, found.drop_lowest, found.stated] == [ZoneInfo("Europe/Berlin"), 1, True]
    assert [one.id, one.title, one.weight, one.points] == ["week 1", "Erste Übung", 2, Fraction("3.5")]
    assert [(part.exercise, part.weight, part.points) for part in one.parts] == [
        ("01/one", 1, 2),
        ("01/two", Fraction("2.5"), 2),
    ]
    assert [one.due and one.due.astimezone(UTC), two.due and two.due.astimezone(UTC)] == [
        datetime(2030, 10, 20, 21, 59, tzinfo=UTC),
        datetime(2030, 10, 27, 22, 59, tzinfo=UTC),
    ]
    week = Period(days=7, words="7 days")
    quarter = Period(exact=timedelta(minutes=15), words="15 minutes")
    assert one.policy == Policy(
        attempts=AttemptRule.BEST,
        grace=quarter,
        late=LatePenalty(loses=Fraction(1, 10), each=Period(days=1, words="1 day"), cap=Fraction(1, 2)),
        cut_off=week,
        drop_lowest=1,
        attempts_per_day=5,
        feedback=FeedbackRule.AFTER_DUE,
    )
    half = Period(exact=timedelta(hours=12), words="12 hours")
    late = LatePenalty(loses=Fraction(1, 4), each=half, cap=Fraction(1, 2))
    last = AttemptRule.LAST
    assert two.policy == Policy(
        attempts=last, grace=quarter, late=late, cut_off=week, attempts_per_day=5, verified_only=True
    )
    assert stray_files(course) == ()


def test_without_a_file_each_lesson_is_an_assignment(course: Course) -> None:
    """Never due, the last attempt, worth its points."""
    (course.root / "exercises" / "assignments.toml").unlink(missing_ok=True)

    found = load_assignments(course)

    assert not found.stated
    assert [(one.id, int(one.points), int(one.weight)) for one in found.every] == [("01", 4, 4), ("02", 2, 2)]
    assert [(one.due, one.policy) for one in found.every] == [(None, Policy())] * 2


def test_the_file_of_this_course_is_read() -> None:
    """It knows each of its exercises, and no date in it grows old."""
    found = load_assignments(load_course(ROOT))

    assert found.stated
    assert len(found.every) > 1
    assert {one.due for one in found.every} == {None}


def test_what_its_comments_propose_is_allowed(tmp_path: Path) -> None:
    """Every line that is commented out can be taken in as it stands."""
    (tmp_path / "exercises").mkdir()
    for path in ROOT.glob("exercises/*"):
        (tmp_path / "exercises" / path.name).symlink_to(path)
    (tmp_path / "solutions").symlink_to(ROOT / "solutions")
    file = tmp_path / "exercises" / "assignments.toml"
    general, mark, rest = file.read_text(encoding="utf-8").partition("# Assignments in the order")
    proposed, count = re.subn(r"(?m)^# (?=[a-z_]+ = )", "", general)
    due = re.findall(r"(?m)^# (due = .*|policy = .*)$", rest)
    file.unlink()
    file.write_text(proposed + mark + rest.replace("[[assignments]]", "[[assignments]]\n" + "\n".join(due), 1))

    found = load_assignments(load_course(tmp_path))

    assert [count, len(due), found.drop_lowest] == [10, 2, 1]
    assert found.every[0].due is not None
    assert found.every[1].policy.late is not None


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("timezone", "time_zone", "no key 'time_zone'; did you mean 'timezone'?"),
        ('"Europe/Berlin"', '"Europe/Munich"', "no time zone 'Europe/Munich'; did you mean 'Europe/Zurich'?"),
        ('timezone = "Europe/Berlin"\n', "", "assignment 'week 1': key 'due' is 2030-10-20 23:59:00 in no time zone"),
        (
            "2030-10-20T23:59:00",
            "2026-02-30T10:00:00",
            "is not TOML: Invalid date or datetime (at line 18, column 7): due",
        ),
        ("2030-10-20T23:59:00", "2030-10-20", "key 'due' is 2030-10-20; allowed: a date and time without quotes"),
        ("2030-10-20T23:59:00", "23:59:00", "key 'due' is 23:59:00; allowed: a date and time"),
        ("2030-10-20T23:59:00", '"20.10.2030 23:59"', "key 'due' is '20.10.2030 23:59'; allowed: a date and time"),
        ("2030-10-20T23:59:00", "2030-03-31T02:15:00", "skip; the time after that is 2030-03-31 03:15:00"),
        ("2030-10-20T23:59:00", "2030-10-27T02:15:00", "show twice; write 2030-10-27 02:15:00+02:00 or"),
        (
            '"01/two"]',
            '"01/tow"]',
            "assignment 'week 1': key 'exercises': no exercise '01/tow'; did you mean '01/two'?",
        ),
        (
            '["02/three"]',
            '["01/two"]',
            "'week 2': exercise '01/two' is already in assignment 'week 1'; allowed: only one assignment",
        ),
        ('"01/one", "01/two"]', '"01/two", "01/two", "01/one"]', "exercise '01/two' is already in assignment 'week 1'"),
        ('["02/three"]', "[]", "assignment 'week 2': key 'exercises' is an empty list; allowed: at least one"),
        ('["02/three"]', '"02/three"', "key 'exercises' is '02/three'; allowed: a list, each of it a text"),
        ('"01/two" = 2.5', '"01/two" = 0', "key 'weights': key '01/two' is 0; allowed: a number from 0.001"),
        ('"01/two" = 2.5', '"01/two" = -1', "key '01/two' is -1; allowed: a number from 0.001 to 1e+06"),
        ('"01/two" = 2.5', '"01/two" = nan', "key '01/two' is nan; allowed"),
        ('"01/two" = 2.5', '"01/two" = "2"', "key '01/two' is '2'; allowed: a number"),
        (', "01/two" = 2.5', "", "key '01/two' is missing; allowed: weights for all exercises or for none of them"),
        ('"01/two" = 2.5', '"01/tow" = 2', "key 'weights': no exercise '01/tow'; did you mean '01/two'?"),
        ("weight = 2", "weight = inf", "key 'weight' is inf; allowed: a number from 0.001"),
        ("weight = 2\n", "", "assignment 'week 1': key 'weight' is missing; allowed: weights for all assignments"),
        ('"week 2"', '"week 1"', "more than one assignment is called 'week 1'"),
        ('"week 2"', '" week 2"', "assignment ' week 2': key 'id' is ' week 2'; allowed: one line of at most 60"),
        ('"week 2"', '"week\\n2"', "key 'id' is 'week\\n2'"),
        ('"week 2"', '"\\u202Eweek"', "key 'id' is"),
        ('"week 2"', '""', "assignment 2: key 'id' is ''"),
        ('"week 2"', '"' + "w" * 61 + '"', "key 'id' is 'www"),
        ('"Zweite Übung"', '" "', "key 'title' is empty"),
        ('"best"', '"highest"', "key 'attempts' is 'highest'; allowed: 'best' or 'last' or 'average'"),
        ("loses = 0.1", "loses = 10", "policy: key 'loses' is 10; allowed: a number from 0 to 1"),
        ('each = "1 day"\n', "", "policy: key 'loses' also needs key 'each'"),
        ('each = "1 day"', 'each = "0 days"', "policy: key 'each' is '0 days'; allowed: at least a minute"),
        ("attempts_per_day = 5", "attempts_per_day = 0", "key 'attempts_per_day' is 0; allowed: "),
        (
            '"after the due date"',
            '"never"',
            "key 'feedback' is 'never'; allowed: 'at once'",
        ),
        (
            "due = 2030-10-20T23:59:00\n",
            "",
            "assignment 'week 1': key 'due' is missing, but feedback comes after the due date",
        ),
        ("cap = 0.5", "cap = -0.5", "policy: key 'cap' is -0.5; allowed: a number from 0 to 1"),
        (
            'grace = "15 minutes"',
            'grace = "2 weeks"',
            "key 'grace' is 2 weeks; allowed: at most 'cut_off', 7 days",
        ),
        ('"7 days"', '"7 dyas"', "policy: key 'cut_off' is '7 dyas'; allowed: a whole number of minutes"),
        (
            "drop_lowest = 1\n\n[pol",
            "drop_lowest = 2\n\n[pol",
            "key 'drop_lowest' is 2; allowed: fewer than the number of assignments, 2",
        ),
        (
            "drop_lowest = 0",
            "drop_lowest = 1",
            "'week 2': key 'drop_lowest' is 1; allowed: fewer than the number of its exer",
        ),
        ("drop_lowest = 0", "drop_lowest = 0.5", "key 'drop_lowest' is 0.5; allowed: a whole number"),
        (WHOLE, "assignments = []", "key 'assignments' is an empty list"),
        (WHOLE, "", "key 'assignments' is missing"),
    ],
)
def test_mistakes_are_named(course: Course, old: str, new: str, complaint: str) -> None:
    """File, place, key, what was found, what is allowed, what is nearest."""
    assert old in WHOLE
    with pytest.raises(SpecError) as caught:
        read(course, WHOLE.replace(old, new, 1))

    assert str(caught.value).startswith("assignments.toml: ")
    assert complaint in str(caught.value)
