"""A cohort judged again after its course has changed: by real kernels at first, and by none where none is needed."""

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from grader.gradebook import Gradebook
from grader.model import Outcome, Score
from tests.called import called
from tests.grader import tiny

pytestmark = [pytest.mark.kernel, pytest.mark.usefixtures("shared_zygotes")]

ROOT = Path(__file__).parents[1]
OTHER = "01/other"
WIDER = 'of = "total"\nafter = "shape"\natol = 1.5\n'
GIVEN = {
    "ana/01/sum.py": "total = np.sum(a) - 1",
    "bo/01/sum.py": "total = np.sum(a)",
    "cy/01/sum.py": "total = a",
    "di/01/sum.py": "total = 1 / 0",
    "ana/01/other.py": "total = np.sum(a) - 1",
    "bo/01/other.py": "total = np.sum(a)",
}


class Cohort:
    """A course of two exercises, what was handed in, and what it came to."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.course = tiny.write(root / "course", **_twice())
        for data in ("exercises/_data", "solutions/_sealed"):
            (self.course / data).symlink_to(ROOT / data)
        self.out = root / "out"
        for name, answer in GIVEN.items():
            self.hand_in(name, answer)

    def hand_in(self, name: str, answer: str) -> None:
        """Put a learner's file in place, the blank filled."""
        _, exercise = name.split("/", 1)
        text = tiny.REFERENCE.replace("01/sum", exercise.removesuffix(".py"))
        lines = [line for line in text.splitlines() if not line.startswith("# B")]
        filled = "\n".join(answer if line.startswith("total") else line for line in lines if "END SOL" not in line)
        path = self.root / "given" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(filled + "\n", encoding="utf-8")

    def call(self, *words: str, kernels: bool = True) -> subprocess.CompletedProcess[str]:
        """A command on the course; without `kernels` there is no sandbox to start one in."""
        env = {"XDG_CACHE_HOME": str(self.root / "cache")} | ({} if kernels else {"PATH": "/nowhere"})
        with patch.dict(os.environ, env):
            return called(*words, "--course", str(self.course))

    def grade(self, out: Path) -> str:
        """What a whole grading prints."""
        done = self.call("grade", str(self.root / "given"), "--out", str(out))
        assert done.returncode == 0, done.stderr
        return done.stdout

    def proposed(self, *words: str, kernels: bool = False) -> dict[str, Any]:
        """What `--json` says of a regrade."""
        done = self.call("regrade", str(self.out), "--json", *words, kernels=kernels)
        assert done.returncode == 0, done.stderr
        document: dict[str, Any] = json.loads(done.stdout)
        return document

    def apply(self, *words: str, kernels: bool = False) -> str:
        """What an approved regrade prints."""
        done = self.call("regrade", str(self.out), "--yes", "--why", "too strict", *words, kernels=kernels)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def change(self, name: str, before: str, after: str) -> None:
        """Change a file of the course."""
        path = self.course / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")


def _twice() -> dict[str, str]:
    """The files of a second exercise like the first, and a course of both."""
    other = {
        name.replace("01/sum", OTHER): text.replace("01/sum", OTHER)
        for name, text in tiny.FILES.items()
        if "01/sum" in name
    }
    course = tiny.FILES["exercises/course.toml"].replace('["sum"]', '["sum", "other"]')
    return other | {"exercises/course.toml": course}


def lines(out: Path) -> list[dict[str, Any]]:
    """The lines of results.jsonl without the facts of the runs."""
    whole = [json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    return [{key: value for key, value in line.items() if key != "run"} for line in whole]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Cohort:
    """The cohort, graded by real kernels; `di` handed in twice."""
    cohort = Cohort(tmp_path_factory.mktemp("graded"))
    cohort.grade(cohort.out)
    cohort.hand_in("di/01/sum.py", "total = np.sum(a)")
    cohort.grade(cohort.out)
    return cohort


@pytest.fixture
def cohort(graded: Cohort, tmp_path: Path) -> Cohort:
    """A copy of that, to change the course of: always in the same folder, so that engines share a zygote."""
    place = graded.root.with_name("copied")
    if place.exists():
        place.rename(tmp_path / "earlier")
    shutil.copytree(graded.root, place, symlinks=True)
    copy = object.__new__(Cohort)
    copy.root, copy.course, copy.out = place, place / "course", place / "out"
    return copy


def wider(cohort: Cohort) -> None:
    cohort.change(f"{tiny.BESIDE}.toml", 'of = "total"\nafter = "shape"\n', WIDER)


def test_a_course_as_it_was_changes_nothing(cohort: Cohort) -> None:
    """Every attempt stands, by digests alone, and there is nothing to approve."""
    found = cohort.proposed()

    assert (found["counts"]["seen"], found["counts"]["standing"], found["changes"]) == (7, 7, [])
    assert "nothing to apply" in cohort.call("regrade", str(cohort.out), kernels=False).stderr


def test_a_wider_tolerance_lets_learners_gain_without_a_kernel(cohort: Cohort) -> None:
    """Who was off by one passes now; all attempts are looked at, and the list says who, from what to what, and why."""
    wider(cohort)

    found = cohort.proposed()

    changes = [(one["learner"], one["attempt"], one["gained"], one["why"]) for one in found["changes"]]
    why = ["'total is the sum, less one': fail, 0 of 1 before, now pass, 1 of 1"]
    possible = found["changes"][0]["after"]["possible"]
    assert changes == [("bo", 1, 1 / possible, why), ("di", 2, 1 / possible, why)]
    assert found["counts"] == found["counts"] | {"seen": 7, "standing": 2, "gained": 2, "lost": 0}


def test_what_is_applied_equals_a_full_grading_to_the_byte(cohort: Cohort) -> None:
    """A regrade of a rubric leaves what grading everything afresh by it leaves, pages and proven causes included."""
    wider(cohort)

    said = cohort.apply(kernels=True)

    assert "Applied as regrade 1." in said
    cohort.grade(cohort.root / "fresh")
    renumbered = [line | {"attempt": 1} for line in lines(cohort.out)]
    assert renumbered == lines(cohort.root / "fresh")
    assert "step_missing" in {cause["rule"] for line in renumbered for cause in line["diagnoses"]}
    assert cohort.proposed()["counts"]["standing"] == 7


def test_another_reference_runs_its_own_exercise_alone(cohort: Cohort) -> None:
    """The other exercise stands, and gains and losses follow from the new reference."""
    for name in ("reference.py", "accepted/method.py"):
        cohort.change(f"{tiny.ANSWERS}/{name}", " - 1", "")
    assert cohort.call("sync").returncode == 0

    found = cohort.proposed(kernels=True)

    gains = {(one["learner"], one["exercise"], one["attempt"]): one["gained"] for one in found["changes"]}
    assert {who: (gain > 0) - (gain < 0) for who, gain in gains.items()} == {
        ("ana", "01/sum", 1): -1,
        ("bo", "01/sum", 1): 1,
        ("di", "01/sum", 2): 1,
    }
    assert found["counts"]["standing"] == 2


def test_a_mark_that_falls_although_no_point_is_lost_is_a_loss(cohort: Cohort) -> None:
    """More points have become possible: whoever earns none of them has less of the whole, and is told as losing."""
    cohort.change(f"{tiny.BESIDE}.toml", 'check = "tensor_values"\n', 'check = "tensor_values"\npoints = 5\n')

    found = cohort.proposed()
    said = cohort.call("regrade", str(cohort.out), kernels=False).stdout

    gained = {
        (one["learner"], one["attempt"]): one["gained"] for one in found["changes"] if one["exercise"] == "01/sum"
    }
    assert {who for who, gain in gained.items() if gain < 0} == {("bo", 1), ("di", 2)}
    assert all(one["before"]["earned"] <= one["after"]["earned"] for one in found["changes"])
    assert found["counts"]["lost"] == 2
    marks = {(one["learner"], one["exercise"]): (one["before"], one["after"]) for one in found["marks"]}
    assert marks["bo", "01/sum"] == (0.5, 1 / 6)
    assert "50 → 16.67 %" in " ".join(said.split())
    assert "Marks of the course:" in said


def test_a_mark_follows_from_the_attempt_that_counts_and_from_decisions(cohort: Cohort) -> None:
    """A better second attempt, and points that an instructor set, keep a mark as it is although a result changes."""
    decided = cohort.call(
        "decide", str(cohort.out), "bo", "--exercise", "01/sum", "--points", "2", "--why", "it was right"
    )
    assert decided.returncode == 0, decided.stderr
    wider(cohort)

    found = cohort.proposed()

    assert {(one["learner"], one["exercise"]) for one in found["marks"]} == {("di", "01/sum"), ("di", None)}
    assert found["counts"]["gained"] == 2


def test_without_approval_nothing_changes(cohort: Cohort) -> None:
    """The list is printed, what to type is said, and OUT stays as it was."""
    wider(cohort)
    before = (cohort.out / "results.jsonl").read_bytes()

    done = cohort.call("regrade", str(cohort.out), kernels=False)

    assert (done.returncode, (cohort.out / "results.jsonl").read_bytes()) == (0, before)
    assert "--yes --why" in done.stderr
    assert "2 gain, 0 lose" in done.stdout
    assert cohort.proposed()["counts"]["gained"] == 2


def test_a_dry_run_works_while_somebody_else_writes(cohort: Cohort) -> None:
    """Such as a service: it shows the same, says what to type once that has ended, and changes nothing."""
    wider(cohort)
    alone = cohort.proposed()
    with Gradebook.open(cohort.out / "gradebook.sqlite"):
        refused = cohort.call("regrade", str(cohort.out), kernels=False)
        beside = cohort.proposed("--dry-run")
        said = cohort.call("regrade", str(cohort.out), "--dry-run", kernels=False)

    assert refused.returncode != 0
    assert beside == alone == cohort.proposed()
    assert "--yes --why 'the reason' instead of --dry-run, once no service runs" in " ".join(said.stderr.split())
    both = cohort.call("regrade", str(cohort.out), "--dry-run", "--yes", "--why", "w", kernels=False)
    assert (both.returncode, "give only one of them" in both.stderr) == (2, True)


def test_only_the_exercises_asked_for(cohort: Cohort) -> None:
    """`--exercise` leaves every other one as it is, and names the nearest where the name is unknown."""
    wider(cohort)

    assert cohort.proposed("--exercise", OTHER)["changes"] == []
    wrong = cohort.call("regrade", str(cohort.out), "--exercise", "01/sums", kernels=False)
    assert (wrong.returncode, "01/sum" in wrong.stderr) == (2, True)


def test_a_kernel_that_is_needed_and_cannot_start_changes_nothing(cohort: Cohort) -> None:
    """A machine without a sandbox says so, and every result stays."""
    cohort.change(f"{tiny.ANSWERS}/reference.py", " - 1", " - 2")
    before = (cohort.out / "results.jsonl").read_bytes()

    done = cohort.call("regrade", str(cohort.out), "--yes", "--why", "w", kernels=False)

    assert done.returncode == 3
    assert "bubblewrap" in done.stderr
    assert "Traceback" not in done.stderr
    assert (cohort.out / "results.jsonl").read_bytes() == before


def test_what_a_grader_fault_left_unjudged_is_judged_alone(cohort: Cohort) -> None:
    """`--failed` looks at nothing else, and takes the run that is there."""
    with Gradebook.open(cohort.out / "gradebook.sqlite") as book:
        entry = next(one for one in book.entries() if one.result.submission.learner == "ana")
        score = Score(possible=entry.result.score.possible, unscored=entry.result.score.possible)
        book.record(replace(entry, result=replace(entry.result, outcome=Outcome.INTERNAL, score=score)))

    found = cohort.proposed("--failed")

    assert (found["counts"]["seen"], found["counts"]["gained"]) == (1, 1)


def test_what_was_handed_in_and_is_gone_keeps_its_result(cohort: Cohort) -> None:
    """A result whose file is needed and lost is named; the others are judged."""
    cohort.change(f"{tiny.ANSWERS}/reference.py", " - 1", "")
    cohort.change(f"{tiny.ANSWERS}/accepted/method.py", " - 1", "")
    cohort.call("sync")
    shutil.rmtree(cohort.out / "files")

    found = cohort.proposed(kernels=True)

    assert len(found["left"]) == 5
    assert all("is missing; its result is kept" in line for line in found["left"])


def test_an_approval_gives_its_reason(cohort: Cohort) -> None:
    """`--yes` alone is refused: what went on record would be nothing."""
    done = cohort.call("regrade", str(cohort.out), "--yes", kernels=False)

    assert (done.returncode, "--why" in done.stderr) == (2, True)


def test_grading_says_that_the_course_has_changed(cohort: Cohort) -> None:
    """Old results do not change on the way, and the command says how to look at them."""
    wider(cohort)

    said = cohort.grade(cohort.out)

    assert "Judged by an earlier version of their exercise: " in said
    assert [line["score"]["earned"] for line in lines(cohort.out)].count(2) == 2
