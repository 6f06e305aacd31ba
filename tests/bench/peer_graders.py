"""How each grader gets an exercise and its submissions, grades them by one command, and says the points."""

import csv
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import nbformat

from tests.bench.peer_environments import NBGRADER, OTTER, environment
from tests.bench.peer_exercises import ROOT, PeerExercise, blank
from tests.bench.usage import Usage, measure


class Points(NamedTuple):
    """What a learner got."""

    earned: float
    possible: float


@dataclass(frozen=True, slots=True)
class Grader:
    """A grader that is measured on an exercise."""

    name: ClassVar[str]
    exercise: PeerExercise
    prepared: Path
    """A folder for what an author does once."""

    def prepare(self) -> None:
        """Do what an author does once."""
        raise NotImplementedError

    def grade(self, learners: Sequence[str], folder: Path) -> Usage:
        """Grade the learners' submissions in a new folder, and measure that."""
        raise NotImplementedError

    def points(self, folder: Path) -> Mapping[str, Points]:
        """What each learner got there."""
        raise NotImplementedError


class Ours(Grader):
    """`grader grade`: sandbox, replays, clean rooms and pages included, with one kernel at a time."""

    name: ClassVar[str] = "grader"
    switches: ClassVar[Sequence[str]] = ()
    """Options of the command that are this one's own."""

    def prepare(self) -> None:
        """Nothing: the course is prepared. Its references run in the first command, which is not measured."""

    def grade(self, learners: Sequence[str], folder: Path) -> Usage:
        """By the command, which counts what its sandboxes use."""
        for learner in learners:
            filled = self.exercise.fill(self.exercise.stub(), learner)
            write(filled, folder / "in" / learner / f"{self.exercise.id}.ipynb")
        options = ["--out", str(folder / "out"), "--workers", "1", "--course", str(ROOT), *self.switches]
        inside = folder / "cpu_s"
        command = [sys.executable, "-m", "tests.bench.counted_grader", str(inside), "grade", str(folder / "in")]
        usage = measure([*command, *options], folder, {**environment(), "PYTHONPATH": str(ROOT)})
        return usage._replace(cpu_s=usage.cpu_s + float(inside.read_text(encoding="ascii")))

    def points(self, folder: Path) -> Mapping[str, Points]:
        """From the results."""
        lines = (folder / "out" / "results.jsonl").read_text(encoding="utf-8").splitlines()
        results = [json.loads(line) for line in lines]
        return {one["learner"]: Points(one["score"]["earned"], one["score"]["possible"]) for one in results}


class OursWithoutHints(Ours):
    """The same, where no cause of a mistake is sought. The others seek none."""

    name: ClassVar[str] = "grader --no-hints"
    switches: ClassVar[Sequence[str]] = ("--no-hints",)


class Nbgrader(Grader):
    """`nbgrader autograde`, without the pages that `nbgrader generate_feedback` makes."""

    name: ClassVar[str] = str(NBGRADER)

    def prepare(self) -> None:
        """Tests in hidden regions, and `nbgrader generate_assignment`, which puts them into its gradebook."""
        notebook = self.exercise.stub()
        blank(notebook).metadata["nbgrader"] = _about("answer", solution=True)
        notebook.cells += [
            nbformat.v4.new_code_cell(
                f"### BEGIN HIDDEN TESTS\n{check.code}\n### END HIDDEN TESTS",
                metadata={"nbgrader": _about(check.name, points=check.points)},
            )
            for check in self.exercise.checks
        ]
        write(notebook, self.prepared / "source" / self.exercise.name / f"{self.exercise.name}.ipynb")
        NBGRADER.run(self.prepared, "nbgrader", "generate_assignment", self.exercise.name)

    def grade(self, learners: Sequence[str], folder: Path) -> Usage:
        """By one command for all learners."""
        shutil.copytree(self.prepared, folder, dirs_exist_ok=True)
        for learner in learners:
            place = Path(self.exercise.name) / f"{self.exercise.name}.ipynb"
            released = nbformat.read(folder / "release" / place, as_version=4)
            write(self.exercise.fill(released, learner), folder / "submitted" / learner / place)
        command = [str(NBGRADER.python), "-m", "nbgrader", "autograde", self.exercise.name]
        return measure(command, folder, NBGRADER.variables(folder))

    def points(self, folder: Path) -> Mapping[str, Points]:
        """From its gradebook."""
        NBGRADER.run(folder, "nbgrader", "export")
        with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
            rows = [*csv.DictReader(file)]
        return {row["student_id"]: Points(float(row["score"]), float(row["max_score"])) for row in rows}


def _about(name: str, *, solution: bool = False, points: int = 0) -> dict[str, Any]:
    """Nbgrader's metadata of a cell: the answer, or a test."""
    kind = {"solution": solution, "grade": not solution, "locked": not solution, "task": False}
    return {"schema_version": 3, "grade_id": name, **kind, **({} if solution else {"points": points})}


OTTER_BATCH = """
import pathlib, sys
from otter.api import grade_submission
for path in sys.argv[2:]:
    results = grade_submission(path, sys.argv[1], quiet=True)
    print("points", pathlib.Path(path).stem, results.total, results.possible, sep=",")
"""
"""Grades notebooks with an archive, in one process."""


class Otter(Grader):
    """`otter.api.grade_submission`, once for each submission in one process.

    It does what `otter run` does, which takes a process for each submission and so starts anew each time. Both run
    without containers; `otter grade` needs Docker.
    """

    name: ClassVar[str] = str(OTTER)

    def prepare(self) -> None:
        """A notebook in otter's format, and `otter assign`, which makes the learners' notebook and the archive."""
        notebook = self.exercise.stub()
        place = notebook.cells.index(blank(notebook))
        notebook.cells[place : place + 1] = _question(self.exercise)
        notebook.cells.insert(0, nbformat.v4.new_raw_cell("# ASSIGNMENT CONFIG\nexport_cell: false"))
        write(notebook, self.prepared / f"{self.exercise.name}.ipynb")
        OTTER.run(self.prepared, "otter", "assign", "--no-pdfs", f"{self.exercise.name}.ipynb", "made")

    def grade(self, learners: Sequence[str], folder: Path) -> Usage:
        """By one process for all learners."""
        (archive,) = (self.prepared / "made" / "autograder").glob("*.zip")
        for learner in learners:
            released = nbformat.read(self.prepared / "made" / "student" / f"{self.exercise.name}.ipynb", as_version=4)
            write(self.exercise.fill(released, learner), folder / f"{learner}.ipynb")
        files = [f"{learner}.ipynb" for learner in learners]
        command = [str(OTTER.python), "-c", OTTER_BATCH, str(archive), *files]
        return measure(command, folder, OTTER.variables(folder))

    def points(self, folder: Path) -> Mapping[str, Points]:
        """From what the process printed."""
        lines = (folder / "printed.txt").read_text(encoding="utf-8").splitlines()
        rows = [line.split(",")[1:] for line in lines if line.startswith("points,")]
        return {learner: Points(float(earned), float(possible)) for learner, earned, possible in rows}


def _question(exercise: PeerExercise) -> list[Any]:
    """The cells of a question in otter's format: between raw cells a solution, and tests."""
    code, raw = nbformat.v4.new_code_cell, nbformat.v4.new_raw_cell
    begin, end = '""" # BEGIN TEST CONFIG', '""" # END TEST CONFIG'
    return [
        raw("# BEGIN QUESTION\nname: q1"),
        raw("# BEGIN SOLUTION"),
        code(f"# BEGIN SOLUTION\n{exercise.answer(exercise.right[0])}\n# END SOLUTION"),
        raw("# END SOLUTION"),
        raw("# BEGIN TESTS"),
        *(code(f"{begin}\nhidden: true\npoints: {one.points}\n{end}\n{one.code}") for one in exercise.checks),
        raw("# END TESTS"),
        raw("# END QUESTION"),
    ]


def write(notebook: Any, path: Path) -> None:
    """Write a notebook, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


GRADERS = (Ours, OursWithoutHints, Nbgrader, Otter)
