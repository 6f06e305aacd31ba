"""Sums over results are the same in both databases, and the same as in a loop over the entries."""

from pathlib import Path

from grader.gradebook import Entry, Gradebook, streams
from grader.model import Result, Verdict
from tests.bench.big_cohort import Cohort


def bits(result: Result, verdict: Verdict) -> int:
    return sum(1 << place for place, finding in enumerate(result.findings) if finding.verdict is verdict)


def judged(entry: Entry) -> streams.ResultRow:
    """What the query is to say of an entry, its id aside."""
    result, run = entry.result, entry.run
    failing = [(place, one) for place, one in enumerate(result.findings) if one.verdict is Verdict.FAIL]
    first = failing[0] if failing else None
    return streams.ResultRow(
        exercise=result.submission.exercise,
        learner=result.submission.learner,
        attempts=result.submission.attempt,
        result_id=0,
        digest=entry.exercise_digest,
        attempted=result.attempted,
        outcome=result.outcome,
        earned=result.score.earned,
        possible=result.score.possible,
        unscored=result.score.unscored,
        wall_s=run.wall_s,
        cpu_s=run.cpu_s,
        passed=bits(result, Verdict.PASS),
        failed=bits(result, Verdict.FAIL),
        skipped=bits(result, Verdict.SKIP),
        errors=bits(result, Verdict.ERROR),
        criterion=first[0] if first else None,
        message=first[1].message if first else None,
        rule=result.diagnoses[0].rule if result.diagnoses else None,
    )


def test_each_result_is_reported_once(book: Gradebook) -> None:
    """Its verdicts as bits, and its first failing finding with the first diagnosis; regraded ones by the later row."""
    entries = list(Cohort(learners=30, exercises=3).entries())
    book.record_all(entries)
    book.record_all(entries[:10])
    with streams.snapshot(book) as connection:
        found = {(one.learner, one.exercise): one._replace(result_id=0) for one in streams.result_rows(connection)}
        number = streams.count_learners(connection, book.exercises())
        hand_ins = [one for name in book.exercises() for one in streams.hand_in_rows(connection, name)]

    assert found == {(one.learner, one.exercise): one for one in map(judged, entries)}
    assert number == len({learner for learner, _ in found})
    assert sorted((one.exercise, one.learner, Path(one.path).name) for one in hand_ins) == sorted(
        (one.exercise, one.learner, f"{one.exercise.rpartition('/')[2]}.ipynb")
        for one in found.values()
        if one.attempted
    )


def test_criteria_are_reported_in_the_rubrics_order(book: Gradebook) -> None:
    """Of the results that are asked about, and no others."""
    entry, *more = Cohort(learners=5, exercises=1).entries()
    book.record_all([entry, *more])
    with streams.snapshot(book) as connection:
        found = list(streams.result_criteria(connection, {1}))

    assert [(one.result_id, one.position, one.criterion, one.title) for one in found] == [
        (1, place, finding.criterion, finding.title) for place, finding in enumerate(entry.result.findings)
    ]
