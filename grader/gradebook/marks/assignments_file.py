"""`exercises/assignments.toml` as records. A mistake in it is a `SpecError` that names the place and the right form."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Required, TypedDict

from grader.course import Course
from grader.course.exercise_file import load_exercise
from grader.gradebook.marks.clock import Period, approximate_length, due_date, find_zone, period
from grader.gradebook.marks.decisions import exact_fraction
from grader.gradebook.marks.policy import AttemptRule, FeedbackRule, LatePenalty, Policy
from grader.gradebook.marks.records import AssignedExercise, Assignment, Assignments, total
from grader.model import Exercise
from grader.util.lazy_mapping import LazyMapping
from grader.util.text import make_visible
from grader.util.toml_schema import TomlPlace, Within, check_table, check_value, read_toml, schema_of

ASSIGNMENTS = Path("exercises", "assignments.toml")
LONGEST_ID = 60
_Weight = Annotated[float, Within(0.001, 1_000_000)]
_Count = Annotated[int, Within(0, 1000)]
_PerDay = Annotated[int, Within(1, 1000)]
_Share = Annotated[float, Within(0, 1)]
_NO_POLICY: Mapping[str, Any] = {}


class _PolicyTable(TypedDict, total=False):
    attempts: Literal["best", "last", "average"]
    grace: str
    loses: _Share
    each: str
    cap: _Share
    cut_off: str
    drop_lowest: _Count
    attempts_per_day: _PerDay
    feedback: Literal["at once", "after the due date", "by hand"]
    points: Literal["all", "verified"]


class _AssignmentTable(TypedDict, total=False):
    id: Required[str]
    title: Required[str]
    exercises: Required[list[str]]
    weights: dict[str, float]
    weight: _Weight
    due: datetime
    policy: _PolicyTable


class _File(TypedDict, total=False):
    timezone: str
    drop_lowest: _Count
    policy: _PolicyTable
    assignments: Required[list[_AssignmentTable]]


def load_assignments(course: Course, exercises: Mapping[str, Exercise] | None = None) -> Assignments:
    """The course's assignments; without the file, each lesson is an assignment that is never due. Raises `SpecError`.

    `exercises` are all of the course's, if they have been read already.
    """
    exercises = exercises or LazyMapping(course.exercises, lambda name: load_exercise(course.root, name))
    points = {name: exercises[name].points for name in course.exercises}
    if not (course.root / ASSIGNMENTS).is_file():
        return _lessons(course, points)
    place = TomlPlace(file=ASSIGNMENTS.name)
    tables = read_toml(course.root / ASSIGNMENTS, ASSIGNMENTS.name)
    check_table(tables, schema_of(_File), place)
    zone = find_zone(tables["timezone"], place) if "timezone" in tables else None
    _policy(tables.get("policy", _NO_POLICY), place)
    every = tuple(_assignment(tables, number, points, zone, place) for number, _ in enumerate(tables["assignments"], 1))
    _alone(every, place)
    without = [one.id for table, one in zip(tables["assignments"], every, strict=True) if "weight" not in table]
    if 0 < len(without) < len(every):
        missing = "key 'weight' is missing; allowed: weights for all assignments or for none of them"
        raise place.child(f"assignment '{without[0]}'").error(missing)
    drop = tables.get("drop_lowest", 0)
    if drop and drop >= len(every):
        raise place.error(f"key 'drop_lowest' is {drop}; allowed: fewer than the number of assignments, {len(every)}")
    return Assignments(every=every, zone=zone or UTC, drop_lowest=drop)


def _lessons(course: Course, points: Mapping[str, int]) -> Assignments:
    def assignment(lesson: str, title: str, exercises: tuple[str, ...]) -> Assignment:
        parts = tuple(
            AssignedExercise(exercise=one, weight=Fraction(points[one]), points=points[one]) for one in exercises
        )
        weight = total(part.weight for part in parts)
        return Assignment(id=lesson, title=title, parts=parts, weight=weight, due=None, policy=Policy())

    every = tuple(assignment(one.id, one.title, one.exercises) for one in course.lessons if one.exercises)
    return Assignments(every=every, zone=UTC, stated=False)


def _assignment(
    tables: Mapping[str, Any], number: int, points: Mapping[str, int], zone: tzinfo | None, place: TomlPlace
) -> Assignment:
    table: _AssignmentTable = tables["assignments"][number - 1]
    name = f"'{make_visible(table['id'])}'" if table["id"].strip() else str(number)
    place = place.child(f"assignment {name}")
    for complaint in _complaints(table):
        raise place.error(complaint)
    for exercise in table["exercises"]:
        if exercise not in points:
            raise place.child("key 'exercises'").unknown_name_error("exercise", exercise, points)
    parts = tuple(_parts(table, points, place))
    own = table.get("policy", _NO_POLICY)
    policy = _policy({**tables.get("policy", _NO_POLICY), **own}, place)
    if policy.drop_lowest and policy.drop_lowest >= len(parts) and "drop_lowest" in own:
        allowed = f"fewer than the number of its exercises, {len(parts)}"
        raise place.error(f"key 'drop_lowest' is {policy.drop_lowest}; allowed: {allowed}")
    if policy.feedback is FeedbackRule.AFTER_DUE and "due" not in table:
        allowed = "a due date, or feedback at once"
        raise place.error(f"key 'due' is missing, but feedback comes after the due date; allowed: {allowed}")
    return Assignment(
        id=table["id"],
        title=table["title"],
        parts=parts,
        weight=exact_fraction(table["weight"]) if "weight" in table else total(part.weight for part in parts),
        due=due_date(table["due"], zone, place) if "due" in table else None,
        policy=policy,
    )


def _complaints(table: _AssignmentTable) -> Iterator[str]:
    """The errors in an assignment whose keys all have the right types."""
    name = table["id"]
    if not name.strip() or name != name.strip() or len(name) > LONGEST_ID or make_visible(name) != name or "\n" in name:
        allowed = f"one line of at most {LONGEST_ID} characters, without spaces at its ends"
        yield f"key 'id' is {name!r:.80}; allowed: {allowed}"
    if not table["title"].strip():
        yield "key 'title' is empty"
    if not table["exercises"]:
        yield "key 'exercises' is an empty list; allowed: at least one"


def _parts(table: _AssignmentTable, points: Mapping[str, int], place: TomlPlace) -> Iterator[AssignedExercise]:
    """The exercises with their weights, which are given for all of them or for none."""
    exercises, weights = table["exercises"], table.get("weights")
    inside = place.child("key 'weights'")
    for exercise in weights or {}:
        if exercise not in exercises:
            raise inside.unknown_name_error("exercise", exercise, exercises)
        check_value(table["weights"][exercise], _Weight, inside, exercise)
    for exercise in exercises:
        if weights is not None and exercise not in weights:
            raise inside.error(f"key '{exercise}' is missing; allowed: weights for all exercises or for none of them")
        weight = exact_fraction(weights[exercise]) if weights else Fraction(points[exercise])
        yield AssignedExercise(exercise=exercise, weight=weight, points=points[exercise])


def _policy(table: Mapping[str, Any], place: TomlPlace) -> Policy:
    place = place.child("policy")
    lengths = {key: period(table[key], place, key) for key in ("grace", "each", "cut_off") if key in table}
    grace, cut_off = lengths.get("grace"), lengths.get("cut_off")
    if grace and cut_off and approximate_length(grace) > approximate_length(cut_off):
        raise place.error(f"key 'grace' is {grace.words}; allowed: at most 'cut_off', {cut_off.words}")
    return Policy(
        attempts=AttemptRule(table.get("attempts", AttemptRule.LAST)),
        grace=grace,
        late=_late(table, lengths, place),
        cut_off=cut_off,
        drop_lowest=table.get("drop_lowest", 0),
        attempts_per_day=table.get("attempts_per_day"),
        feedback=FeedbackRule(table.get("feedback", FeedbackRule.AT_ONCE)),
        verified_only=table.get("points") == "verified",
    )


def _late(table: Mapping[str, Any], lengths: Mapping[str, Period], place: TomlPlace) -> LatePenalty | None:
    """The penalty for being late: `loses` for each `each`, which are given together or not at all."""
    for key, other in (("loses", "each"), ("each", "loses"), ("cap", "loses")):
        if key in table and other not in table:
            raise place.error(f"key '{key}' also needs key '{other}', such as: loses = 0.1, each = \"1 day\"")
    if "loses" not in table:
        return None
    if not approximate_length(lengths["each"]):
        raise place.error(f"key 'each' is {table['each']!r}; allowed: at least a minute")
    loses, cap = exact_fraction(table["loses"]), exact_fraction(table.get("cap", 1))
    return LatePenalty(loses=loses, each=lengths["each"], cap=cap)


def _alone(every: tuple[Assignment, ...], place: TomlPlace) -> None:
    """Raise `SpecError` if two assignments have the same id, or if an exercise occurs twice."""
    if not every:
        raise place.error("key 'assignments' is an empty list; add an assignment, or remove the file")
    for name, count in Counter(one.id for one in every).items():
        if count > 1:
            raise place.error(f"more than one assignment is called '{name}'")
    homes: dict[str, str] = {}
    for one in every:
        for part in one.parts:
            if part.exercise in homes:
                taken = f"exercise '{part.exercise}' is already in assignment '{homes[part.exercise]}'"
                raise place.child(f"assignment '{one.id}'").error(f"{taken}; allowed: only one assignment")
            homes[part.exercise] = one.id
