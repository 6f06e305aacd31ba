"""OUT/insight.json is what its schema says, and is computed again where something changed."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import grader
from grader.course import Course
from grader.course.loader import load_course
from grader.errors import StorageError
from grader.gradebook import Entry, Gradebook
from grader.insight import compute, read_insight, write_insight
from grader.insight.records import VERSION
from grader.storage.layout import FILES, INSIGHT
from grader.storage.submissions import SubmissionStore
from tests.bench.big_cohort import Cohort

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((Path(grader.__file__).parent / "insight.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
NAME = "19_autodiff/gradient_descent"
ANSWER = """# %%
for turn in range(17):
    with tf.GradientTape() as tape:
        guess = tf.linalg.matvec(tf.reshape(x, [-1, 1]), w) * 0.5 + 1.25
        misfit = tf.reduce_max(tf.abs(guess - y) ** 3) - 0.125
    w.assign(tf.clip_by_value(w - 0.3 * tape.gradient(misfit, w), -9.0, 9.0))
    if turn % 5 == 0 and turn > 1:
        print("after", turn, w.numpy().round(3))
"""

Made = Callable[..., Entry]
Recorded = Callable[[Iterable[Entry]], Gradebook]


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture
def shared(recorded: Recorded, entry: Made, tmp_path: Path) -> Gradebook:
    """Two learners handed in the same answer, one of them with a note above it."""
    files, entries = SubmissionStore(tmp_path / FILES), []
    for learner in ("ada", "bo"):
        content = f"# {learner}\n{ANSWER}".encode()
        digest = sha256(content).hexdigest()
        files.put(digest, content)
        entries.append(entry(learner, NAME, "pf", content=digest))
    return recorded(entries)


def document(out: Path) -> Any:
    return json.loads((out / INSIGHT).read_text("utf-8"))


def test_the_file_is_what_the_schema_says(shared: Gradebook, course: Course, tmp_path: Path) -> None:
    """With clusters, pairs and passages in it; and what is read again is what was written."""
    written = write_insight(tmp_path, shared, course, {})
    VALIDATOR.validate(document(tmp_path))

    assert read_insight(tmp_path) == written
    (alike,) = document(tmp_path)["exercises"][0]["compared"]["alike"]
    assert alike["learners"] == ["ada", "bo"]
    assert alike["passages"]


def test_a_simulated_cohort_fits_the_schema_and_has_its_planted_criterion(
    recorded: Recorded, course: Course, tmp_path: Path
) -> None:
    """The one criterion that strong learners were made to fail is the one that is suspected."""
    insight = write_insight(tmp_path, recorded(Cohort(learners=120, exercises=6).entries()), course, {})
    VALIDATOR.validate(document(tmp_path))
    suspects = [
        (one.exercise, item.criterion, item.alarm.kind)
        for one in insight.exercises
        for item in one.criteria
        if item.alarm
    ]

    assert suspects == [(course.exercises[4], "model", "reversed")]


@pytest.mark.parametrize("path", list(SCHEMA["$defs"]))
def test_the_schema_refuses_what_is_not_in_it(path: str) -> None:
    """Nothing can be added without the schema, and everything is required."""
    definition = SCHEMA["$defs"][path]
    if "properties" in definition:
        assert definition["additionalProperties"] is False
        assert sorted(definition["required"]) == sorted(definition["properties"])


def test_the_version_is_the_schemas() -> None:
    """A change of meaning is a new number in both places."""
    assert SCHEMA["$id"] == f"urn:grader:insight:{VERSION}"
    assert SCHEMA["properties"]["version"]["const"] == VERSION


def test_submissions_are_compared_again_only_where_something_changed(
    shared: Gradebook, entry: Made, course: Course, tmp_path: Path
) -> None:
    """The same OUT reads no file; one more submission does."""
    first = write_insight(tmp_path, shared, course, {})
    (tmp_path / FILES).rename(tmp_path / "gone")
    assert write_insight(tmp_path, shared, course, {}) == first
    shared.record(entry("cy", NAME, "pf", content="c" * 64))
    (told,) = write_insight(tmp_path, shared, course, {}).exercises

    assert told.compared is not None
    assert told.compared.unreadable == 3


@pytest.mark.parametrize(
    "damage", [b"", b"{", b'{"version": 1}', b"[]", b"\xff\xfe", b'{"version": 0, "exercises": []}']
)
def test_a_damaged_file_is_written_anew(shared: Gradebook, course: Course, tmp_path: Path, damage: bytes) -> None:
    """It follows from the rest of OUT, so it is never a reason to stop."""
    whole = write_insight(tmp_path, shared, course, {})
    (tmp_path / INSIGHT).write_bytes(damage)

    assert read_insight(tmp_path) is None
    assert write_insight(tmp_path, shared, course, {}) == whole


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    """With its path, and what to do."""
    (tmp_path / INSIGHT).mkdir()

    with pytest.raises(StorageError, match=r"insight\.json: cannot be read \(Is a directory\)"):
        read_insight(tmp_path)


def test_an_empty_gradebook_has_an_empty_insight(recorded: Recorded, course: Course, tmp_path: Path) -> None:
    """Nobody, no exercise, and a file that fits the schema."""
    insight = write_insight(tmp_path, recorded(()), course, {})
    VALIDATOR.validate(document(tmp_path))

    assert (insight.learners, insight.exercises) == (0, ())


def test_without_files_nothing_is_compared(shared: Gradebook, course: Course) -> None:
    """The statistics need the gradebook alone."""
    (told,) = compute(shared, course, None, shares={}).exercises

    assert told.compared is None
    assert [item.criterion for item in told.criteria] == ["c1", "c2"]


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_logs_carry_no_learner_code(
    shared: Gradebook, course: Course, tmp_path: Path, logged: pytest.LogCaptureFixture
) -> None:
    """What learners wrote goes into the file for the instructor, and nowhere else."""
    write_insight(tmp_path, shared, course, {})

    assert "misfit" not in logged.text
