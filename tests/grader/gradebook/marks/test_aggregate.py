"""Marks from a real gradebook, and what the late policy leaves in it."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from grader.gradebook import Decision, DecisionKind, Gradebook
from grader.gradebook.marks import Assignments, LatePenalty, compute_marks
from grader.gradebook.marks.aggregate import marks_of
from grader.gradebook.marks.decisions import BY_POLICY
from grader.gradebook.marks.explanation import late_notes
from grader.gradebook.streams import learner_scores
from tests.grader.gradebook.marks.ada import DUE, NOW, TENTH, course, decision
from tests.grader.gradebook.marks.conftest import HandIn, entry

NAMES = ("ada", "Zoë «O'Neill», Jr.", "Émile Żółtowski", "גלעד כהן", "a" * 300)
TWO = course("01/a", "01/b")


def noted(book: Gradebook, assignments: Assignments, now: datetime = NOW) -> list[Decision]:
    """What the late policy adds to the gradebook."""
    found = [
        one
        for standing in learner_scores(book)
        for one in late_notes(standing, marks_of(standing, assignments, now=now), assignments, now=now)
    ]
    assert book.record_decisions(found) == len(found)
    return found


def test_learners_are_sorted_and_none_is_left_out(book: Gradebook, hand_in: HandIn) -> None:
    """Those who handed in, those on whom something was decided, and those in the roster, each once."""
    for name in NAMES[:3]:
        hand_in(name, "01/a", 1, 3, DUE)
    book.record_decision(replace(decision(DecisionKind.EXCUSED, "01/a"), learner=NAMES[3]))

    found = list(compute_marks(book, TWO, now=NOW, roster=[NAMES[4], NAMES[0]]))

    assert [one.learner for one in found] == sorted(NAMES)
    assert {one.learner: int(one.earned) for one in found} == dict(zip(NAMES, (3, 3, 3, 0, 0), strict=True))


def test_the_last_result_of_each_attempt_counts(book: Gradebook, hand_in: HandIn) -> None:
    """A regrade changes the mark, of an attempt that is not the last one too."""
    hand_in("ada", "01/a", 1, 1, DUE)
    hand_in("ada", "01/a", 2, 2, DUE)
    hand_in("ada", "01/a", 1, 4, DUE)

    (mark,) = compute_marks(book, TWO, now=NOW)

    assert [int(one.earned) for one in mark.marks[0].exercises[0].attempts] == [4, 2]


def test_a_criterion_with_a_grader_fault_is_overridden(book: Gradebook, hand_in: HandIn) -> None:
    """What a fault of the grader left unjudged is judged by the instructor."""
    hand_in("ada", "01/a", 1, 2, DUE, fault=True)
    (before,) = compute_marks(book, TWO, now=NOW)
    book.record_decision(decision(DecisionKind.OVERRIDE, "01/a", criterion="second", value=1.5))

    (after,) = compute_marks(book, TWO, now=NOW)

    assert [before.percent, before.unscored, after.unscored] == [None, 2, 0]
    assert after.earned == Fraction("3.5")


def test_marks_are_the_same_each_time_and_change_nothing(book: Gradebook, hand_in: HandIn) -> None:
    """Working them out twice gives the same, and writes nothing."""
    hand_in("ada", "01/a", 1, 3, DUE + timedelta(days=2))

    assert list(compute_marks(book, TWO, now=NOW)) == list(compute_marks(book, TWO, now=NOW))
    assert list(book.decisions()) == []


def test_what_lateness_takes_is_noted_once(book: Gradebook, hand_in: HandIn) -> None:
    """Who, when and why; the same again adds nothing, and the marks name the note."""
    hand_in("ada", "01/a", 1, 3, DUE + timedelta(hours=30))
    hand_in("ada", "01/b", 1, 3, DUE)

    (one,) = noted(book, TWO)

    assert [one.exercise, one.kind, one.value, one.who, one.when] == ["01/a", DecisionKind.LATE, 0.2, BY_POLICY, NOW]
    assert (
        one.why == "attempt 1 of 2030-10-22 04:00 UTC is 1 day 6 h late: it loses 20 % (10 % for each 1 day begun: 2)"
    )
    assert noted(book, TWO, now=NOW + timedelta(days=1)) == []
    (mark,) = compute_marks(book, TWO, now=NOW)
    assert [each.who for each in mark.marks[0].exercises[0].decisions] == [BY_POLICY]


def test_a_policy_that_changes_is_noted_anew(book: Gradebook, hand_in: HandIn) -> None:
    """The last note says what is taken now, also where that is nothing any more; earlier ones stay."""
    hand_in("ada", "01/a", 1, 3, DUE + timedelta(hours=30))
    day = TENTH.late
    assert day is not None
    half = course("01/a", "01/b", policy=replace(TENTH, late=replace(day, loses=Fraction(1, 2))))

    made = [noted(book, one) for one in (TWO, half, course("01/a", "01/b", due=None), TWO)]

    assert [[one.value for one in each] for each in made] == [[0.2], [0.5], [None], [0.2]]
    assert [noted(book, TWO), len(list(book.decisions()))] == [[], 4]


def test_another_reason_for_as_much_is_noted_too(book: Gradebook, hand_in: HandIn) -> None:
    """The note names the attempt that counts, so one that is as late but later handed in gets its own."""
    hand_in("ada", "01/a", 1, 3, DUE + timedelta(hours=30))
    noted(book, TWO)
    hand_in("ada", "01/a", 2, 4, DUE + timedelta(hours=31))

    (one,) = noted(book, TWO)

    assert one.value == 0.2
    assert one.why.startswith("attempt 2 of 2030-10-22 05:00 UTC is 1 day 7 h late")


def test_an_extension_is_noted_with_the_points_that_lateness_no_longer_takes(book: Gradebook, hand_in: HandIn) -> None:
    """And once it is taken back, the penalty is noted again."""
    hand_in("ada", "01/a", 1, 3, DUE + timedelta(hours=30))
    noted(book, TWO)
    until = decision(DecisionKind.EXTENSION, "01/a", until=DUE + timedelta(days=2))
    book.record_decision(until)

    (lifted,) = noted(book, TWO)
    book.record_decision(replace(until, until=None))
    (again,) = noted(book, TWO)

    assert [lifted.value, again.value] == [None, 0.2]
    assert "lateness costs nothing any more" in lifted.why


@pytest.mark.parametrize("target", [{"exercise": "01/a"}, {"exercise": None, "assignment": "week"}])
def test_the_policy_never_writes_over_an_instructor(
    book: Gradebook, hand_in: HandIn, target: dict[str, str | None]
) -> None:
    """What somebody decided on lateness is the last word until it is taken back; then the policy's is noted again."""
    hand_in("ada", "01/a", 1, 3, DUE + timedelta(hours=30))
    noted(book, TWO)
    waived = decision(DecisionKind.LATE, **target, value=0.0)
    book.record_decision(waived)

    assert all(one.value is None for one in noted(book, TWO))
    assert noted(book, TWO) == []
    (mark,) = compute_marks(book, TWO, now=NOW)
    assert mark.marks[0].exercises[0].earned == 3
    book.record_decision(replace(waived, value=None))
    assert [one.value for one in noted(book, TWO)] == [0.2]


def test_notes_go_in_together_or_not_at_all(book: Gradebook) -> None:
    """A fault in the middle leaves no half of them."""

    def failing() -> object:
        yield decision(DecisionKind.LATE, "01/a", value=0.1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        book.record_decisions(failing())  # type: ignore[arg-type] # what breaks off

    assert list(book.decisions()) == []


def test_a_step_of_nothing_is_not_a_penalty(book: Gradebook, hand_in: HandIn) -> None:
    """A policy that takes nothing notes nothing."""
    hand_in("ada", "01/a", 1, 3, DUE + timedelta(hours=30))
    assert TENTH.late is not None
    nothing = replace(TENTH, late=LatePenalty(loses=Fraction(0), each=TENTH.late.each))

    assert noted(book, course("01/a", policy=nothing)) == []


def test_what_is_recorded_meanwhile_is_not_seen(book: Gradebook, hand_in: HandIn) -> None:
    """Marks are of one moment, however long they take to read."""
    hand_in("ada", "01/a", 1, 3, DUE)
    hand_in("bob", "01/a", 1, 3, DUE)
    found = compute_marks(book, TWO, now=NOW)
    next(found)

    book.record(entry("bob", "01/a", 2, 4, DUE))

    assert [int(one.earned) for one in found] == [3]
