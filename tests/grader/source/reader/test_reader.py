"""Files are read in a process that is locked in, and one that can't be read costs itself alone."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from grader.course.exercise_file import handout_of, load_exercise
from grader.source.reader.child import read_for_exercise
from grader.source.reader.messages import File
from grader.source.reader.reader import TRIES, UNREAD, UNSURE, Reader
from grader.source.records import Damage, Handout, Reading
from tests.readers import READER

ROOT = Path(__file__).parents[4]
EXERCISE = "06_multi_layer/two_layers"
COHORT = sorted((ROOT / "tests" / "cohort").glob(f"*/{EXERCISE}.*"))


@pytest.fixture(scope="module")
def handout() -> Handout:
    return handout_of(load_exercise(ROOT, EXERCISE))


@pytest.fixture
def own_reader() -> Iterator[Reader]:
    """A reader that a test may break."""
    with closing(Reader()) as reader:
        yield reader


def parent(reader: Reader) -> int:
    """The process that forks, below whatever started it."""
    assert reader._process is not None
    pid = reader._process.pid
    while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        pid = int(children[0])
    return pid


def as_json(found: Reading | Damage) -> bytes:
    """All of it, in one order."""
    return msgspec.json.encode(found, order="deterministic")


@pytest.mark.parametrize("path", COHORT, ids=lambda path: path.parts[-3])
def test_what_is_read_is_what_the_code_reads_here(path: Path, handout: Handout) -> None:
    """The process adds nothing and loses nothing, whatever the file."""
    script = path.suffix == ".py"
    here = read_for_exercise(path.read_bytes(), script=script, handout=handout)
    there = READER.read(path.read_bytes(), script=script, handout=handout)

    assert as_json(there) == as_json(here)


def test_a_file_of_another_exercise_is_reported_by_itself() -> None:
    """No handout is needed to ask a file what it is for."""
    stub = (ROOT / "exercises" / f"{EXERCISE}.ipynb").read_bytes()

    assert READER.exercise_of(stub, script=False) == EXERCISE
    assert READER.exercise_of(b"\xff\xfe", script=False) is None


def test_many_files_are_asked_at_once_what_they_are_for() -> None:
    """A child for all: what does not follow from a file's own bytes is left to a child of its own."""
    stub = (ROOT / "exercises" / f"{EXERCISE}.ipynb").read_bytes()
    files = {
        stub: EXERCISE,
        b"x = 1": None,
        b"x = 'exercise'": UNSURE,
        stub.decode().encode("utf-16"): UNSURE,
        stub.replace(EXERCISE.encode(), EXERCISE.replace("/", "\\/").encode()): UNSURE,
        b"{": None,
        b"": None,
    }

    found = READER.exercises_of([File(content=one, script=not one.startswith(b"{")) for one in files])

    assert found == tuple(files.values())


def test_a_file_that_ends_its_child_leaves_the_others_to_be_read_alone(
    own_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody's file is given up for somebody else's."""
    monkeypatch.setattr("grader.source.reader.reader.ANSWER_MIB", 0)
    assert own_reader.exercises_of([File(content=b"x = 1", script=True)] * 3) == (UNSURE,) * 3
    monkeypatch.undo()
    assert own_reader.exercises_of([File(content=b"x = 1", script=True)] * 3) == (None,) * 3


@pytest.mark.parametrize(
    "content",
    [
        b"x = " + b"9" * 5_000,
        b"x = 0x" + b"9" * 150_000,
        b"x = " + b"+".join([b"1"] * 900),
        b"x = " + b"-" * 100_000 + b"1",
        b"x = 1\nif x:\n    pass\n" + b"elif x:\n    pass\n" * 3_000,
        b"x" + b".a" * 90_000,
        b"(" * 190_000,
        b"\xff\xfe\x00" * 60_000,
        b'"""' * 60_000,
        b"\n" * 10_000_000,
        b"# %%\n" * 2_000_000,
        b'{"cells": [' + b"{}," * 5_000_000 + b"{}]}",
        b'{"cells": ' + b"[" * 5_000_000,
        b"",
    ],
    ids=lambda content: f"{content[:12]!r} {len(content)}",
)
def test_no_file_spoils_the_next_one(content: bytes, handout: Handout) -> None:
    """Whatever comes of a hostile file, as a script or as a notebook, an honest one is read as ever after it."""
    honest = COHORT[0]
    script = honest.suffix == ".py"
    before = as_json(READER.read(honest.read_bytes(), script=script, handout=handout))
    for hostile_script in (False, True):
        assert READER.read(content, script=hostile_script, handout=handout)

    assert as_json(READER.read(honest.read_bytes(), script=script, handout=handout)) == before


def test_a_child_that_dies_is_tried_once_more(
    own_reader: Reader, handout: Handout, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Then the file is unreadable, with a sentence, and the log says why."""
    monkeypatch.setattr("grader.source.reader.reader._decoded", lambda _: None)

    with caplog.at_level("WARNING"):
        found = own_reader.read(b"x = 1", script=True, handout=handout)

    assert found == Damage(message=UNREAD)
    assert [record.getMessage() for record in caplog.records] == [
        "a file could not be read: it answered something else"
    ] * TRIES


def test_a_lost_parent_is_started_again(own_reader: Reader, handout: Handout) -> None:
    """The file that it was reading is read by the next one."""
    first = own_reader.read(b"x = 1", script=True, handout=handout)
    os.kill(parent(own_reader), signal.SIGKILL)

    assert as_json(own_reader.read(b"x = 1", script=True, handout=handout)) == as_json(first)


def test_a_reader_that_has_begun_to_start_is_the_one_that_reads(own_reader: Reader, handout: Handout) -> None:
    """It is locked in as any other, and no second one is started."""
    own_reader.begin()
    begun = own_reader._process
    own_reader.read(b"x = 1", script=True, handout=handout)

    assert own_reader._process is begun
    assert own_reader.locked


def test_a_reader_that_nobody_asks_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a process nor the folder in which its sandbox is put together."""
    made: list[str] = []
    make = tempfile.TemporaryDirectory

    def noted(*, prefix: str, dir: str) -> tempfile.TemporaryDirectory[str]:  # noqa: A002 - its own word
        folder = make(prefix=prefix, dir=dir)
        made.append(folder.name)
        return folder

    monkeypatch.setattr(tempfile, "TemporaryDirectory", noted)
    with closing(Reader()) as reader:
        reader.begin()
        process = reader._process

    assert process is not None
    assert process.returncode is not None
    assert [Path(folder).exists() for folder in made] == [False]


def test_the_process_is_locked_in(own_reader: Reader) -> None:
    """It has no network, no capability, a filter of system calls, and sees neither the course nor results."""
    own_reader.read(b"x = 1", script=True)
    pid = parent(own_reader)
    status = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())

    if not shutil.which("bwrap"):
        pytest.skip("there is no bubblewrap here")
    assert own_reader.locked
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    assert int(status["CapEff"], 16) == int(status["CapPrm"], 16) == 0
    for namespace in ("net", "pid", "mnt", "user", "ipc"):
        assert Path(f"/proc/{pid}/ns/{namespace}").readlink() != Path(f"/proc/self/ns/{namespace}").readlink()
    for hidden in ("solutions", "exercises", "tests", "grader/engine/engine.py"):
        assert not Path(f"/proc/{pid}/root{ROOT}", hidden).exists()


def test_a_reading_is_one_of_two_things() -> None:
    """What can be read is a reading, all else a sentence to the learner."""
    assert isinstance(READER.read(b"x = 1", script=True), Reading)
    assert isinstance(READER.read(b"not a notebook", script=False), Damage)


def test_nothing_is_imported_that_every_fork_would_pay_for() -> None:
    """A child costs what its parent has in memory, and what runs at each fork: threads, logs, random numbers."""
    program = "import sys, grader.source.reader.parent; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()

    assert {"logging", "threading", "random", "tempfile", "numpy", "tensorflow", "nbformat"} & set(modules) == set()


@pytest.mark.parametrize(
    ("edition", "notice"), [(1, "The task changed."), (2, ""), (None, ""), ("1", ""), (-1, ""), (10**30, "")]
)
def test_a_notebook_from_an_older_edition_is_told_what_changed(edition: object, notice: str) -> None:
    """By the number in its metadata, whatever somebody wrote there; the sentence is the course's own."""
    notebook = json.loads((ROOT / "exercises" / f"{EXERCISE}.ipynb").read_bytes())
    if edition is not None:
        notebook["metadata"]["grader"]["edition"] = edition
    handout = replace(handout_of(load_exercise(ROOT, EXERCISE)), editions=((1, "The task changed."),))

    reading = READER.read(json.dumps(notebook).encode(), script=False, handout=handout)

    assert isinstance(reading, Reading)
    assert reading.source.notice == notice
    assert reading.source.exercise == EXERCISE


def test_threads_that_share_a_reader_get_their_own_files() -> None:
    """A batch reads files in one thread while causes are sought in others."""
    contents = [f"x = {number}\n" for number in range(60)]

    def cells(content: str) -> list[str]:
        found = READER.read(content.encode(), script=True)
        assert isinstance(found, Reading)
        return [cell.text for cell in found.source.cells]

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(cells, contents)) == [[content.strip()] for content in contents]
