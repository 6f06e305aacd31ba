"""Scores and decisions by learner, from either database."""

from dataclasses import replace
from datetime import UTC, datetime

from grader.gradebook import Decision, DecisionKind, Gradebook
from grader.gradebook.streams import learner_scores
from grader.model import Trust
from tests.grader.gradebook.marks.conftest import entry

NOON = datetime(2030, 10, 20, 12, 30, 1, 5, UTC)
LATE = Decision(
    learner="bo", exercise="01/a", kind=DecisionKind.LATE, value=0.1, who="late policy", when=NOON, why="so"
)
OVERRIDE = replace(LATE, learner="Zoë", kind=DecisionKind.OVERRIDE, criterion="second", value=1.5)


def test_learners_come_one_by_one_with_all_that_is_theirs(book: Gradebook) -> None:
    """Sorted by the characters' numbers, as Python sorts, whatever the database's language."""
    names = ("bo", "Zoë", "Émile", "גלעד", "a b")
    for name in names[:4]:
        for attempt in (1, 2):
            book.record(entry(name, "01/a", attempt, attempt, NOON, reported=name == "bo"))
    assert book.record_decisions([LATE, OVERRIDE, replace(LATE, value=0.2)]) == 3

    found = list(learner_scores(book, roster=["a b", "bo"]))

    assert [one.learner for one in found] == sorted(names)
    bo = next(one for one in found if one.learner == "bo")
    assert [(one.attempt, one.earned, one.submitted) for one in bo.attempts] == [(1, 1, NOON), (2, 2, NOON)]
    assert [(one.id, one.value) for one in bo.decisions] == [(1, 0.1), (3, 0.2)]
    (zoe,) = learner_scores(book, learner="Zoë")
    assert {key: tuple(points) for key, points in zoe.criteria.items()} == {
        ("01/a", 1, "first"): (1, 0, 0, 2, False, True),
        ("01/a", 1, "second"): (0, 0, 0, 2, False, True),
        ("01/a", 2, "first"): (2, 0, 0, 2, False, True),
        ("01/a", 2, "second"): (0, 0, 0, 2, False, True),
    }


def test_verified_points_stand_beside_all_points(book: Gradebook) -> None:
    """Of criteria that can be verified alone, and of those what is; what each finding rests on is kept with it."""
    made = entry("ada", "01/a", 1, 4, NOON)
    first, second = made.result.findings
    findings = (
        replace(first, verifiable=True, rests_on=("replayed", "source")),
        replace(second, verifiable=True, trust=Trust.REPORTED, rests_on=("model",)),
        replace(second, criterion="third", trust=Trust.REPORTED, rests_on=("left_behind",)),
    )
    book.record(replace(made, result=replace(made.result, findings=findings)))

    (scores,) = learner_scores(book)
    (read,) = book.every_attempt()

    assert read.result.findings == findings
    assert [tuple(one.verified())[5:8] for one in scores.attempts] == [(2, 4, 0)]


def test_a_batch_of_decisions_gets_no_number_of_a_forgotten_learners(book: Gradebook) -> None:
    """What the late policy notes after somebody was forgotten is numbered on from there."""
    book.record_decisions([OVERRIDE, LATE, replace(LATE, value=0.2)])
    book.forget(LATE.learner)
    book.record_decisions([OVERRIDE, OVERRIDE])
    assert [one.id for one in book.decisions()] == [1, 4, 5]
