"""The exercise of the tiny course, prepared as if its reference had run."""

from pathlib import Path

import numpy as np

from grader.course.exercise_file import handout_of, load_exercise
from grader.evidence import VERSION, Array, Evidence, Observation, Tensor
from grader.judging.checks.requests import plan
from grader.judging.judge import PreparedExercise
from grader.model import CellRun, Outcome, Run
from grader.source.code_view import Code
from grader.source.records import RepairFacts
from tests.grader.tiny import EXERCISE


def tensor(*numbers: float) -> Tensor:
    return Tensor(kind="array", array=Array.from_values(np.array(numbers)))


def run(total: float, *a: float) -> Run:
    """A run that leaves `a` and `total`, and the same `total` for other values of `a`."""
    number = Tensor(kind="number", array=Array.from_values(np.float64(total)))
    seen: dict[str, Observation] = {"a": tensor(*a), "total": number, "value/total": number}
    evidence = Evidence(version=VERSION, seen=seen, names={"total": "number"})
    return Run(key="k", outcome=Outcome.OK, evidence=evidence, cells=(CellRun(source="total = np.sum(a) - 1"),))


def prepared(root: Path) -> PreparedExercise:
    """The exercise of the tiny course in that folder."""
    exercise = load_exercise(root, EXERCISE)
    return PreparedExercise(
        exercise=exercise,
        handout=handout_of(exercise),
        request=plan(exercise, salt=b"salt", inputs={"a": Array.from_values(np.array([3.0, 4.0, 5.0]))}, images={}),
        reference=run(11, 3, 4, 5),
        spreads={},
        facts=RepairFacts(),
        stub_code=Code([]),
        solution=Code([]),
        content_digest="content",
        finding_keys={"shape": "1", "value": "2"},
    )
