"""Records come back as they were written, also where the format of runs has changed since."""

import zlib
from pathlib import Path

import msgspec
import pytest

from grader.evidence import Array, Evidence, Tensor
from grader.model import CellRun, Outcome, Run
from tests.oracle import doors
from tests.oracle.records import (
    CONVERTERS,
    VERSION,
    Document,
    ExerciseRecord,
    FileRecord,
    Head,
    Record,
    RecordError,
    SearchRecord,
    convert,
)

SEEN = Evidence(
    version=1, seen={"y": Tensor(kind="tensor", array=Array.from_values([1.0, 2.0]))}, names={"y": "tensor"}
)
RUN = Run(key="k", outcome=Outcome.RAISED, cells=(CellRun(source="y = 1"),), evidence=SEEN, message="It raised.")
HEAD = Head(commit="abc", salt="00ff", made_with={"python": "3"})


def file(number: int) -> FileRecord:
    search = SearchRecord(candidates=2, looked=["a", "over"], trials={"a": None}, proofs={})
    return FileRecord(
        exercise="01/sum", kind="wrong", name=str(number), script=True, content="c", run=None,
        reads={"damaged": False}, judged={"outcome": "ok"}, search=search,
    )  # fmt: skip


@pytest.fixture
def record(tmp_path: Path) -> Record:
    made = Record(tmp_path / "abc")
    made.begin(HEAD)
    return made


def test_a_record_comes_back_as_it_was_written(record: Record) -> None:
    """Exercises, files in their order, what lies beside them, and runs without the keys of the code that made them."""
    exercise = ExerciseRecord(exercise="01/sum", reference="r", known={"w": "k"}, request="q", prepared={"spreads": {}})
    record.write_exercise(exercise)
    for number in (10, 2):
        record.write_file(number, file(number))
    record.write_part("marks", {"ada": [1, 2]})
    digest = doors.put_run(record, RUN)
    record.write_head(HEAD)

    again = Record(record.folder)
    assert again.head == HEAD
    assert again.exercises() == ["01/sum"]
    assert again.exercise("01/sum") == exercise
    assert list(again.files("01/sum")) == [file(2), file(10)]
    assert again.has_file("01/sum", 2)
    assert not again.has_file("01/sum", 3)
    assert again.part("marks") == {"ada": [1, 2]}
    found = doors.recorded_run(again, digest, key="of today")
    assert (found.key, found.evidence, found.cells, found.message) == ("of today", SEEN, RUN.cells, RUN.message)


def test_a_record_that_was_stopped_is_not_taken_for_a_whole_one(record: Record) -> None:
    """Its head is written last; what to type is said."""
    record.write_file(0, file(0))

    with pytest.raises(RecordError, match="make oracle-record"):
        Record(record.folder).head  # noqa: B018 - for what it raises
    with pytest.raises(RecordError, match="no marks"):
        Record(record.folder).part("marks")


def test_content_is_kept_once(record: Record) -> None:
    """Two trials with one run share a file."""
    assert doors.put_run(record, RUN) == doors.put_run(record, RUN)
    assert len([path for path in (record.folder / "content").rglob("*") if path.is_file()]) == 1


def renamed(document: Document) -> Document:
    """What a converter does after `tensor` was once called `array_seen`, and `outcome` was `ended`."""
    run = document["run"]
    run["outcome"] = run.pop("ended")
    for one in document["evidence"]["seen"].values():
        one["type"] = one["type"].replace("array_seen", "tensor")
    return document


def test_a_run_of_an_older_format_is_converted(record: Record) -> None:
    """A renamed tag of evidence and a renamed field of a run: the record stays, and a function reads it."""
    stored = msgspec.json.decode(zlib.decompress(record.get(doors.put_run(record, RUN))))
    tag = stored["evidence"]["seen"]["y"]["type"]
    stored["run"]["ended"] = stored["run"].pop("outcome")
    stored["evidence"]["seen"]["y"]["type"] = tag.replace("tensor", "array_seen")
    assert stored["evidence"]["seen"]["y"]["type"] != tag
    older = record.put(zlib.compress(msgspec.json.encode(stored)))
    record.write_head(HEAD)

    with pytest.raises(msgspec.ValidationError):
        doors.recorded_run(Record(record.folder), older)
    found = doors.recorded_run(Record(record.folder, converters={VERSION: renamed}), older)
    assert (found.outcome, found.evidence) == (Outcome.RAISED, SEEN)


def test_a_request_of_an_older_format_is_converted_too(record: Record) -> None:
    """By the same functions, which look at what they are given."""
    digest = record.put(b'{"asked": 1}')
    record.write_head(HEAD)

    assert Record(record.folder).document(digest) == {"asked": 1}
    converters = {VERSION: lambda one: {"asks": one["asked"]}}
    assert Record(record.folder, converters=converters).document(digest) == {"asks": 1}


def test_converters_apply_one_after_another() -> None:
    """From the record's version to today's; a version that nobody can read is said."""
    steps = {1: lambda one: {"b": one["a"]}, 2: lambda one: {"c": one["b"]}}

    assert convert({"a": 7}, 1, steps) == {"c": 7}
    with pytest.raises(RecordError, match="version 0"):
        convert({}, VERSION - 1)


def test_each_earlier_version_has_a_converter() -> None:
    """Whoever raises the version writes what reads the records before it."""
    assert sorted(CONVERTERS) == list(range(1, VERSION))
