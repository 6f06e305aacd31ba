"""Prints how many mutants each exercise gets of each operator. Nothing runs.

usage: PYTHONPATH=. python -P -m tests.count_mutants [ID ...]
"""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.verification.mutants import OPERATORS, mutants

ROOT = Path(__file__).parents[1]


def main(ids: Sequence[str]) -> None:
    """A line for each exercise and operator that it has mutants of, then one for each operator."""
    together: Counter[str] = Counter()
    for exercise in load_course(ROOT).select_exercises(ids):
        counts = Counter(one.operator for one in mutants(load_exercise(ROOT, exercise)))
        show(exercise, counts)
        together += counts
    show("all together", together)


def show(name: str, counts: Counter[str]) -> None:
    """The counts of one exercise, in the order of the operators."""
    print(name, counts.total())  # noqa: T201
    for operator in OPERATORS:
        if counts[operator]:
            print(f"  {operator:12} {counts[operator]:4}")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
