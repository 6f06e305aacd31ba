"""The gradebook keeps whole results, in order, for good."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from grader.errors import SpecError, StorageError
from grader.evidence import Refusal
from grader.gradebook import Decision, DecisionKind, Entry, FeedbackRelease, Gradebook, Regrade, grade_key, schema
from grader.gradebook.opening import GradebookLocation
from grader.model import Diagnosis, Finding, Measurement, Outcome, Proof, Result, Run, Score, Submission, Trust, Verdict
from grader.source.records import recovered

FINDINGS = (
    Finding(
        verdict=Verdict.PASS,
        message="It has.",
        expected="(1, 1)",
        criterion="shape",
        title="The output has the right shape",
        earned=1,
        possible=1,
        trust=Trust.REPORTED,
        measured=Measurement(value=9, of=10, bar=7, reference=(7, 8, 10)),
    ),
    Finding(
        verdict=Verdict.FAIL,
        message="1 of 1 differs.",
        actual="(1,)",
        criterion="value",
        title="… and value",
        hints=("nudge", "clearer", "«nearly»"),
        possible=2,
        hidden=True,
        refusal=Refusal(what="`m`", traceback="Traceback …\nKeyError: '«'"),
    ),
)
NOON = datetime(2025, 3, 1, 12, 30, 1, 5, UTC)
EXCUSED = Decision(
    learner="ada", exercise="05/elementwise", kind=DecisionKind.EXCUSED, value=1.0, who="ines", when=NOON, why="«ill»"
)


CHANGES = {"delete": "DELETE FROM {0}", "update": 'UPDATE {0} SET "{1}" = "{1}"'}
WAYS = {
    "sqlite": {**CHANGES, "hidden": "REPLACE INTO {0} SELECT * FROM {0}"},
    "postgresql": {**CHANGES, "hidden": "TRUNCATE {0} CASCADE"},
}


def hand_in(book: Gradebook, learner: str = "ada", exercise: str = "05/elementwise", content: str = "a") -> Submission:
    return book.submission_for(learner=learner, exercise=exercise, sha256=content * 64, path=Path(learner))


def entry_of(submission: Submission, **changes: object) -> Entry:
    run = Run(
        key="k1",
        outcome=Outcome.RAISED,
        wall_s=1.25,
        cpu_s=0.1,
        peak_mib=80.5,
        message="A cell raised.",
        changes=(recovered("It was «cut»."), replace(recovered("It was old."), cell=2, line=3)),
    )
    result = Result(
        submission=submission,
        run_key=run.key,
        outcome=run.outcome,
        attempted=True,
        findings=FINDINGS,
        score=Score(earned=1, possible=3),
        grader_version="1.0",
        graded=NOON,
    )
    return Entry(result=replace(result, **changes), run=run, cached=False, exercise_digest="e1", reference_key="r1")  # type: ignore[arg-type] # by name


def test_a_result_comes_back_equal(book: Gradebook) -> None:
    """Every field of result, submission, findings and run survives, and so does the order of the findings."""
    entry = replace(entry_of(hand_in(book)), cached=True)
    book.record(entry)
    assert list(book.entries()) == [entry]
    assert [entry.result for entry in book.entries()] == [entry.result]


def test_diagnoses_come_back_in_order(book: Gradebook) -> None:
    """Both of a result's diagnoses survive, the first cause first, and those of an earlier attempt stay with it."""
    one = Diagnosis(rule="b", message="It looks as if b.", where="`y`", lesson="05", hints=("1", "2", "«3»"))
    both = (one, replace(one, rule="a", proven=Proof(repair=("name", "call"), tries=7, cell=3, line=1)))
    book.record(entry_of(hand_in(book, content="a"), diagnoses=(one,)))
    book.record(entry_of(hand_in(book, content="b"), diagnoses=both))
    book.record(entry_of(hand_in(book, learner="bob")))
    assert [entry.result.diagnoses for entry in book.entries()] == [both, ()]


def test_a_result_without_findings_comes_back(book: Gradebook) -> None:
    """A file that could not be read has no findings, and still has a result."""
    entry = entry_of(hand_in(book), findings=())
    book.record(entry)
    assert [entry.result for entry in book.entries()] == [entry.result]


def test_results_outlive_the_process(place: GradebookLocation) -> None:
    """What was recorded is there after closing and opening, for a reader and for a writer."""
    with Gradebook.open(place) as book:
        entry = entry_of(hand_in(book))
        book.record(entry)
    with Gradebook.view(place) as book:
        assert list(book.entries()) == [entry]
    with Gradebook.open(place) as book:
        assert list(book.entries()) == [entry]


def test_unchanged_bytes_are_the_same_attempt(book: Gradebook) -> None:
    """The same sha256 gives the submission as it was first received."""
    first = hand_in(book)
    book.record(entry_of(first))
    assert hand_in(book) == first


def test_changed_bytes_are_the_next_attempt(book: Gradebook) -> None:
    """A changed file is attempt n+1, going back to earlier bytes too: the last file handed in counts."""
    for attempt, content in enumerate("aba", start=1):
        submission = hand_in(book, content=content)
        assert submission.attempt == attempt
        book.record(entry_of(submission))
    assert [entry.result.submission.attempt for entry in book.entries()] == [3]


def test_attempts_are_counted_for_each_learner_and_exercise(book: Gradebook) -> None:
    """Another learner's or exercise's attempts do not count."""
    book.record(entry_of(hand_in(book)))
    assert hand_in(book, learner="bo", content="b").attempt == 1
    assert hand_in(book, exercise="06/two_layers", content="b").attempt == 1


def test_latest_is_the_last_result_of_the_last_attempt(book: Gradebook) -> None:
    """A regrade of an old attempt does not displace a newer attempt; a regrade of the newest does."""
    first = hand_in(book, content="a")
    book.record(entry_of(first, grader_version="1"))
    second = hand_in(book, content="b")
    book.record(entry_of(second, grader_version="2"))
    book.record(entry_of(first, grader_version="3"))
    assert [entry.result.grader_version for entry in book.entries()] == ["2"]
    book.record(entry_of(second, grader_version="4"))
    assert [entry.result.grader_version for entry in book.entries()] == ["4"]


def test_latest_is_sorted(book: Gradebook) -> None:
    """By learner and then exercise, in the order of their characters, whatever the order of recording."""
    names = [
        ("zoë", "05/a"),
        ("Bo", "06/b"),
        ("ada", "06/b"),
        ("\N{SNOWMAN}", "05/a"),
        ("ada", "05/a"),
        ("zoe", "05/a"),
    ]
    for learner, exercise in names:
        book.record(entry_of(hand_in(book, learner, exercise)))
    submissions = [entry.result.submission for entry in book.entries()]
    assert [(one.learner, one.exercise) for one in submissions] == sorted(names)


def test_a_submission_stands_at_its_last_grade_key(book: Gradebook) -> None:
    """What its last result followed from is known of each attempt, and of no other content."""
    entry = entry_of(hand_in(book))
    assert book.grade_key(entry.result.submission) is None
    for reference in ("r1", "r2"):
        book.record(replace(entry, reference_key=reference))
    key = grade_key(run_key="k1", exercise_digest="e1", reference_key="r2", grader_version="1.0")
    assert book.grade_key(entry.result.submission) == key
    assert book.grade_key(hand_in(book, content="b")) is None
    assert book.grade_key(replace(entry.result.submission, sha256="b" * 64)) is None


def test_an_unscored_result_is_judged_again(book: Gradebook) -> None:
    """A result that a fault of the grader left without its points does not count as judged."""
    entry = entry_of(hand_in(book), score=Score(possible=3, unscored=3))
    book.record(entry)
    assert book.grade_key(entry.result.submission) is None


def test_identical_submissions_share_a_run(book: Gradebook) -> None:
    """One execution is one row, however many results rest on it; another execution of the same key is another."""
    for learner in ("ada", "bo"):
        book.record(entry_of(hand_in(book, learner)))
    again = entry_of(hand_in(book, "cy"))
    book.record(replace(again, run=replace(again.run, wall_s=2.0)))
    with book._database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT wall_s FROM runs ORDER BY id").scalars().all() == [1.25, 2.0]
    assert [entry.run.wall_s for entry in book.entries()] == [1.25, 1.25, 2.0]


@pytest.mark.parametrize("table", schema.TABLE_NAMES)
@pytest.mark.parametrize("way", ["delete", "update", "hidden"])
def test_no_row_is_ever_changed(book: Gradebook, table: str, way: str) -> None:
    """UPDATE, DELETE, and the delete that hides in REPLACE or TRUNCATE are refused in every table."""
    diagnosis = Diagnosis(rule="r", message="m", where="w", lesson="l", hints=("h",))
    regrade = Regrade(who="ines", why="w", when=NOON, course_digest="c", counts={})
    entry = entry_of(hand_in(book), diagnoses=(diagnosis,), refused=(Refusal(what="a cause", traceback="t"),))
    entry = replace(entry, regrade=book.record_regrade([entry], regrade=regrade))
    decision = book.record_decision(EXCUSED)
    book.record_decision(replace(EXCUSED, learner="somebody else"))
    book.forget("somebody else")
    book.release_feedback(FeedbackRelease(assignment="one", who="ines", when=NOON))
    column = next(iter(schema.metadata.tables[table].columns.keys()))
    with book._database.engine.connect() as connection, pytest.raises(IntegrityError, match=f"no .* of {table}"):
        connection.exec_driver_sql(WAYS[connection.dialect.name][way].format(table, column))
    assert list(book.entries()) == [entry]
    assert list(book.decisions()) == [decision]


def test_a_result_is_recorded_whole_or_not_at_all(book: Gradebook) -> None:
    """A finding that cannot be stored takes its result, run and submission with it, and the gradebook works on."""
    broken = replace(FINDINGS[1], message=None)  # type: ignore[arg-type] # the fault that is planted
    with pytest.raises(StorageError, match=r"says: .*(NOT NULL|not-null) constraint"):
        book.record(entry_of(hand_in(book), findings=(FINDINGS[0], broken)))
    with book._database.engine.connect() as connection:
        for table in ("submissions", "runs", "results", "findings"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0  # noqa: S608 - our names
    book.record(entry_of(hand_in(book)))
    assert len([entry.result for entry in book.entries()]) == 1


def test_when_it_was_handed_in_is_kept(book: Gradebook) -> None:
    """What something outside says of a new attempt comes back, in UTC; an attempt that is there keeps its own."""
    west = datetime(2025, 3, 1, 23, 59, tzinfo=timezone(timedelta(hours=-8)))
    known = {"learner": "ada", "exercise": "05/a", "sha256": "a", "path": Path("a")}
    first = book.submission_for(**known, submitted=west)  # type: ignore[arg-type] # by name
    book.record(entry_of(first))
    kept = next(entry.result for entry in book.entries()).submission
    assert kept.submitted == west
    assert kept.submitted.tzinfo == UTC
    assert book.submission_for(**known, submitted=NOON) == kept  # type: ignore[arg-type] # by name


def test_every_attempt_is_read_in_order(book: Gradebook) -> None:
    """The last result of each attempt, by learner, exercise and attempt, with its own findings."""
    first, other = hand_in(book, "bo", content="a"), hand_in(book, "ada")
    book.record(entry_of(first, grader_version="1"))
    second = hand_in(book, "bo", content="b")
    book.record(entry_of(second, grader_version="2", findings=FINDINGS[:1]))
    book.record(entry_of(first, grader_version="3"))
    book.record(entry_of(other, grader_version="4", findings=()))
    found = [
        (entry.result.submission.learner, entry.result.submission.attempt, entry.result.grader_version)
        for entry in book.every_attempt()
    ]
    assert found == [("ada", 1, "4"), ("bo", 1, "3"), ("bo", 2, "2")]
    assert [entry.result.findings for entry in book.every_attempt()] == [(), FINDINGS, FINDINGS[:1]]


def test_many_are_recorded_and_read_as_one_by_one(book: Gradebook) -> None:
    """More entries than are written or read at once come back each with its own, in one transaction."""
    entries = [
        replace(
            entry_of(hand_in(book, f"{number:04}"), findings=(replace(FINDINGS[0], message=str(number)), FINDINGS[1])),
            cached=number % 2 > 0,
        )
        for number in range(1201)
    ]
    book.record_all(entries)
    assert list(book.entries()) == entries


def test_many_are_recorded_all_or_none(book: Gradebook) -> None:
    """Where the last of them cannot be stored, none is there."""
    entries = [entry_of(hand_in(book, str(number))) for number in range(600)]
    broken = replace(entries[0], run=replace(entries[0].run, message=None))  # type: ignore[arg-type] # planted
    with pytest.raises(StorageError, match=r"NOT NULL|not-null"):
        book.record_all([*entries, broken])
    assert list(book.entries()) == []


def test_texts_that_repeat_are_stored_once(book: Gradebook) -> None:
    """The title and hints of a criterion are there once for each way in which they are shown."""
    book.record_all([entry_of(hand_in(book, str(number))) for number in range(10)])
    book.record(entry_of(hand_in(book, "other"), findings=(replace(FINDINGS[1], hints=()),)))
    with book._database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM criteria").scalar() == 3


def test_decisions_are_kept_in_order(book: Gradebook) -> None:
    """Each comes back with its id and everything that was said, all of them or one learner's."""
    said = [
        EXCUSED,
        replace(EXCUSED, kind=DecisionKind.OVERRIDE, criterion="value", value=1.5, automatic=0.0),
        replace(EXCUSED, learner="bo", kind=DecisionKind.LATE, value=0.25, who="policy"),
        Decision(
            learner="ada", assignment="week 1", kind=DecisionKind.EXTENSION, until=NOON, who="i", when=NOON, why=""
        ),
        replace(EXCUSED, value=None),
    ]
    kept = [book.record_decision(one) for one in said]
    assert [one.id for one in kept] == [1, 2, 3, 4, 5]
    assert [replace(one, id=0) for one in kept] == said
    assert list(book.decisions()) == kept
    assert list(book.decisions("bo")) == [kept[2]]


def test_a_regrade_and_its_results_belong_together(book: Gradebook) -> None:
    """The regrade comes back with its id, and so does the entry that carries it."""
    regrade = Regrade(who="ines", when=NOON, why="the bias was optional", course_digest="c", counts={"changed": 2})
    entry = entry_of(hand_in(book))
    number = book.record_regrade([entry], regrade=regrade)
    assert list(book.entries()) == [replace(entry, regrade=number)]
    assert list(book.regrades()) == [replace(regrade, id=number)]


def test_a_regrade_that_breaks_off_adds_nothing(book: Gradebook) -> None:
    """Its results are added together with it or not at all, also where they stop coming in the middle."""
    entry = entry_of(hand_in(book))

    def broken() -> Iterator[Entry]:
        yield entry
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        book.record_regrade(broken(), regrade=Regrade(who="i", when=NOON, why="w", course_digest="c", counts={}))
    assert list(book.entries()) == []
    assert list(book.regrades()) == []


def test_reading_and_recording_do_not_wait_for_each_other(book: Gradebook, place: GradebookLocation) -> None:
    """A reader in the middle of its rows sees the gradebook as it was, and the writer goes on."""
    for learner in ("ada", "bo"):
        book.record(entry_of(hand_in(book, learner)))
    with Gradebook.view(place) as viewed:
        reading, reading_here = (entry.result for entry in viewed.entries()), (entry.result for entry in book.entries())
        next(reading), next(reading_here)
        book.record(entry_of(hand_in(book, "cy")))
        assert len(list(reading)) == len(list(reading_here)) == 1
        assert len([entry.result for entry in viewed.entries()]) == 3


def test_a_viewed_gradebook_cannot_be_written(book: Gradebook, place: GradebookLocation) -> None:
    """Who holds no lock cannot record."""
    entry = entry_of(hand_in(book))
    with (
        Gradebook.view(place) as viewed,
        pytest.raises(StorageError, match=r"cannot be written(; make it writable|, because it was opened)"),
    ):
        viewed.record(entry)


def test_there_is_nothing_to_view(place: GradebookLocation) -> None:
    """Viewing does not make a missing gradebook, and says what does."""
    with pytest.raises(SpecError, match="there is no gradebook; `grader grade` creates one"):
        Gradebook.view(place)
    with pytest.raises(SpecError, match="there is no gradebook"):
        Gradebook.view(place)
