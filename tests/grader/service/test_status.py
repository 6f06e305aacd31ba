"""What pages are told of attempts, and of the service."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.gradebook import DecisionKind, Gradebook
from grader.gradebook.marks import AssignedExercise, Assignment, Assignments, FeedbackRule, Policy, aggregate
from grader.gradebook.marks.hand_in_rules import HandInRules
from grader.service.live import LiveState, RunningAttempt, remove_live, write_live
from grader.service.status import AttemptStatus, Stage, StatusBoard
from tests.grader.gradebook.test_gradebook import EXCUSED, FINDINGS, entry_of
from tests.service import NO_RULES

DUE = datetime(2100, 1, 1, tzinfo=UTC)
SECONDS = {"05/a": 2.0, "05/b": 10.0}


def hand_in(book: Gradebook, learner: str, exercise: str = "05/a") -> None:
    book.hand_in(learner=learner, exercise=exercise, sha256=learner + exercise, path=Path("a.py"))


@pytest.fixture
def board(book: Gradebook, tmp_path: Path) -> StatusBoard:
    return StatusBoard(tmp_path, book, NO_RULES)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    with Gradebook.open(tmp_path / "gradebook.sqlite") as book:
        for learner, exercise in (("a", "05/a"), ("b", "05/b"), ("c", "05/a"), ("d", "05/new"), ("e", "05/held")):
            hand_in(book, learner, exercise)
        yield book


def say(out: Path, **more: object) -> LiveState:
    now = {"life": "l", "changes": 1, "slots": 1, "seconds": SECONDS, "held": {"05/held": "no data"}, **more}
    state = LiveState(**now)  # type: ignore[arg-type] # the fields' own types
    write_live(out, state)
    return state


def of(board: StatusBoard, learner: str) -> AttemptStatus:
    (one,) = board.statuses(learner)
    return one


def judge(book: Gradebook, learner: str) -> None:
    """Record a result for whatever waits of a learner."""
    for one in book.hand_ins().waiting:
        if one.submission.learner == learner:
            book.record(entry_of(one.submission, findings=FINDINGS))


def test_live_pages_and_others_are_told_the_same(board: StatusBoard, book: Gradebook, tmp_path: Path) -> None:
    """Whatever comes in between: a result, another attempt, a learner more, another coordinator."""

    def same(learners: str) -> bool:
        return dict(board.statuses_of(learners)) == {name: board.statuses(name) for name in learners}

    assert same("ab")
    judge(book, "a")
    assert same("ab")
    hand_in(book, "a", "05/b")
    say(tmp_path, queue=(2,))
    assert same("abc")
    judge(book, "a")
    judge(book, "c")
    assert same("ac")
    say(tmp_path, life="another")
    assert same("abcde")
    assert [one.stage for one in board.statuses("a")] == [Stage.JUDGED] * 2


def test_what_is_judged_is_read_once(board: StatusBoard, book: Gradebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand live pages cost what changes on them, not what is in the gradebook."""
    judge(book, "a")
    judge(book, "b")
    read, real = list[set[str]](), book.judged_attempts
    monkeypatch.setattr(book, "judged_attempts", lambda names: read.append(set(names)) or real(names))  # type: ignore[func-returns-value] # a list
    for _ in range(2):
        board.statuses_of("ab")
    hand_in(book, "b", "05/a")
    judge(book, "b")
    board.statuses_of("ab")

    assert read == [{"a", "b"}, {"b"}]


def test_without_a_coordinator_everybody_waits_and_nothing_is_promised(board: StatusBoard) -> None:
    """Places are those of the order in which they came; how long it takes is not known."""
    every = board.statuses()

    assert [(one.stage, one.place, one.estimate_s) for one in every] == [(Stage.WAITING, n, None) for n in range(1, 6)]
    assert not board.operation().alive
    assert board.operation().waiting == 5


def test_places_and_estimates_are_those_of_the_order(
    board: StatusBoard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seconds add up along the line; a running attempt's own are what is left of them; held ones have a reason."""
    now = time.time()
    monkeypatch.setattr("grader.service.status.time", SimpleNamespace(time=lambda: now))
    say(tmp_path, queue=(3, 2), running=(RunningAttempt(id=1, started=now - 0.5, cells=5),))

    running, second, first, new, held = (of(board, learner) for learner in "abcde")

    assert (running.stage, running.place, running.cells) == (Stage.RUNNING, 0, 5)
    assert running.estimate_s == pytest.approx(1.5)
    assert (first.place, second.place, new.place) == (1, 2, 3)
    assert first.estimate_s == pytest.approx(3.5)
    assert second.estimate_s == pytest.approx(13.5)
    assert new.estimate_s is None, "nobody has measured this exercise"
    assert (held.stage, held.place, held.reason) == (Stage.OURS, 0, "no data")
    seen = board.operation()
    assert (seen.waiting, seen.running, seen.held) == (3, 1, {"05/held": "no data"})


def test_a_clock_that_is_set_back_puts_nobody_off_for_an_hour(board: StatusBoard, tmp_path: Path) -> None:
    """The run that goes on then seems to begin in the future: it takes no longer than such runs take."""
    say(tmp_path, queue=(3,), running=(RunningAttempt(id=1, started=time.time() + 3600),))

    running, first = (of(board, learner) for learner in "ac")

    assert running.estimate_s == 2
    assert first.estimate_s == 4


def test_a_silent_coordinator_promises_nothing(board: StatusBoard, tmp_path: Path) -> None:
    """Nothing is shown as running once its heartbeat is a quarter of a minute old."""
    say(tmp_path, queue=(1,), running=(RunningAttempt(id=2, started=time.time()),))
    os.utime(tmp_path / "service.json", (time.time() - 60, time.time() - 60))

    assert {one.stage for one in board.statuses()} == {Stage.WAITING, Stage.OURS}
    assert {one.estimate_s for one in board.statuses()} == {None}
    seen = board.operation()
    assert not seen.alive
    assert (seen.waiting, seen.running) == (4, 0)
    assert seen.silent_s == pytest.approx(60, abs=50)


def test_the_version_changes_with_whatever_is_shown(board: StatusBoard, book: Gradebook, tmp_path: Path) -> None:
    """A hand-in, whatever the coordinator says, and its silence; and only then."""
    versions = [board.version(), board.version()]
    assert len(set(versions)) == 1
    hand_in(book, "f")
    versions.append(board.version())
    say(tmp_path)
    versions.append(board.version())
    say(tmp_path, changes=2)
    versions.append(board.version())
    os.utime(tmp_path / "service.json", (0, 0))
    versions.append(board.version())
    remove_live(tmp_path)
    versions.append(board.version())

    assert all(before != after for before, after in pairwise(versions[1:]))
    assert board.version() == versions[-1]


def test_what_feedback_waits_for_is_another_version(
    book: Gradebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An open page shows at once that an extension was given or taken back, and that a due date has passed."""
    part = AssignedExercise(exercise="05/a", weight=Fraction(1), points=1)
    policy = Policy(feedback=FeedbackRule.AFTER_DUE)
    assigned = Assignment(id="a", title="A", parts=(part,), weight=Fraction(1), due=DUE, policy=policy)
    board = StatusBoard(tmp_path, book, HandInRules(Assignments(every=(assigned,), zone=UTC)))
    extension = replace(EXCUSED, learner="a", exercise="05/a", kind=DecisionKind.EXTENSION, value=None)
    versions = [board.version(), board.version()]
    for until in (DUE + timedelta(days=1), None):
        book.record_decision(replace(extension, until=until))
        versions.append(board.version())
    for later in (timedelta(seconds=1), timedelta(days=1, seconds=1)):
        monkeypatch.setattr(aggregate, "datetime", SimpleNamespace(now=lambda _, later=later: DUE + later))
        versions.append(board.version())

    assert [before == after for before, after in pairwise(versions)] == [True, False, False, False, False]
