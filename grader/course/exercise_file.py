"""Reads one exercise from its rubric's TOML file as a record with its criteria, and reports every mistake in them.

The keys of a criterion's table are those of `_CriterionTable` and the parameters of the criterion's check. `handout_of`
returns the parts of an exercise's files for learners that are needed to read an answer.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Required, TypedDict, cast, get_args

from grader.course.editions import edition_notices
from grader.course.loader import ExerciseHeading, exercise_files, require_files, split_exercise_id
from grader.judging.checks import CHECKS
from grader.judging.checks.hidden_inputs import Cases
from grader.judging.checks.parameters import (
    Check,
    Injected,
    Observes,
    injected_parameters,
    keys,
    learner_names,
    observed_parameters,
)
from grader.judging.checks.requests import asked_names
from grader.model import Criterion, Exercise, FetchedDataSet, Parameter
from grader.sandbox.limits import Limits
from grader.source.records import Handout
from grader.source.source import stub_source
from grader.util.files import bytes_of
from grader.util.toml_schema import TableSchema, TomlPlace, Within, check_table, read_toml, schema_of


def handout_of(exercise: Exercise) -> Handout:
    """The stub of an exercise, the names that it asks for, and what has changed since its older editions.

    Raises `SpecError` if the stub or the course's editions cannot be read.
    """
    return Handout(
        stub=stub_source(exercise.stub),
        asked=asked_names(exercise),
        editions=edition_notices(exercise.stub.parents[2], exercise.id),
    )


HINTS = 3
"""The number of hints of each criterion."""
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


class _CriterionTable(TypedDict, total=False):
    id: Required[str]
    title: Required[str]
    check: Required[str]
    points: Annotated[int, Within(1, 1000)]
    after: str
    replay: list[str]
    worked: bool
    hints: Required[list[str]]
    hidden: bool


def rubric_criteria(tables: list[dict[str, Any]], needs: Collection[str], place: TomlPlace) -> tuple[Criterion, ...]:
    """The criteria in order, for an exercise that declares `needs`, the fetched data sets. Raises `SpecError`."""
    if not tables:
        raise place.error("key 'criteria' is an empty list; allowed: at least one criterion")
    rubric = tuple(_criterion(table, number, place) for number, table in enumerate(tables, 1))
    ids = [criterion.id for criterion in rubric]
    place.require_distinct(ids, "criterion")
    for number, criterion in enumerate(rubric):
        inside = place.child(f"criterion '{criterion.id}'")
        _order(criterion, ids[:number], ids[number:], inside)
        if (data := criterion.params.get("data")) in get_args(FetchedDataSet) and data not in needs:
            advice = f'add at the top of the file: needs = ["{data}"]'
            raise inside.error(f"key 'data' is '{data}', which has to be fetched; {advice}")
    return rubric


def _order(criterion: Criterion, earlier: list[str], later: list[str], place: TomlPlace) -> None:
    """Raise `SpecError` unless `after` names an earlier criterion."""
    if criterion.after is None or criterion.after in earlier:
        return
    if criterion.after == criterion.id:
        raise place.error("key 'after' names the criterion itself; allowed: an earlier one")
    if criterion.after in later:
        raise place.error(f"key 'after' names '{criterion.after}', which comes later; allowed: an earlier one")
    raise place.child("key 'after'").unknown_name_error("criterion", criterion.after, earlier)


def _criterion(table: dict[str, Any], number: int, place: TomlPlace) -> Criterion:
    name = table.get("id")
    place = place.child(f"criterion '{name}'" if isinstance(name, str) else f"criterion {number}")
    own = schema_of(_CriterionTable)
    check_table(table, own | _parameters_of(table, own, place), place)
    params = {key: value for key, value in table.items() if key not in own.hints}
    criterion = Criterion(
        **{key: value for key, value in table.items() if key in own.hints and not isinstance(value, list)},
        params=params,
        replay=tuple(table.get("replay", ())),
        hints=tuple(table["hints"]),
    )
    for complaint in _complaints(criterion, replayed="replay" in table):
        raise place.error(complaint)
    return criterion


def _parameters_of(table: dict[str, Any], own: TableSchema, place: TomlPlace) -> TableSchema:
    """The schema of the keys of a criterion's check."""
    check_table({"check": table["check"]} if "check" in table else {}, own.single_key("check"), place)
    if table["check"] not in CHECKS:
        raise place.unknown_name_error("check", table["check"], CHECKS)
    parameters = keys(CHECKS[table["check"]])
    required = frozenset(name for name, parameter in parameters.items() if parameter.default is parameter.empty)
    return TableSchema(hints={name: parameter.annotation for name, parameter in parameters.items()}, required=required)


def _complaints(criterion: Criterion, *, replayed: bool) -> Iterator[str]:
    """Yield the errors of a criterion whose keys all have the right types."""
    check = CHECKS[criterion.check]
    if not _ID.fullmatch(criterion.id):
        yield "key 'id' allows small letters, digits, - and _, at most 60"
    if len(criterion.hints) != HINTS or not all(hint.strip() for hint in criterion.hints):
        yield f"key 'hints' has {len(criterion.hints)}; allowed: exactly {HINTS}, none empty"
    for key, want in observed_parameters(check).items():
        for name in learner_names(criterion.params.get(key, [])):
            if want is Observes.FILE and not _FILE.fullmatch(name):
                yield f"key '{key}' is {name!r}; allowed: a name of a file, without folders"
            elif want is not Observes.FILE and not name.isidentifier():
                yield f"key '{key}' is {name!r}; allowed: a name in Python"
    if replayed:
        yield from _about_replay(criterion, check)
    yield from _about_ranges(criterion.params)


def _about_replay(criterion: Criterion, check: Check) -> Iterator[str]:
    if Injected.INPUTS not in injected_parameters(check).values():
        able = [name for name, other in CHECKS.items() if Injected.INPUTS in injected_parameters(other).values()]
        yield f"key 'replay': '{criterion.check}' can't be replayed; allowed with: {', '.join(able)}"
    if not criterion.replay:
        yield "key 'replay' is an empty list; allowed: the names of one input or more"
    for name in criterion.replay:
        if not name.isidentifier():
            yield f"key 'replay' holds {name!r}; allowed: names in Python"


def _about_ranges(params: Mapping[str, Parameter]) -> Iterator[str]:
    """Yield complaints about hidden arguments without any possible value, or with a range that has no effect."""
    for case in cast("Cases", params.get("arguments", [])):
        for one in case:
            dtype = one.get("dtype", "float32")
            if idle := sorted(one.keys() & ({"low", "high"} if dtype.startswith("float") else {"scale"})):
                yield f"key 'arguments': {idle[0]} says nothing of {dtype}; allowed: scale of floats, else low and high"
            if one.get("low", 0) >= one.get("high", 10):
                yield f"key 'arguments': low {one.get('low', 0)} is not below high {one.get('high', 10)}"


class _RubricTable(ExerciseHeading, total=False):
    other_name_costs: Annotated[int, Within(0, 1000)]
    slip_share: Annotated[float, Within(0, 1)]
    needs: list[FetchedDataSet]
    limits: Limits
    criteria: Required[list[dict[str, Any]]]


def load_exercise(course_root: Path, exercise: str) -> Exercise:
    """One exercise with its rubric. Raises `SpecError`."""
    split_exercise_id(exercise)
    rubric, stub, reference = exercise_files(course_root, exercise)
    require_files(course_root, exercise)
    file = f"{exercise}.toml"
    tables = read_toml(rubric, file)
    check_table(tables, schema_of(_RubricTable), TomlPlace(file=file))
    needs = tuple(sorted(tables.get("needs", ())))
    paths = (rubric, stub, reference, reference.with_name("calibration.json"))
    files = (bytes_of(path) for path in paths if path.is_file())
    return Exercise(
        id=exercise,
        title=tables["title"],
        minutes=tables.get("minutes", 0),
        rubric=rubric_criteria(tables["criteria"], needs, TomlPlace(file=file)),
        limits=Limits(**tables.get("limits", {})),
        other_name_costs=tables.get("other_name_costs", 0),
        slip_share=float(tables.get("slip_share", 1)),
        needs=needs,
        stub=stub,
        reference=reference,
        digest=sha256(b"".join(sha256(one).digest() for one in files)).hexdigest(),
    )
