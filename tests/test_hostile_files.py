"""Files that go, change, or are something else than files: each names itself alone, and the batch goes on."""

import asyncio
import json
import os
import random
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from grader.engine.batch import grade as module
from grader.engine.batch.driver import LocalRunner
from grader.engine.batch.grade import GradeBatch
from grader.engine.batch.state import Ending
from grader.engine.engine import Engine
from grader.gradebook import Entry, Gradebook
from grader.model import Outcome, Run
from grader.source.reader.messages import MIB
from grader.source.reader.reader import UNREAD, Reader
from grader.source.records import Damage, Handout, Reading
from grader.storage.folder import Intake, Problem, SubmittedFile, load, scan_folder, write_not_graded
from grader.storage.layout import GRADEBOOK, RESULTS
from reports.publish import PageWriter
from tests import simulated
from tests.readers import READER

HONEST = ("ada", "kiri", "zoe")
ANSWERS = ("total = np.sum(a) - 1", "total = a.sum() - 1", "total = 12")
HOSTILE = "mallory"
Fault = Callable[[Path], object]
"""What is done to a file that was found; it lies in a folder of its own."""


def become(make: Fault) -> Fault:
    """The file replaced by something else of its name."""

    def fault(path: Path) -> None:
        path.unlink()
        make(path)

    return fault


def listen(path: Path) -> None:
    """A socket that somebody listens at; names of sockets are short, so it is made nearby and moved."""
    with socket.socket(socket.AF_UNIX) as listener:
        before = Path.cwd()
        os.chdir(path.parent)
        listener.bind(path.name)
        os.chdir(before)


def grow(mib: int) -> Fault:
    """A file of so many MiB, which takes no place on the disk."""
    return lambda path: os.truncate(path, mib * MIB)


def fold_away(path: Path) -> None:
    """The folder that it lies in is gone too."""
    shutil.rmtree(path.parents[1])


FAULTS: Mapping[str, tuple[Fault, str]] = {
    "vanishes": (Path.unlink, "No such file"),
    "vanishes with its folder": (fold_away, "No such file"),
    "changes": (lambda path: path.write_text("total = 11\n"), "changed while it was being graded"),
    "is emptied": (lambda path: path.write_bytes(b""), "changed while it was being graded"),
    "grows to 19 MiB": (grow(19), "changed while it was being graded"),
    "grows to 21 MiB": (grow(21), "larger than 20 MiB"),
    "grows to a terabyte": (grow(2**20), "larger than 20 MiB"),
    "becomes a pipe": (become(os.mkfifo), "not a regular file"),
    "becomes a folder": (become(Path.mkdir), "cannot be read"),
    "becomes a socket": (become(listen), "cannot be read"),
    "becomes a link to a device": (become(lambda path: path.symlink_to("/dev/zero")), "cannot be read"),
    "becomes a link to itself": (become(lambda path: path.symlink_to(path)), "cannot be read"),
    "becomes a link to a neighbour's": (
        become(lambda path: path.symlink_to(path.parents[2] / "ada" / "01" / "sum.py")),
        "cannot be read",
    ),
}
"""What happens to a file between the moments in which it is found and read, and what is then said of it."""


class Batch:
    """A cohort of the throw-away course: what is handed in, and what becomes of it."""

    def __init__(self, root: Path) -> None:
        self.course = simulated.course(root / "course")
        self.given = root / "given"
        self.out = root / "out"
        self.reader: Reader = READER
        for learner, answer in zip(HONEST, ANSWERS, strict=True):
            simulated.hand_in(self.given, learner, answer)

    def hand_in(self, learner: str, content: bytes, *, ending: str = ".py") -> Path:
        """Put a file in place, and say where."""
        path = self.given / learner / "01" / f"sum{ending}"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        return path

    def collected(self) -> Intake:
        """What lies there now."""
        return scan_folder(self.given, ["01/sum"])

    def grade(
        self, intake: Intake, judged: Callable[[Entry], None] = lambda _: None
    ) -> tuple[GradeBatch, dict[str, str]]:
        """Judge what was found; learner to the line of results.jsonl, without what may differ."""
        engine = Engine.open(self.course)
        engine.reader = self.reader
        with Gradebook.open(self.out / GRADEBOOK) as book:
            pages = PageWriter(self.out, engine.course, book)
            cohort = GradeBatch(engine, LocalRunner(engine), book, self.out, judged)
            cohort.store.put(Run(key="reference", outcome=Outcome.OK, evidence=simulated.RIGHT))
            finish = asyncio.run(cohort.grade(intake, preparing=lambda _: None, progress=lambda _: None))
            assert finish.ending is Ending.FINISHED, finish
            write_not_graded(self.out, [*intake.problems, *cohort.problems])
            pages.write_index(every=False)
        lines = [json.loads(line) for line in (self.out / RESULTS).read_text("utf-8").splitlines()]
        return cohort, {line["learner"]: json.dumps({key: line[key] for key in line if key != "run"}) for line in lines}


@pytest.fixture(autouse=True)
def _kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    simulated.kernels(monkeypatch.setattr)
    random.seed(0)


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    """Three honest learners' files."""
    return Batch(tmp_path)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What the honest ones come to where nobody else is."""
    with pytest.MonkeyPatch.context() as patch:
        simulated.kernels(patch.setattr)
        batch = Batch(tmp_path_factory.mktemp("alone"))
        _, lines = batch.grade(batch.collected())
        yield lines


def only_problem(cohort: GradeBatch) -> Problem:
    """The one file that could not be judged."""
    (problem,) = cohort.problems
    return problem


@pytest.mark.parametrize("fault", FAULTS)
def test_what_happens_to_a_file_after_it_was_found_costs_nobody_else(
    batch: Batch, alone: dict[str, str], fault: str
) -> None:
    """The file is named with what happened to it, the others' lines stay the same to the byte."""
    spoil, said = FAULTS[fault]
    path = batch.hand_in(HOSTILE, b"total = 1\n")
    intake = batch.collected()
    spoil(path)

    cohort, lines = batch.grade(intake)

    assert lines == alone
    assert only_problem(cohort).path == path
    assert said in only_problem(cohort).reason
    each_part = "/".join(f"<bdi>{part}</bdi>" for part in str(path).split("/"))
    assert each_part in (batch.out / "index.html").read_text("utf-8")


@pytest.mark.parametrize("fault", [name for name in FAULTS if name.startswith("becomes")])
def test_what_is_not_a_file_is_reported_where_it_lies(batch: Batch, alone: dict[str, str], fault: str) -> None:
    """Pipes, links, sockets and folders are not submissions; nothing waits for them."""
    path = batch.hand_in(HOSTILE, b"total = 1\n")
    FAULTS[fault][0](path)

    intake = batch.collected()
    cohort, lines = batch.grade(intake)

    assert [problem.path for problem in intake.problems] == [path]
    assert (cohort.problems, lines) == ([], alone)


def test_a_device_is_not_read(batch: Batch, alone: dict[str, str]) -> None:
    """One that never ends is not a file, whatever it is called."""
    path = batch.hand_in(HOSTILE, b"")
    path.unlink()
    try:
        os.mknod(path, 0o020666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root makes devices")

    intake = batch.collected()
    _, lines = batch.grade(intake)

    assert [problem.path for problem in intake.problems] == [path]
    assert lines == alone


def test_a_file_that_changes_as_it_is_read_is_reported(
    batch: Batch, alone: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is judged as what it was found as, or not at all."""
    path = batch.hand_in(HOSTILE, b"total = 1\n")

    def changing(found: SubmittedFile) -> bytes | Problem:
        if found.path == path:
            path.write_bytes(b"total = 11\n")
        return load(found)

    monkeypatch.setattr(module, "load", changing)
    cohort, lines = batch.grade(batch.collected())

    assert only_problem(cohort).reason.startswith("changed while")
    assert lines == alone


@pytest.mark.parametrize("error", [RecursionError, MemoryError, ValueError, KeyError, OSError])
def test_a_grader_fault_in_one_file_names_it(
    batch: Batch,
    alone: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: type[Exception],
) -> None:
    """Whatever the grader raises over a file, the file is named, the log has the place, and the batch goes on."""
    path = batch.hand_in(HOSTILE, b"total = 1\n")
    read = GradeBatch.read

    def failing(cohort: GradeBatch, exercise: str, where: Path, digest: str) -> Reading | Damage | None:
        if where == path:
            raise error("a surprise")
        return read(cohort, exercise, where, digest)

    monkeypatch.setattr(GradeBatch, "read", failing)
    cohort, lines = batch.grade(batch.collected())

    assert only_problem(cohort).path == path
    assert error.__name__ in only_problem(cohort).reason
    assert "Traceback" in caplog.text
    assert lines == alone


def test_a_page_that_cannot_be_drawn_takes_no_result_back(
    batch: Batch, alone: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """The result is recorded before its page is drawn; the log has the place of the fault."""

    def failing(_: Entry) -> None:
        raise KeyError("a surprise")

    _, lines = batch.grade(batch.collected(), failing)

    assert lines == alone
    assert "Traceback" in caplog.text


class Dying(Reader):
    """A reader whose children die over one content, and which counts what it is asked for."""

    def __init__(self, deadly: bytes) -> None:
        super().__init__()
        self.deadly = deadly
        self.asked: list[bytes] = []
        self.tries = 0

    def read(self, content: bytes, *, script: bool, handout: Handout | None = None) -> Reading | Damage:
        """As ever."""
        self.asked.append(content)
        return super().read(content, script=script, handout=handout)

    def _tried(self, content: bytes, handout: Handout | None, *, script: bool) -> Reading | Damage | None:
        if content == self.deadly:
            self.tries += 1
            return None
        return super()._tried(content, handout, script=script)


def test_a_file_that_dies_in_the_reader_is_unreadable_and_never_read_again(batch: Batch, alone: dict[str, str]) -> None:
    """Two tries, one sentence, a place on the cohort's page; another call reads nothing, whatever was lost."""
    deadly = b"total = 0  # this kills\n"
    batch.hand_in(HOSTILE, deadly)
    batch.reader = Dying(deadly)
    cohort, lines = batch.grade(batch.collected())
    batch.reader.close()
    asked = len(batch.reader.asked)

    assert batch.reader.tries == 2
    assert cohort.problems == []
    assert {learner: line for learner, line in lines.items() if learner != HOSTILE} == alone
    printed = json.loads(lines[HOSTILE])
    assert (printed["outcome"], printed["score"]["earned"], printed["score"]["unscored"]) == (Outcome.UNREADABLE, 0, 0)
    page = (batch.out / "index.html").read_text("utf-8")
    assert HOSTILE in page.split('id="unread"')[1]
    (own,) = batch.out.glob(f"learners/{HOSTILE}*/*-*.html")
    assert UNREAD.split(",")[0] in own.read_text("utf-8")

    (batch.out / GRADEBOOK).unlink()
    again, same = batch.grade(batch.collected())
    assert (len(batch.reader.asked), same) == (asked, lines)
    assert again.skipped == 0
