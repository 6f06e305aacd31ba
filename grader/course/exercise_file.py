"""One exercise as a record, read from its rubric's TOML file. `rubric_file` reads its criteria."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Required

from grader.course.loader import ExerciseHeading, exercise_files, require_files, split_exercise_id
from grader.course.rubric_file import rubric_criteria
from grader.limits import Limits
from grader.model import Exercise, FetchedDataSet
from grader.util.files import bytes_of
from grader.util.toml_schema import TomlPlace, Within, check_table, read_toml, schema_of


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
        digest=_digest(rubric, stub, reference, reference.with_name("calibration.json")),
    )


def _digest(*paths: Path) -> str:
    """sha256 over the files that are there."""
    found = (bytes_of(path) for path in paths if path.is_file())
    return sha256(b"".join(sha256(content).digest() for content in found)).hexdigest()
