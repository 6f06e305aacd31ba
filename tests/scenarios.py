"""What is prepared for the commands that README and manual show: folders in which they print what stands there."""

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

import nbformat
import numpy as np
import pytest

from grader.course import MINE
from grader.course.datasets.datasets import cache_home
from grader.evidence import VERSION, Array, Evidence, Tensor
from grader.gradebook import Decision, DecisionKind, Gradebook
from grader.source.source import fill
from grader.storage.identities import Identity, write_identities
from grader.storage.layout import RESULTS, page_name
from grader.storage.own_progress import OwnCheck, OwnChecks
from grader.storage.result_json import line_of
from tests import simulated
from tests.bench.big_cohort import Cohort
from tests.grader import tiny
from tests.grader.gradebook.marks.conftest import entry
from tests.grader.lms.intake.archives import (
    canvas_name,
    commit,
    gradescope_files,
    lay,
    moodle_name,
    script,
    submitter,
    zip_of,
)

ROOT = Path(__file__).parents[1]
MANUAL = ROOT / "grader" / "manual"
Prepare = Callable[[Path, pytest.MonkeyPatch], None]
"""Fills a folder, in which the commands are then typed."""
WEEK = """timezone = "Europe/Berlin"

[[assignments]]
id = "week 1"
title = "First"
exercises = ["01/sum"]
due = 2025-10-12T18:00:00
"""
DUE = datetime(2025, 10, 20, 21, 59, tzinfo=UTC)
TENSORS, ELEMENTWISE, MATMUL, SIGMOID = (
    "04_tensors/tensors",
    "05_single_layer/elementwise",
    "05_single_layer/matmul",
    "05_single_layer/sigmoid",
)
AMELIE, BO, HA = "Amélie Núñez", "bo-jensen", "Đặng Thu Hà"
ATTEMPTS = (
    (AMELIE, TENSORS, 1, 3, -60),
    (AMELIE, ELEMENTWISE, 1, 1, -29),
    (AMELIE, ELEMENTWISE, 2, 4, 32),
    (AMELIE, MATMUL, 1, 2, -3),
    (BO, TENSORS, 1, 4, -50),
    (BO, ELEMENTWISE, 1, 4, -40),
    (BO, MATMUL, 1, 2, -30),
    (HA, TENSORS, 1, 4, 40),
)
"""Learner, exercise, attempt, points of four, and hours after the due date."""


def real(folder: Path, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - as every one
    """The course itself, with the assignments that the manual shows."""
    exercises = folder / "exercises"
    exercises.mkdir(parents=True)
    for path in (ROOT / "exercises").iterdir():
        if path.name != "assignments.toml":
            (exercises / path.name).symlink_to(path)
    (folder / "solutions").symlink_to(ROOT / "solutions")
    page = (MANUAL / "instructors" / "assignments.md").read_text(encoding="utf-8")
    (exercises / "assignments.toml").write_text(page.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")


def decide(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """A course of one exercise, and three learners who got nothing for it."""
    patch.setenv("GRADER_NAME", "ines")
    tiny.write(folder, **{"exercises/assignments.toml": WEEK})
    with Gradebook.open(folder / "results" / "gradebook.sqlite") as book:
        for learner in ("ada", "bo", "zoë"):
            book.record(entry(learner, tiny.EXERCISE, 1, 0, DUE))


def marks(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """The course itself, three learners, and what an instructor decided."""
    real(folder, patch)
    with Gradebook.open(folder / "results" / "gradebook.sqlite") as book:
        for learner, exercise, attempt, earned, hours in ATTEMPTS:
            book.record(entry(learner, exercise, attempt, earned, DUE + timedelta(hours=hours)))
        book.record(entry(BO, SIGMOID, 1, 1, DUE - timedelta(hours=9), fault=True))
        book.record_decision(_decision(AMELIE, DecisionKind.EXCUSED, exercise=SIGMOID, why="joined in week 2"))
        extended = DUE + timedelta(days=1)
        book.record_decision(
            _decision(HA, DecisionKind.EXTENSION, assignment="single-neuron", why="ill", until=extended)
        )


def _decision(learner: str, kind: DecisionKind, **told: object) -> Decision:
    value = 1.0 if kind is DecisionKind.EXCUSED else None
    when = DUE - timedelta(days=7)
    return Decision(learner=learner, kind=kind, value=value, who="ines", when=when, **told)  # type: ignore[arg-type]


def exports(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """The same, with names, pages, and what Canvas and Moodle let one download."""
    marks(folder, patch)
    out = folder / "results"
    people = (
        Identity(learner=AMELIE, name="Amélie Núñez", email="amelie@example.org", canvas_id="101", moodle_id="9001"),
        Identity(learner=BO, name="Bo Jensen"),
        Identity(learner=HA, name="Đặng Thu Hà", email="ha@example.org", canvas_id="102", moodle_id="9002"),
    )
    write_identities(out / "identities.csv", people)
    with Gradebook.view(out / "gradebook.sqlite") as book:
        (out / RESULTS).write_bytes(b"".join(map(line_of, book.entries())))
    for learner in (AMELIE, HA):
        lay(out, {str(page_name(learner, TENSORS)): b"<!doctype html>"})
    canvas = "Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (123)\n    Points Possible,,,,,100\n"
    rows = '"Núñez, Amélie",101,,,A,\n"Đặng Thu, Hà",102,,,A,EX\n"Student, Test",,,,A,\n'
    sheet = "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (grade),Feedback comments\n"
    given = "Participant 9001,Amélie Núñez,amelie@example.org,Submitted,,100,-,\n"
    lay(folder, {"canvas_export.csv": (canvas + rows).encode(), "worksheet.csv": (sheet + given).encode()})
    names = (moodle_name(name, number, "x.ipynb") for name, number in (("Amélie Núñez", 9001), ("Hà", 9002)))
    zip_of(folder / "submissions.zip", dict.fromkeys(names, b"{}"))


def collect(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """The course itself, and what each system lets one download."""
    real(folder, patch)
    softmax, elementwise = script("10_softmax/softmax"), script("05_single_layer/elementwise")
    names = (("Håkon Sæther", 90113), ("Fatma Öztürk", 90118), ("Bo Jensen", 90114), ("Chidi Okafor", 90115))
    moodle = {moodle_name(name, number, "softmax.py"): softmax for name, number in names[1:]}
    moodle[moodle_name(*names[0], "softmax.docx")] = b"x"
    moodle[moodle_name(*names[1], "onlinetext.html", kind="onlinetext")] = b"x"
    zip_of(folder / "DL101-Softmax-3456.zip", moodle)
    rows = (f"Participant {number},{name},{number}@example.org\n" for name, number in names)
    sheet = "Identifier,Full name,Email address\n" + "".join(rows)
    lay(folder, {"Grades-DL101-Softmax-3456.csv": sheet.encode()})
    people = (("Okafor, Chidi", 4711, True), ("Jensen, Bo", 4712, False), ("Li, Mei", 4713, False))
    zip_of(
        folder / "submissions.zip",
        {canvas_name(name, user, user + 1, "softmax.py", late=late): softmax for name, user, late in people},
    )
    group = {":submitters": [submitter("Ada", "s1"), submitter("Bo", "s2")], ":created_at": "2026-11-02 10:00:00 Z"}
    alone = {":submitters": [submitter("Mei", "s3")], ":created_at": "2026-11-02 11:00:00 Z"}
    facts = {name: {key.lstrip(":"): value for key, value in one.items()} for name, one in
             (("submission_101", group), ("submission_102", alone))}  # fmt: skip
    files = {f"{name}/softmax.py": softmax for name in facts}
    zip_of(folder / "assignment_42_export.zip", gradescope_files(facts, files))
    handed = {
        "submitted/ada/week3/elementwise.py": elementwise,
        "submitted/ada/week3/timestamp.txt": b"2026-11-02 09:30:00 UTC\n",
        "submitted/bo/week3/elementwise.py": elementwise,
        "submitted/mqureshi/week3/elementwse.ipynb": b"{}",
    }
    lay(folder / "course101", handed)
    for login in ("anna", "bo"):
        commit(folder / "clones" / login, {"elementwise.py": elementwise})


def grade(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """A course of one exercise, two learners' answers, and kernels that run nothing."""
    simulated.course(folder)
    simulated.kernels(patch.setattr)
    for learner in ("bo", "zoë"):
        simulated.hand_in(folder / "handed_in", learner, f"total = {learner!r}")


def graded(folder: Path, patch: pytest.MonkeyPatch, rubric: str = tiny.RUBRIC) -> None:
    """The same, graded by a rubric, with a decision on one of them."""
    from grader.commands.grade import grade as command  # noqa: PLC0415 - after the kernels are replaced

    grade(folder, patch)
    (folder / f"{tiny.BESIDE}.toml").write_text(rubric, encoding="utf-8")
    command(Path("handed_in"), out=Path("results"), workers=1, no_hints=True)
    with Gradebook.open(folder / "results" / "gradebook.sqlite") as book:
        book.record_decision(_decision("zoë", DecisionKind.EXCUSED, exercise=tiny.EXERCISE, why="joined in week 2"))


def regrade(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """The same, where everybody is off by 0.1 in the second criterion; since then its tolerance was widened."""
    off = Tensor(kind="array", array=Array.from_values(np.float64(11.1)))
    patch.setattr(simulated, "SEEN", Evidence(version=VERSION, seen={"total": off}, names={"total": "array"}))
    rubric = tiny.RUBRIC.replace('replay = ["a"]\n', "")
    graded(folder, patch, rubric)
    rubric = rubric.replace('check = "tensor_values"\n', 'check = "tensor_values"\natol = 0.2\n')
    (folder / f"{tiny.BESIDE}.toml").write_text(rubric, encoding="utf-8")


def insight(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """A cohort of 120 in six exercises, in one of which a criterion refuses the strong."""
    real(folder, patch)
    with Gradebook.open(folder / "results" / "gradebook.sqlite") as book:
        book.record_all(Cohort(learners=120, exercises=6).entries())


def new(folder: Path, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - as every one
    """A copy of the course that may be written to."""
    for name in ("exercises", "solutions"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("_data", "_sealed"))


def nothing(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """An empty folder."""


def course(folder: Path, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - as every one
    """The checkout itself, for commands that change nothing in it."""
    patch.chdir(ROOT)


def check(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """The course itself, and a notebook with a wrong answer in the folder of its lesson."""
    real(folder, patch)
    answers = ROOT / "solutions" / "06_multi_layer" / "two_layers"
    reference = (answers / "reference.py").read_text(encoding="utf-8")
    source = fill(reference, (answers / "wrong" / "hidden_bias_lost.py").read_text(encoding="utf-8"))
    cells = [nbformat.v4.new_code_cell(cell.text) for cell in source.cells]
    notebook = nbformat.v4.new_notebook(cells=cells)
    place = folder / "06_multi_layer"
    place.mkdir()
    (place / "two_layers.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
    patch.chdir(place)


def progress(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """The course itself, in which two exercises were checked, one of them was changed since, and one is begun."""
    real(folder, patch)
    patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    checks = OwnChecks(cache_home(), folder)
    for exercise, earned in ((TENSORS, 4), (ELEMENTWISE, 2)):
        checks.keep(_own_check(folder / MINE / f"{exercise}.ipynb", exercise, earned))
    for changed in (ELEMENTWISE, SIGMOID):
        (folder / MINE / f"{changed}.ipynb").write_text("{}", encoding="utf-8")


def submit(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """The course itself, which takes hand-ins in a folder, and an answer."""
    real(folder, patch)
    patch.setenv("LOGNAME", "ada")
    (folder / "handed_in").mkdir()
    course = folder / "exercises" / "course.toml"
    text = course.read_text(encoding="utf-8")
    course.unlink()
    course.write_text(f'{text}\n[hand_in]\nfolder = "{folder / "handed_in"}"\n', encoding="utf-8")
    answer = folder / MINE / "06_multi_layer" / "two_layers.ipynb"
    answer.parent.mkdir(parents=True)
    shutil.copy(ROOT / "exercises" / "06_multi_layer" / "two_layers.ipynb", answer)


def _own_check(file: Path, exercise: str, earned: int) -> OwnCheck:
    """Of a file, which lies there then."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(exercise.encode())
    return OwnCheck(
        exercise=exercise,
        file=str(file),
        sha256=sha256(exercise.encode()).hexdigest(),
        attempted=True,
        earned=earned,
        possible=4,
        right=earned == 4,
        unmet=(),
        checked=DUE,
    )


PREPARED: Final[Mapping[str, Prepare]] = {
    "backup": graded,
    "collect": collect,
    "data": course,
    "decide": decide,
    "export": exports,
    "forget": graded,
    "grade": grade,
    "insight": insight,
    "marks": marks,
    "new": new,
    "progress": progress,
    "regrade": regrade,
    "submit": submit,
    "tls": nothing,
}
"""By the name that pages give them."""
IN_KERNELS: Final[Mapping[str, Prepare]] = {"check": check, "doctor": course}
"""Likewise, for commands that start kernels."""
