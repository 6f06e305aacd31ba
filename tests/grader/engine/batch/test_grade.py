"""A cohort's files are read while others run, and what comes of them does not depend on how far the reading is."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest

from grader.engine.batch.driver import LocalRunner
from grader.engine.batch.grade import GradeBatch
from grader.engine.batch.state import Attempt, Causes, Ending, Progress
from grader.engine.engine import Engine
from grader.errors import StorageError, WorkerLost
from grader.gradebook import Entry, Gradebook
from grader.judging.judge import Judgement, PreparedExercise
from grader.model import Diagnosis, Outcome, Run
from grader.source.reader.reader import Reader
from grader.source.records import Damage, Handout, Reading
from grader.storage.folder import scan_folder
from grader.storage.layout import GRADEBOOK
from tests import simulated

WAIT_S = 60


class Cohort:
    """Learners' files of the throw-away course, and what was told while they were graded."""

    def __init__(self, root: Path, learners: int) -> None:
        self.course = simulated.course(root / "course")
        self.given, self.out = root / "given", root / "out"
        for number in range(learners):
            simulated.hand_in(self.given, f"learner{number}", f"total = {number}")
        self.judged = threading.Event()
        self.entries: list[Entry] = []
        self.progress: list[Progress] = []
        self.message = ""

    def note(self, entry: Entry) -> None:
        """Remember a result."""
        self.entries.append(entry)
        self.judged.set()

    def grade(self, reader: Reader, runner: Callable[[Engine], LocalRunner] = LocalRunner) -> Ending:
        """How the batch ended."""
        engine = Engine.open(self.course)
        engine.reader = reader
        with Gradebook.open(self.out / GRADEBOOK) as book:
            batch = GradeBatch(engine, runner(engine), book, self.out, self.note)
            batch.store.put(Run(key="reference", outcome=Outcome.OK, evidence=simulated.RIGHT))
            found = scan_folder(self.given, ["01/sum"])
            finish = asyncio.run(batch.grade(found, preparing=lambda _: None, progress=self.progress.append))
        engine.close()
        self.message = finish.message
        return finish.ending


@pytest.fixture(autouse=True)
def _kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    simulated.kernels(monkeypatch.setattr)


class Reluctant(Reader):
    """A reader that reads its last file only once another one was judged."""

    def __init__(self, cohort: Cohort, last: int) -> None:
        super().__init__()
        self.cohort = cohort
        self.left = last

    def read(self, content: bytes, *, script: bool, handout: Handout | None = None) -> Reading | Damage:
        """As ever, but for the last."""
        self.left -= 1
        assert self.left or self.cohort.judged.wait(WAIT_S), "nothing was judged before all was read"
        return super().read(content, script=script, handout=handout)


def test_the_first_files_are_judged_before_the_last_is_read(tmp_path: Path) -> None:
    """No kernel waits until a whole cohort is read; how many there are is told from the beginning."""
    cohort = Cohort(tmp_path, learners=6)

    assert cohort.grade(Reluctant(cohort, 6)) is Ending.FINISHED
    assert len(cohort.entries) == 6
    assert {one.total for one in cohort.progress} == {6}


def test_who_hands_in_the_same_later_is_no_less_new(tmp_path: Path) -> None:
    """Whether a run was there before does not depend on how soon this batch came to it."""
    cohort = Cohort(tmp_path, learners=3)
    simulated.hand_in(cohort.given, "twin", "total = 0")

    assert cohort.grade(Reluctant(cohort, 4)) is Ending.FINISHED
    assert sorted(one.result.submission.learner for one in cohort.entries) == [
        "learner0",
        "learner1",
        "learner2",
        "twin",
    ]
    assert not any(one.cached for one in cohort.entries)


class Full(Reader):
    """A reader whose third reading can't be kept."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def read(self, content: bytes, *, script: bool, handout: Handout | None = None) -> Reading | Damage:
        """As ever, twice."""
        self.asked += 1
        if self.asked == 3:
            raise StorageError("the disk is full")
        return super().read(content, script=script, handout=handout)


def test_a_disk_that_is_full_while_files_are_read_stops_the_batch(tmp_path: Path) -> None:
    """With its sentence; the next call goes on from there."""
    cohort = Cohort(tmp_path, learners=6)

    assert cohort.grade(Full()) is Ending.SYSTEM
    assert cohort.message == "the disk is full"
    assert cohort.grade(Reader()) is Ending.FINISHED
    assert sorted(one.result.submission.learner for one in cohort.entries) == [f"learner{n}" for n in range(6)]


def test_an_answer_is_judged_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What tells whether a cause is to be sought is what is recorded."""
    cohort, judgement, judged = Cohort(tmp_path, learners=3), GradeBatch._judgement, list[str]()

    def counting(batch: GradeBatch, attempt: Attempt, run: Run) -> Judgement:
        judged.append(attempt.submission.learner)
        return judgement(batch, attempt, run)

    monkeypatch.setattr(GradeBatch, "_judgement", counting)
    assert cohort.grade(Reader()) is Ending.FINISHED
    assert sorted(judged) == ["learner0", "learner1", "learner2"]


CAUSE = Diagnosis(rule="r", message="It is wrong.", where="", lesson="01", hints=("one", "two", "three"))


class Explaining(LocalRunner):
    """Finds a cause for every run, at the second try."""

    asked: ClassVar[list[str]] = []

    async def explain(
        self,
        _: Attempt,
        prepared: PreparedExercise,  # noqa: ARG002 - the protocol's
        reading: Reading,  # noqa: ARG002
        run: Run,
        judged: Judgement,  # noqa: ARG002
    ) -> Causes:
        """The first worker is lost."""
        self.asked.append(run.key)
        if self.asked.count(run.key) == 1:
            raise WorkerLost("w is gone")
        return Causes(diagnoses=(CAUSE,), cpu_s=2.5)


@pytest.mark.parametrize("kept", [500, 0])
def test_equal_answers_are_explained_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    """By the first of them, for all; whether or not what was read in them is still in memory."""
    monkeypatch.setattr("grader.engine.batch.grade.MAX_READINGS", kept)
    monkeypatch.setattr(Explaining, "asked", [])
    cohort = Cohort(tmp_path, learners=2)
    simulated.hand_in(cohort.given, "learner0-twin", "total = 0")  # which is planned before the first is judged

    assert cohort.grade(Reader(), Explaining) is Ending.FINISHED
    assert sorted(Counter(Explaining.asked).values()) == [2, 2]
    assert [(one.result.diagnoses, one.run.hints_cpu_s) for one in cohort.entries] == [((CAUSE,), 2.5)] * 3
